"""Deliberations: statements from anyone, looked at before others see them, and what each person says to each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedText


class Shown(models.TextChoices):
    """Whether others see a statement."""

    WAITING = "waiting", _("Waits to be looked at")
    SHOWN = "shown", _("Others see it")
    TAKEN_OUT = "taken_out", _("Taken out")


class WhyOut(models.TextChoices):
    """Why a statement is not shown."""

    ABOUT_A_PERSON = "about_a_person", _("It says something about a person")
    UNKIND = "unkind", _("It hurts people")
    SAID_BEFORE = "said_before", _("Somebody said it already")
    OFF_TOPIC = "off_topic", _("It is about something else")


class Says(models.IntegerChoices):
    """What somebody says to a statement, in the numbers of the field."""

    AGREE = 1, _("I agree")
    DISAGREE = -1, _("I do not agree")
    PASS = 0, _("I am not sure")


class Deliberation(Record):
    """One question that people talk about by statements; `code` stands in its address. Its asker's words are public."""

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    writer = models.UUIDField()
    question = models.CharField(max_length=200)
    code = models.CharField(max_length=14, unique=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gte=F("opens_at")), name="voices_deliberation_days"),
        )

    def __str__(self) -> str:
        return self.question


class DeliberationEvent(Event):
    """What happened to a deliberation: opened, a statement looked at, ended."""

    subject = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="events")


class Participant(Record):
    """Somebody who takes part, by a secret that their browser alone holds; nobody knows who they are."""

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="participants")
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("deliberation", "number"), name="voices_participant_number"),)

    def __str__(self) -> str:
        return f"participant {self.number}"


class Statement(Record):
    """One statement, numbered in its deliberation; `participant` said it, or nobody when the asker did."""

    sealed_by: ClassVar[str] = "partnership_id"

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="statements")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()
    words = SealedText()
    shown = models.CharField(max_length=10, choices=Shown, default=Shown.WAITING)
    why_out = models.CharField(max_length=16, choices=WhyOut, blank=True)
    said_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("deliberation", "number"), name="voices_statement_number"),
            models.CheckConstraint(
                condition=Q(shown=Shown.TAKEN_OUT) & ~Q(why_out="") | ~Q(shown=Shown.TAKEN_OUT) & Q(why_out=""),
                name="voices_statement_out_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"statement {self.number}"


class Opinion(Record):
    """What a participant says to a statement: their last word on it, and the day."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="opinions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="opinions")
    says = models.SmallIntegerField(choices=Says)
    said_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("statement", "participant"), name="voices_opinion_once"),)

    def __str__(self) -> str:
        return f"{self.says}"
