"""A safeguarding concern: who has it, what was said, sealed, what was done, and who must never read it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedJson
from watersmeet.records.safety.concern_states import Answer, Danger, Ending, Knows, Part, Reason, Route, State, Way


class Concern(Record):
    """Somebody is worried: a named human must look at it. It says nothing of how great a danger is.

    `person` is whom it is about, where they are known here; `key_owner` seals its words: the person's key, the place's
    where nobody is known, or once the person was erased while it was open. `home` is the partner where it was written
    down; `controller` the partner that has it; `against` the partner an allegation is about. `writer` is None when the
    person wrote it by their own link. `reads` is False for a holder who knows a reference alone. `taken_at` is when the
    present holder said that they have it. `told` is how many were told one after the other.
    """

    sealed_by: ClassVar[str] = "key_owner"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    controller = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    against = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    writer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    key_owner = models.UUIDField()
    route = models.CharField(max_length=8, choices=Route)
    danger = models.CharField(max_length=12, choices=Danger)
    knows = models.CharField(max_length=12, choices=Knows)
    state = models.CharField(max_length=16, choices=State, default=State.WRITTEN)
    reads = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    told = models.PositiveIntegerField(default=1)
    said = SealedJson(null=True)
    sent_on = models.DateField(null=True)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    council = SealedJson(null=True)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    copied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=("controller", "state"), name="safety_concern_open"),
            models.Index(fields=("person",), name="safety_concern_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(~Q(state=State.CLOSED) & Q(ended_at=None, ending=""))
                | (Q(state=State.CLOSED, ended_at__isnull=False) & ~Q(ending="")),
                name="safety_concern_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, way="") | (Q(sent_on__isnull=False) & ~Q(way="")),
                name="safety_concern_sent_how",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__gte=F("sent_on"), sent_on__isnull=False) & ~Q(answer="")),
                name="safety_concern_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(answered_on__isnull=False) | ~Q(reason=""),
                name="safety_concern_not_just_shut",
            ),
            models.CheckConstraint(condition=Q(against=None) | Q(route=Route.STAFF), name="safety_concern_against"),
            models.CheckConstraint(
                condition=Q(writer__isnull=False) | Q(person__isnull=False), name="safety_concern_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"concern {self.pk}"


class ConcernEvent(Event):
    """What happened to a concern; its words are what somebody did, was told or decided."""

    subject = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="events")


class Someone(Record):
    """What a user of this house is to a concern: part of it, so that they never read it; or on call and told of it."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="parts")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("concern", "user"), name="safety_someone_once"),)

    def __str__(self) -> str:
        return f"somebody in concern {self.concern_id}"
