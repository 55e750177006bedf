"""What each controller keeps of a person's plan, and for how long (see partnerships.ports.Held)."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError

from watersmeet.audit.happened import removed
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Kept
from watersmeet.records.plans.models import Goal, GoalEvent, Need, NeedEvent


class OfPartners:
    """Needs and goals."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """Nothing here waits for a partner."""
        return []

    def kept(self, persons: Collection[UUID]) -> Iterator[Kept]:
        """Each need and goal."""
        for table in (Need, Goal):
            rows = table.objects.filter(person__in=persons).annotate(last=Max("events__recorded_at"))
            for person, controller, last in rows.values_list("person_id", "controller_id", "last"):
                yield Kept(person, controller, "need", last)

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """Both, with their events; a need that another controller's referral was made for loses its words alone."""
        theirs = {"person": person, "controller": controller}
        removed(GoalEvent, Goal.objects.filter(**theirs).defer("words"), by=by, reason_code="retention")
        for row in Need.objects.filter(**theirs).defer("words", "matters"):
            try:
                with transaction.atomic():
                    removed(NeedEvent, [row], by=by, reason_code="retention")
            except ProtectedError:
                Need.objects.filter(pk=row.pk).update(words=None, matters=None)
