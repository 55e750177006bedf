"""What a user holds in the memory: nothing that is remembered loses who answers for it when somebody leaves."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from watersmeet.audit.happened import happened
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.memory.models import Entry, EntryEvent
from watersmeet.records.memory.states import WAITS, Kind
from watersmeet.records.partnerships.api import Kept


class OfUsers:
    """What still waits of the entries that a user answers for; all of them pass on with it.

    See accounts.ports.Holdings. Where nothing waits, nobody has to take it: it is the lead's from then on.
    """

    def holds(self, user: UUID) -> Sequence[Ref]:
        """What is still to come, or to be looked at again."""
        waits = Q(status__in=WAITS) | Q(review_on__isnull=False)
        rows = _of(user).filter(waits, superseded_by=None, struck_at=None)
        return [Ref("entry", pk) for pk in rows.values_list("pk", flat=True)]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` answers for every one instead, whether it waits or not; who wrote it stays in its history."""
        for row in _of(user).select_for_update():
            row.holder_id = to
            happened(EntryEvent, "memory.hand_on", subject=row, by=by, key_owner=row.partnership_id)

    def pass_on(self, user: UUID, *, by: Actor) -> None:
        """Nothing here is kept from whoever closes an account."""


class OfPartners:
    """Commitments that a partner made and has not settled: see partnerships.ports.Held. Nothing here is of a person."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """Every one that is still promised."""
        rows = Entry.objects.filter(kind=Kind.COMMITMENT, body=partner, status__in=WAITS)
        return [Ref("entry", pk) for pk in rows.values_list("pk", flat=True)]

    def kept(self, persons: Collection[UUID]) -> Iterator[Kept]:
        """Nothing."""
        yield from ()

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """Nothing to take out."""


def _of(user: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(holder=user)
