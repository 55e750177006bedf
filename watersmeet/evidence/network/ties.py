"""From the counts of a place to its network: who had anything to do with whom, and where a join may be missing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from watersmeet.evidence.network.figures import Network, Tie

Count = tuple[str, str, str, date, int]
"""Who gave, who received, of which kind, the month, how often."""
FEW = 8
"""From so many on a tie is said to be often: fewer are people who could be told apart."""
MESSAGE = "message"
"""Counted only between partners that both said yes to it."""
OF_PEOPLE = ("referral", "handover", "plan", MESSAGE)
DEEDS = ("commitment", "answer")
"""What an organisation promised or answered is its own deed, which everybody who works there reads in the memory."""


def counts_as(what: str, kind: str | None) -> bool:
    """Whether a kind of tie counts where one is asked for, or all: of all without messages.

    They count only from a yes on: among the others, a place would look as if it had become more joined up by the yes.
    """
    return what == kind or (kind is None and what != MESSAGE)


@dataclass(frozen=True, slots=True)
class Missing:
    """Two partners of different groups with nothing between them, though each works with others."""

    one: str
    other: str
    ties: int


def network(
    groups: Mapping[str, str], counts: Iterable[Count], since: date, until: date, kind: str | None = None
) -> Network:
    """The ties of the months from `since` on, before `until`, among these partners: of a kind, or of all but messages.

    The strength is how often, of the kind of which there is most. Kinds are never added up: of a sum and the parts of
    it that are known, such as promises, what is hidden in a band could be worked out.
    """
    times: Counter[tuple[str, Tie]] = Counter()
    for giver, receiver, what, month, often in counts:
        if since <= month < until and giver in groups and receiver in groups and counts_as(what, kind):
            times[what, (giver, receiver)] += often
    strongest: dict[Tie, float | None] = {}
    for (_what, tie), often in times.items():
        strongest[tie] = max(strongest.get(tie) or 0, often)
    return Network(groups, strongest)


def missing_joins(found: Network, most: int = 20, first: Collection[frozenset[str]] = ()) -> list[Missing]:
    """Pairs across groups with nothing between them: `first` ones, then those that have most to do with others."""
    joined = {frozenset(tie) for tie in found.ties if tie[0] != tie[1]}
    busy = Counter(name for pair in joined for name in pair)
    apart = [
        Missing(one, other, busy[one] + busy[other])
        for one, other in combinations(sorted(found.groups), 2)
        if frozenset((one, other)) not in joined
        and found.groups[one] != found.groups[other]
        and busy[one]
        and busy[other]
    ]
    fitting = [pair for pair in apart if frozenset((pair.one, pair.other)) in first]
    rest = [pair for pair in apart if pair not in fitting]
    return [*sorted(fitting, key=_busiest), *sorted(rest, key=_busiest)][:most]


def _busiest(pair: Missing) -> tuple[int, str, str]:
    return -pair.ties, pair.one, pair.other
