"""What every action writes down: one event in its room's table and one line in the audit, in one breath."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import models

from watersmeet.audit.api import REMOVED, write
from watersmeet.base import crash
from watersmeet.base.actor import Actor
from watersmeet.base.db import events
from watersmeet.base.ref import Ref

E = TypeVar("E", bound=events.Event)


def happened(
    table: type[E],
    verb: str,
    *,
    subject: models.Model,
    by: Actor,
    key_owner: UUID,
    at: datetime | None = None,
    reason_code: str = "",
    words: str | None = None,
) -> E:
    """Record that `verb` was done to `subject`, whose row the caller has locked or just made.

    Moves `subject.version` on by one and saves the row. `words` are sealed by the key of `key_owner`.
    """
    subject.version += 1  # type: ignore[attr-defined]
    subject.save()
    version: int = subject.version  # type: ignore[attr-defined]
    event = events.record(
        table,
        subject=subject,
        version=version,
        what=verb.rpartition(".")[2],
        by=by,
        key_owner=key_owner,
        at=at,
        reason_code=reason_code,
        words=words,
    )
    partnership: UUID = event.partnership_id
    ref = Ref(subject._meta.model_name or "", subject.pk)
    detail: dict[str, str | int] = {"reason": reason_code} if reason_code else {}
    write(verb, by=by, subject=ref, partnership=partnership, version=version, detail=detail)
    crash.here("happened.written")
    return event


def removed(table: type[E], rows: Iterable[models.Model], *, by: Actor, reason_code: str) -> None:
    """Take rows and their events out for good. The book keeps one line for each, which says that it was meant."""
    for row in rows:
        ref, partnership = Ref(row._meta.model_name or "", row.pk), row.partnership_id  # type: ignore[attr-defined]
        table._default_manager.filter(subject=row).delete()
        row.delete()
        write(REMOVED, by=by, subject=ref, partnership=partnership, detail={"reason": reason_code})
