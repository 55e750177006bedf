"""What each controller keeps of a person's answers, and for how long (see partnerships.ports.Held)."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import Max

from watersmeet.audit.happened import removed
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.models import OutcomeEvent, Request, Response
from watersmeet.records.outcomes.states import State
from watersmeet.records.partnerships.api import Kept


class OfPartners:
    """What people were asked and answered."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """What the partner asked and nobody answered yet."""
        rows = Request.objects.filter(controller=partner, state=State.OPEN)
        return [Ref("request", pk) for pk in rows.values_list("pk", flat=True)]

    def kept(self, persons: Collection[UUID]) -> Iterator[Kept]:
        """Each ask, with its answers."""
        rows = Request.objects.filter(person__in=persons).annotate(last=Max("events__recorded_at"))
        for person, controller, last, state in rows.values_list("person_id", "controller_id", "last", "state"):
            yield Kept(person, controller, "measure", last, "open_measure" if state == State.OPEN else "")

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """The asks with every completion, the newest first: each may correct the one before it."""
        rows = list(Request.objects.filter(person=person, controller=controller).defer("saved"))
        answers = Response.objects.filter(request__in=rows)
        while answers.exists():
            answers.filter(corrected_by=None).delete()
        removed(OutcomeEvent, rows, by=by, reason_code="retention")
