"""Rule C: is working together viable? What people judge and what the records say, and both are needed.

A mean never decides: one critical condition that fails is not outvoted. What is not known is never a yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

import numpy as np

from watersmeet.evidence.inquiry.shared import HALF, Counts, judge
from watersmeet.evidence.inquiry.tally import Tally
from watersmeet.evidence.inquiry.verdicts import counts_of, groups_of
from watersmeet.evidence.methods.tails import so_few, so_many

Array: TypeAlias = np.ndarray[Any, Any]
Asked = Mapping[str, Mapping[str, Tally]]
"""What was asked, and the tally of each group."""
NAMED = 0.2
"""Would it stop more than a fifth of a group, it is a condition: one partner of three can end it."""
SURE = 0.05


class Viable(IntEnum):
    """From least to most."""

    NOT_AS_THINGS_STAND = 0
    CANNOT_TELL = 1
    VIABLE_IF = 2
    VIABLE = 3


class Known(StrEnum):
    """What the records say of one thing that must be in place."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


class Why(StrEnum):
    """Why something stops it, keeps it from being known, or is a condition."""

    OPPOSED = "opposed"
    BLOCKED = "blocked"
    NOT_SHOWN = "not shown"
    NOT_ASKED = "not asked"
    MAY_BLOCK = "may block"
    BARRIER = "barrier"
    NOT_MET_YET = "not met yet"
    NOT_IN_PLACE = "not in place"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Fact:
    """One thing that the records say is in place, or not, or that is not written down.

    `until`: the day up to which it holds or held; `since`: the first of the days that were counted.
    """

    name: str
    known: Known
    until: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class Reason:
    """What, why, and of which group (none: of all)."""

    what: str
    why: Why
    group: str = ""


@dataclass(frozen=True)
class Judged:
    """`stops`: why it is not viable; `unknown`: what keeps us from telling; `conditions`: each becomes a commitment."""

    verdict: Viable
    stops: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    conditions: tuple[Reason, ...]


@dataclass(frozen=True)
class Weighed:
    """By (..., what, group): of benefits with conditions, of conditions alone, of barriers; and the verdict (...)."""

    opposed: Array
    not_shown: Array
    unmet: Array
    blocked: Array
    may_block: Array
    named: Array
    verdict: Array


def weigh(benefits: Counts, barriers: Counts, met: Counts, can_be_met: Counts, in_place: bool) -> Weighed:
    """The verdict of each run, many at a time; counts are (..., what, groups). `in_place`: whether every fact is a yes.

    A VIABLE or VIABLE IF that is wrong of one critical condition, benefit or barrier at half of one group is said with
    5% at most.
    """
    needed = _side_by_side(benefits, can_be_met)
    found = judge(needed, ())
    blocked = barriers.tested & (so_many(barriers.yes, barriers.of, HALF, barriers.everyone) <= SURE)
    named = barriers.tested & (so_many(barriers.yes, barriers.of, NAMED, barriers.everyone) <= SURE)
    spared = barriers.tested & (so_few(barriers.yes, barriers.of, HALF, barriers.everyone) <= SURE)
    unmet = ~judge(met, ()).endorsed
    stops = found.opposed.any((-2, -1)) | blocked.any((-2, -1))
    may_block = ~spared & ~blocked
    unknown = ~found.endorsed.all((-2, -1)) | may_block.any((-2, -1))
    conditional = named.any((-2, -1)) | unmet.any((-2, -1)) | (not in_place)
    verdict = np.select(
        [stops, unknown, conditional],
        [Viable.NOT_AS_THINGS_STAND, Viable.CANNOT_TELL, Viable.VIABLE_IF],
        Viable.VIABLE,
    )
    return Weighed(
        found.opposed, ~found.endorsed & ~found.opposed, unmet, blocked, may_block, named & ~blocked, verdict
    )


def viability(
    *, benefits: Asked, barriers: Asked, met: Asked, can_be_met: Asked, facts: Sequence[Fact], also: Sequence[str] = ()
) -> Judged:
    """The verdict on what was asked. `met` and `can_be_met` are of the same conditions: met; met, or can be by a date.

    Every group that was asked anything, and each of `also`, is required; learners and community always.
    """
    parts = (benefits, barriers, met, can_be_met)
    groups = groups_of([*(row for part in parts for row in part.values()), dict.fromkeys(also, Tally(0, 0))])
    benefit, barrier, already, by_a_day = (counts_of(list(part.values()), groups) for part in parts)
    found = weigh(benefit, barrier, already, by_a_day, _all_in_place(facts))
    needed = [*benefits, *can_be_met]
    stops = (
        *_named(found.opposed, needed, groups, Why.OPPOSED),
        *_named(found.blocked, list(barriers), groups, Why.BLOCKED),
    )
    unknown = (
        *(() if benefits else (Reason("benefit", Why.NOT_ASKED),)),
        *_named(found.not_shown, needed, groups, Why.NOT_SHOWN),
        *_named(found.may_block, list(barriers), groups, Why.MAY_BLOCK),
    )
    conditions = (
        *_unmet(found.unmet, list(met)),
        *_named(found.named, list(barriers), groups, Why.BARRIER),
        *(Reason(one.name, _why(one)) for one in facts if one.known is not Known.YES),
    )
    verdict = Viable(int(found.verdict))
    if not benefits or not facts:
        verdict = min(verdict, Viable.CANNOT_TELL)
    return Judged(verdict, stops, unknown, conditions)


def _all_in_place(facts: Sequence[Fact]) -> bool:
    return all(one.known is Known.YES for one in facts)


def _why(fact: Fact) -> Why:
    return Why.NOT_IN_PLACE if fact.known is Known.NO else Why.NOT_KNOWN


def _named(which: Array, whats: Sequence[str], groups: Sequence[str], why: Why) -> tuple[Reason, ...]:
    return tuple(Reason(whats[row], why, groups[column]) for row, column in np.argwhere(which))


def _unmet(which: Array, whats: Sequence[str]) -> tuple[Reason, ...]:
    """One line for each condition that is not shown to be met already, whoever says so."""
    return tuple(Reason(what, Why.NOT_MET_YET) for what, row in zip(whats, which, strict=True) if row.any())


def _side_by_side(one: Counts, other: Counts) -> Counts:
    """The questions of both, as one."""
    parts = ((one.yes, other.yes), (one.of, other.of), (one.everyone, other.everyone))
    whole = [
        np.concatenate(pair, axis=-2) for pair in (*parts, (one.tested, other.tested), (one.certain, other.certain))
    ]
    return Counts(*whole)
