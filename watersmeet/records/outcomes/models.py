"""What a person was asked about how they are, and what they answered."""

import hashlib

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord, Record
from watersmeet.base.db.sealed import SealedJson
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.states import Moment, State


class Request(PersonRecord):
    """One ask: these instruments, at this moment of this matter. `saved` holds what was answered so far, sealed.

    `whereabouts`: before what may raise an alert, where the person is, whom to ring, their GP; sealed, kept while it is
    open.
    """

    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    moment = models.CharField(max_length=8, choices=Moment)
    instruments = models.JSONField()  # [[code, version], ...] as they were when asked
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    saved = SealedJson(null=True)
    whereabouts = SealedJson(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("state", "due_on"), name="outcomes_request_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("about_kind", "about_id", "moment"),
                condition=Q(state=State.OPEN),
                name="outcomes_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, ended_at=None) | (~Q(state=State.OPEN) & Q(ended_at__isnull=False)),
                name="outcomes_request_ended_when_not_open",
            ),
        )

    def __str__(self) -> str:
        return f"measures asked {self.pk}"

    @property
    def about(self) -> Ref:
        """The matter it was asked for, such as a referral."""
        return Ref(self.about_kind, self.about_id)


class Response(PersonRecord):
    """One completion of one instrument. A correction is a new row that supersedes this one.

    `completed_at` is when the person answered, `recorded_at` when it was written down here.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="responses")
    moment = models.CharField(max_length=8, choices=Moment)
    instrument = models.CharField(max_length=20)
    instrument_version = models.PositiveSmallIntegerField()
    completed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    answers = SealedJson(null=True)
    attended_by = models.UUIDField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        indexes = (models.Index(fields=("person", "instrument"), name="outcomes_response_of_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("request", "instrument"), condition=Q(supersedes=None), name="outcomes_response_once"
            ),
            models.CheckConstraint(condition=Q(completed_at__lte=F("recorded_at")), name="outcomes_response_not_ahead"),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="outcomes_response_not_itself"),
        )

    def __str__(self) -> str:
        return f"response {self.pk}"


class Brought(Record):
    """A document that one user brought, and that counts once the named clinical owner, another, agreed to it."""

    instrument = models.CharField(max_length=20)
    instrument_version = models.PositiveSmallIntegerField()
    document = models.TextField()
    brought_by = models.UUIDField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def digest(self) -> str:
        """The document as one short hash: what was agreed to is this and nothing else."""
        return hashlib.sha256(self.document.encode()).hexdigest()[:16]


def two_people(table: str) -> tuple[models.CheckConstraint, ...]:
    """Who agreed and when go together, and who agreed is not who brought it."""
    both = Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False)
    return (
        models.CheckConstraint(condition=both, name=f"outcomes_{table}_agreed_by_somebody"),
        models.CheckConstraint(
            condition=Q(agreed_by=None) | ~Q(agreed_by=F("brought_by")), name=f"outcomes_{table}_two_people"
        ),
    )


class Licensed(Brought):
    """The words of a licensed instrument that a place may use, from a day until a day: the document, whole.

    They are its owner's, about nobody. `ended_on`: the place took them back before.
    """

    from_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "instrument", "instrument_version"),
                condition=Q(ended_on=None, agreed_at__isnull=False),
                name="outcomes_licensed_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="outcomes_licensed_days"
            ),
            *two_people("licensed"),
        )

    def __str__(self) -> str:
        return f"words of {self.instrument}"


class LicensedEvent(Event):
    """What happened to the words of an instrument."""

    subject = models.ForeignKey(Licensed, on_delete=models.PROTECT, related_name="events")


class Own(Brought):
    """One version of a place's own instrument: never changed, withdrawn from a day (`ended_on`), its answers stay."""

    ended_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("instrument", "instrument_version"), name="outcomes_own_once"),
            *two_people("own"),
        )

    def __str__(self) -> str:
        return f"{self.instrument} {self.instrument_version}"


class OwnEvent(Event):
    """What happened to a version of a place's own instrument."""

    subject = models.ForeignKey(Own, on_delete=models.PROTECT, related_name="events")


class OutcomeEvent(Event):
    """What happened to an ask and its answers."""

    subject = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
