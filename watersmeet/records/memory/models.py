"""What a partnership remembers: entries of seven kinds, what they are about, what was said to them, what happened."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedJson, SealedText
from watersmeet.records.memory.states import Kind, Looked, Status

IDENT = 64


class Entry(Record):
    """One thing remembered. `parts` are its words by the names that `kinds.KINDS` lists; everything free is sealed.

    `ident` is what other places know it by. `partner` wrote it, `holder` answers for what is still to come of it; where
    nobody does, the lead. `body` is who promised, `promised_to` the partner here that it is promised to, if its words
    name one. The names stay as they were when it was written.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    ident = models.UUIDField(default=ids.new, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    title = SealedText()
    parts = SealedJson()
    writer = models.UUIDField(null=True)
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    partner_name = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    body_name = SealedText(null=True)
    promised_to = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    day = models.DateField(null=True)  # of its kind: decided on, due on, held on
    review_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=Status, blank=True)
    looked = models.CharField(max_length=16, choices=Looked, blank=True)
    sector = models.CharField(max_length=20, blank=True)  # of whom a question is asked; "" everybody
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, related_name="superseded_by", null=True)
    agreed_public_at = models.DateTimeField(null=True)
    public_at = models.DateTimeField(null=True)
    shows_learned = models.BooleanField(default=False)  # of a gathering that everybody reads: what was learned too
    late_told_on = models.DateField(null=True)
    lead_told_on = models.DateField(null=True)
    struck_at = models.DateTimeField(null=True)  # its words were taken out for good
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "ident"), name="memory_entry_once"),
            models.CheckConstraint(
                condition=Q(public_at=None)
                | Q(kind__in=(Kind.FINDING, Kind.GATHERING))
                | Q(kind=Kind.COMMITMENT, agreed_public_at__isnull=False),
                name="memory_entry_public_is_agreed",
            ),
            models.CheckConstraint(
                condition=Q(shows_learned=False) | Q(kind=Kind.GATHERING, public_at__isnull=False),
                name="memory_entry_learned_is_announced",
            ),
        )
        indexes = (
            models.Index(fields=("partnership", "kind", "made_at"), name="memory_entry_by_kind"),
            models.Index(fields=("holder",), name="memory_entry_held"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ident}"


class EntryEvent(Event):
    """What happened to an entry; of a change the words are how it read before, as JSON."""

    subject = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="events")


class About(Record):
    """What an entry is about: a partner or service by its id, a reason or a part of the rules by its code."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="about")
    kind = models.CharField(max_length=12)
    ident = models.CharField(max_length=IDENT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("entry", "kind", "ident"), name="memory_about_once"),)
        indexes = (models.Index(fields=("partnership", "kind", "ident"), name="memory_about_what"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.ident}"


class Said(models.TextChoices):
    """What may be said to an entry by others than its writer."""

    ANSWER = "answer", _("Answer")
    REPLY = "reply", _("Reply")


class Remark(Record):
    """An answer to a question, or the reply of the body that a commitment names."""

    sealed_by: ClassVar[str] = "partnership_id"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="remarks")
    what = models.CharField(max_length=8, choices=Said)
    words = SealedText(null=True)
    writer = models.UUIDField(null=True)
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    partner_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    lesson = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", null=True)

    def __str__(self) -> str:
        return f"{self.what} to {self.entry_id}"


class FromOutside(Record):
    """What somebody who does not work here says to a finding; others see it once somebody here has looked at it.

    `who` is how they call themself, if they said. The day alone is kept.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="from_outside")
    words = SealedText(null=True)
    who = SealedText(null=True)
    said_on = models.DateField()
    shown_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"a reply to {self.entry_id}"
