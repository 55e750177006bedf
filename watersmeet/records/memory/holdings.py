"""What a user holds in the memory: nothing that is remembered loses who answers for it when somebody leaves."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet

from watersmeet.audit.happened import happened
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.memory.models import Entry, EntryEvent
from watersmeet.records.memory.states import WAITS, Kind
from watersmeet.records.partnerships.api import Kept


class OfUsers:
    """Every entry that a user answers for, whether it waits or stands: see accounts.ports.Holdings."""

    def holds(self, user: UUID) -> Sequence[Ref]:
        """All they answer for, as one kind."""
        return [Ref("entry", pk) for pk in _of(user).values_list("pk", flat=True)]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` answers for each instead; who wrote it stays in its history."""
        for row in _of(user).select_for_update():
            row.holder_id = to
            happened(EntryEvent, "memory.hand_on", subject=row, by=by, key_owner=row.partnership_id)


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
