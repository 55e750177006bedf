"""What is frozen of a map: partners and the ties between them, small numbers of people in their bands already."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from watersmeet.base.actor import Role
from watersmeet.evidence.network import Network
from watersmeet.evidence.network.ties import DEEDS, FEW, MESSAGE, Count, network
from watersmeet.records.partnerships import api as partnerships

READERS = (Role.MANAGER, Role.LEAD)
"""Who reads for a partner what is said of it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A partner as it was: its id, name and sector."""

    id: str
    name: str
    sector: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The partners, the ties between them, and how many partners are left out because nobody there could read it.

    A tie is giver, receiver, kind and how often: of people the least of its band, of deeds as it is.
    """

    nodes: tuple[Node, ...]
    ties: tuple[tuple[str, str, str, int], ...]
    left_out: int

    @property
    def names(self) -> dict[str, str]:
        """Each partner's name by its id."""
        return {one.id: one.name for one in self.nodes}

    def network(self, groups: Mapping[str, str], kind: str | None = None) -> Network:
        """Its network by these groups: of one kind, or of all."""
        counts = [(giver, receiver, what, date.min, times) for giver, receiver, what, times in self.ties]
        return network(groups, counts, date.min, date.max, kind)

    def without_messages(self, counted: Collection[str]) -> "Frozen":
        """The same, with messages only between partners that both still let theirs be counted."""
        ties = (tie for tie in self.ties if tie[2] != MESSAGE or {tie[0], tie[1]} <= set(counted))
        return replace(self, ties=tuple(ties))

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def read(told: Mapping[str, Any]) -> Frozen:
    """What was kept."""
    nodes = tuple(Node(**one) for one in told["nodes"])
    ties = tuple((giver, receiver, kind, times) for giver, receiver, kind, times in told["ties"])
    return Frozen(nodes, ties, told["left_out"])


def freeze(place: UUID, counts: Iterable[Count], since: date, until: date) -> Frozen:
    """The map of a place in these months: of partners where somebody can read it before others do."""
    inside, outside = split(place)
    ids = {str(one.pk) for one in inside}
    times: Counter[tuple[str, str, str]] = Counter()
    for giver, receiver, kind, month, often in counts:
        if since <= month < until and {giver, receiver} <= ids:
            times[giver, receiver, kind] += often
    nodes = tuple(Node(str(one.pk), str(one), one.organisation.sector) for one in inside)
    ties = tuple((*tie, often if tie[2] in DEEDS else banded(often)) for tie, often in sorted(times.items()))
    return Frozen(nodes, ties, len(outside))


def banded(often: int) -> int:
    """The least of the band that a number of people is in."""
    return FEW if often >= FEW else 1


def split(place: UUID) -> tuple[Sequence[partnerships.Partner], Sequence[partnerships.Partner]]:
    """The partners of a place where somebody reads for it, and those where nobody does."""
    read_by = {seat.partner_id for role in READERS for seat in partnerships.serving(role, partnership=place)}
    there = partnerships.partners(place)
    return [one for one in there if one.pk in read_by], [one for one in there if one.pk not in read_by]
