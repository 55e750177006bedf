"""What people said to each statement, all together and group by group.

A statement is shared across groups by the product, over the groups, of (agreed + 1) / (answered + 2): high only where
every group agrees (group-aware consensus, as Polis computes it). It is no evidence that a view is shared among people
who did not take part.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from watersmeet.evidence.opinions.files import AGREE, DISAGREE, PASS, Conversation
from watersmeet.evidence.opinions.groups import Grouping


@dataclass(frozen=True, slots=True)
class Told:
    """How many said what."""

    agree: int
    disagree: int
    unsure: int

    @property
    def answered(self) -> int:
        """Everybody who answered, those who were not sure too."""
        return self.agree + self.disagree + self.unsure


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement: what all said, what each group said (in the order of groups), and how far it is shared, 0 to 1."""

    statement: str
    words: str
    all: Told
    groups: tuple[Told, ...]
    shared: float


def heard(talk: Conversation, grouping: Grouping) -> list[Heard]:
    """Every statement that moderators left in and somebody answered, those that are most shared first."""
    said: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (who, name), says in talk.last.items():
        if not talk.statements[name].taken_out:
            said[name].append((who, says))
    found = [_heard(name, talk.statements[name].words, votes, grouping) for name, votes in said.items()]
    return sorted(found, key=lambda one: (-one.shared, -one.all.answered, int(one.statement)))


def _heard(name: str, words: str, votes: Sequence[tuple[str, int]], grouping: Grouping) -> Heard:
    groups = tuple(
        _told([says for who, says in votes if grouping.of.get(who) == number]) for number in range(grouping.groups)
    )
    everybody = _told([says for _who, says in votes])
    counted = groups if grouping.groups > 1 else (everybody,)
    shared = prod((one.agree + 1) / (one.answered + 2) for one in counted)
    return Heard(name, words, everybody, groups, shared)


def _told(says: Sequence[int]) -> Told:
    return Told(says.count(AGREE), says.count(DISAGREE), says.count(PASS))
