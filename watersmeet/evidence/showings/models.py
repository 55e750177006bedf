"""A showing: a map of who works with whom, frozen on one day, and what partners say of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedJson, SealedText


class Showing(Record):
    """The map of the months from `since` on, before `until`, as it was on the day when the lead began to show it.

    Partners read what it says of them until `opens_on`; from that day on everybody who works there reads the whole,
    unless it was taken back. `map` never changes: what others read is what partners read.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    since = models.DateField()
    until = models.DateField()
    map = SealedJson()
    shown_on = models.DateField()
    opens_on = models.DateField()
    by_id = models.UUIDField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="evidence_showing_has_months"),
            models.CheckConstraint(condition=Q(shown_on__lt=F("opens_on")), name="evidence_showing_partners_first"),
            models.UniqueConstraint(
                fields=("partnership", "until"), condition=Q(taken_back_on=None), name="evidence_showing_once"
            ),
        )

    def __str__(self) -> str:
        return f"showing {self.pk}"


class Reply(Record):
    """What a partner says of a map that is shown: one for each, its latest words."""

    sealed_by: ClassVar[str] = "partnership_id"

    showing = models.ForeignKey(Showing, on_delete=models.PROTECT, related_name="replies")
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    words = SealedText()
    writer = models.UUIDField()
    said_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("showing", "partner"), name="evidence_showing_reply_once"),)

    def __str__(self) -> str:
        return f"reply to {self.showing_id}"
