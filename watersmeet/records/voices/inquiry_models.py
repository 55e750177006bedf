"""Inquiries, their waves, and what was answered. An answer names nobody, unless its giver wrote a name on it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedJson


class Way(models.TextChoices):
    """How an answer came."""

    LINK = "link", _("By a link or a square")
    OWN = "own", _("Signed in")
    PAPER = "paper", _("On paper")
    INTERVIEW = "interview", _("Somebody asked them")


class Inquiry(Record):
    """A survey of values and viability: its questions are `document`, frozen with a `digest` by its first wave."""

    title = models.CharField(max_length=120)
    document = models.JSONField()
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(frozen_at=None, digest="") | (Q(frozen_at__isnull=False) & ~Q(digest="")),
                name="voices_inquiry_frozen_with_digest",
            ),
        )

    def __str__(self) -> str:
        return self.title


class InquiryEvent(Event):
    """What was done with an inquiry: begun, changed, a wave opened or closed. Answers are no events."""

    subject = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="events")


class Wave(Record):
    """One time that an inquiry is asked: from when until when.

    `kept` is what stays of its answers when they are forgotten: counts by group, from eight on, and nobody's answer.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    forgotten_on = models.DateField(null=True)
    kept = SealedJson(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("inquiry", "number"), name="voices_wave_number"),
            models.UniqueConstraint(fields=("inquiry",), condition=Q(closed_at=None), name="voices_wave_one_open"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="voices_wave_closes_after"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=True, kept__isnull=True)
                | Q(forgotten_on__isnull=False, kept__isnull=False, closed_at__isnull=False),
                name="voices_wave_forgotten_is_kept",
            ),
        )

    def __str__(self) -> str:
        return f"wave {self.pk}"


class AskedGroup(Record):
    """One group in one wave: the code in its address, and how many people it has, if that is known."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="groups")
    group = models.CharField(max_length=40)
    code = models.CharField(max_length=14, unique=True)
    roster = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("wave", "group"), name="voices_asked_group_once"),)

    def __str__(self) -> str:
        return f"group {self.group} of {self.wave_id}"


class Answer(Record):
    """What one person answered in one wave; who it was is not kept, nor when but for the day.

    `organisation` tells organisations apart within the wave and names none. `words` are what they wrote, and their name
    where the inquiry asks for it.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="answers")
    group = models.CharField(max_length=40)
    organisation = models.CharField(max_length=32, blank=True)
    way = models.CharField(max_length=12, choices=Way)
    answered_on = models.DateField()
    given = models.JSONField()
    words = SealedJson(null=True)

    class Meta:
        indexes = (models.Index(fields=("wave", "group"), name="voices_answers_of_group"),)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Answered(Record):
    """A member answered this wave by themself: that they did, and nothing of what."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    membership = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("wave", "membership"), name="voices_answered_once"),)

    def __str__(self) -> str:
        return f"answered {self.wave_id}"
