"""Who is on call and said yes to it, and what somebody on call must act on."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord, Record, Row
from watersmeet.base.db.sealed import SealedJson, SealedText
from watersmeet.base.ref import Ref
from watersmeet.records.safety.concern_models import Concern, ConcernEvent, Someone
from watersmeet.records.safety.states import Outcome, Rank, SeatState, State

__all__ = [
    "Alert",
    "AlertEvent",
    "Concern",
    "ConcernEvent",
    "Drill",
    "DrillEvent",
    "OwnPhone",
    "Seat",
    "Shift",
    "ShiftEvent",
    "Someone",
]


class Shift(Record):
    """From when until when a partner has somebody on call, if two people said yes: see Seat."""

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken back, or over before its end
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("partner", "ends_at"), name="safety_shift_of_partner"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="safety_shift_has_a_while"),
        )

    def __str__(self) -> str:
        return f"shift {self.pk}"


class Seat(Record):
    """One who was asked to be first, or deputy, in a shift, and what they said."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=8, choices=Rank)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.ASKED)
    asked_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("shift", "rank"), condition=Q(state=SeatState.ACCEPTED), name="safety_seat_one_said_yes"
            ),
            models.UniqueConstraint(
                fields=("shift", "rank"), condition=Q(state=SeatState.ASKED), name="safety_seat_one_asked"
            ),
            models.CheckConstraint(
                condition=Q(state=SeatState.ASKED, said_at=None)
                | (~Q(state=SeatState.ASKED) & Q(said_at__isnull=False)),
                name="safety_seat_said_when",
            ),
        )

    def __str__(self) -> str:
        return f"seat {self.pk}"


class ShiftEvent(Event):
    """What happened to a shift; it has no words."""

    subject = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="events")


class OwnPhone(Record):
    """The number on which somebody is told by text, given by themself.

    `new_number` waits for its code to be typed, and only then takes the place of `number`. `asks` is how often one was
    given.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    number = SealedText(null=True)
    new_number = SealedText(null=True)
    code = models.CharField(max_length=128, blank=True)  # its slow hash
    code_until = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    asks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "user"), name="safety_one_phone"),
            models.CheckConstraint(
                condition=Q(code="", code_until=None) | Q(code_until__isnull=False, new_number__isnull=False),
                name="safety_phone_code_whole",
            ),
            models.CheckConstraint(
                condition=Q(number=None, proven_at=None) | Q(number__isnull=False, proven_at__isnull=False),
                name="safety_phone_proven_whole",
            ),
        )

    def __str__(self) -> str:
        return f"phone {self.pk}"


class Call(Row):
    """What an alert and a drill share: who has it, by when they must say so or act, how it was closed.

    `told` is how often somebody was told, `unanswered` how often in a row nobody answered; `due_at` is when the next
    person is told, unless something is done.
    """

    state = models.CharField(max_length=12, choices=State, default=State.RAISED)
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told = models.PositiveIntegerField(default=1)
    unanswered = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def _closed_as_a_whole(name: str) -> models.CheckConstraint:
    """An open one has no end and no outcome; a closed one has both."""
    is_open = ~Q(state=State.CLOSED) & Q(ended_at=None, outcome="")
    return models.CheckConstraint(
        condition=is_open | (Q(state=State.CLOSED, ended_at__isnull=False) & ~Q(outcome="")), name=name
    )


class Alert(PersonRecord, Call):
    """A named human must act: what somebody answered asks for it. It says nothing of how great a danger is.

    `about` is what was answered, such as a request for measures. `known` is what whoever acts needs, as it was when it
    was raised, sealed: who, how to reach them safely, where they are, whom to ring, their GP. It outlives a permission.
    `late`: answered a while before it was written down here, such as on paper.
    """

    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    item = models.CharField(max_length=40)
    answered_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    known = SealedJson(null=True)

    class Meta:
        indexes = (models.Index(fields=("controller", "state"), name="safety_alert_open"),)
        constraints = (
            models.UniqueConstraint(
                fields=("about_kind", "about_id", "item"), condition=~Q(state=State.CLOSED), name="safety_alert_once"
            ),
            models.CheckConstraint(condition=Q(answered_at__lte=F("raised_at")), name="safety_alert_not_ahead"),
            _closed_as_a_whole("safety_alert_closed_whole"),
            models.CheckConstraint(condition=~Q(outcome=Outcome.PRACTICE), name="safety_alert_no_practice"),
        )

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def about(self) -> Ref:
        """What was answered."""
        return Ref(self.about_kind, self.about_id)


class AlertEvent(Event):
    """What happened to an alert; its words are what somebody did or agreed."""

    subject = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="events")


class Drill(Record, Call):
    """A practice alert: about nobody, in a table of its own, so that no evidence can take it for a real one."""

    sealed_by: ClassVar[str] = "partnership_id"

    controller = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            _closed_as_a_whole("safety_drill_closed_whole"),
            models.CheckConstraint(condition=Q(outcome__in=("", Outcome.PRACTICE)), name="safety_drill_practice"),
        )

    def __str__(self) -> str:
        return f"practice {self.pk}"

    @property
    def person_id(self) -> UUID | None:
        """It is about nobody."""
        return None


class DrillEvent(Event):
    """What happened to a practice alert."""

    subject = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="events")
