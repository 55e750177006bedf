"""History is rows: what happened, when it happened, when we were told.

Each room has one table of events. A room's subclass sets `subject`, a foreign key to what the event is about. The
present is kept beside the events by the same action. A correction is a new row.
"""

from datetime import datetime
from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import models

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedText

E = TypeVar("E", bound="Event")


class Event(Record):
    """One thing that happened to one subject; `words` are sealed by the data key of `key_owner`."""

    sealed_by: ClassVar[str] = "key_owner"

    version = models.PositiveIntegerField()
    what = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason_code = models.CharField(max_length=40, blank=True)
    key_owner = models.UUIDField()
    words = SealedText(null=True)

    class Meta:
        abstract = True
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("subject", "version"), name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(
                condition=models.Q(happened_at__lte=models.F("recorded_at")), name="%(app_label)s_%(class)s_not_ahead"
            ),
        )


def record(
    table: type[E],
    *,
    subject: models.Model,
    version: int,
    what: str,
    by: Actor,
    key_owner: UUID,
    at: datetime | None = None,
    reason_code: str = "",
    words: str | None = None,
) -> E:
    """Write one event, in the caller's transaction; `at` is when it happened, now if not said."""
    now = clock.now()
    return table._default_manager.create(
        subject=subject,
        partnership_id=subject.partnership_id,  # type: ignore[attr-defined]
        version=version,
        what=what,
        actor_kind=by.kind,
        actor_id=by.id,
        happened_at=at or now,
        recorded_at=now,
        reason_code=reason_code,
        key_owner=key_owner,
        words=words or None,
    )
