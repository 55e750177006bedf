"""In which order do the services that could help stand? The person's choice first, then the rules of the model.

Pure: the same candidates and the same lot give the same order, however they are handed in. Each is placed by what is
true of itself alone, so that one more or one fewer moves no others past each other. Where all rules leave two alike
a lot decides, drawn for this ask by the place's own key (see `allocating`): first between providers, then between the
services of one, so that nobody gains by a name, by being listed first, or by listing more.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

from watersmeet.records.partnerships.api import Allocation, AllocationRule
from watersmeet.records.referrals.states import DecidedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is true of one service that could help. None: it is not known, and stands after what is.

    `left` counts places where there are any to count; `offered` is what its provider was offered lately and `capacity`
    what it says it can take in as long a time.
    """

    service: UUID
    provider: UUID
    km: float | None = None
    from_home: bool = False
    access: frozenset[str] = frozenset()
    wait_days: int | None = None
    left: int | None = None
    offered: int = 0
    capacity: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate in its place, and what put it before the next one; None for the last."""

    candidate: Candidate
    decided_by: DecidedBy | None


def fair_order(
    candidates: Iterable[Candidate],
    rules: Allocation,
    *,
    needs: Collection[str] = (),
    choice: UUID | None = None,
    lot: bytes = b"",
) -> list[Placed]:
    """The candidates in order. `needs` are the access needs that were named, `choice` the service the person chose."""
    names = (DecidedBy.CHOICE, *(DecidedBy(rule) for rule in rules.order), DecidedBy.LOT)
    keyed = [
        (
            (
                one.service != choice,
                *(_step(one, rule, rules, frozenset(needs)) for rule in rules.order),
                (_drawn(lot, one.provider), _drawn(lot, one.service)),
            ),
            one,
        )
        for one in candidates
    ]
    keyed.sort(key=lambda pair: pair[0])
    keys = [key for key, _one in keyed]
    decided = [_decided(names, key, after) for key, after in pairwise(keys)]
    return [Placed(one, by) for (_key, one), by in zip(keyed, [*decided, None], strict=False)]


def _step(one: Candidate, rule: AllocationRule, rules: Allocation, needs: frozenset[str]) -> float:
    """Where one rule puts a candidate: the less the better, and what is not known last."""
    found: dict[AllocationRule, float | None] = {
        AllocationRule.DISTANCE: _steps(0 if one.from_home else one.km, rules.distance_step_km),
        AllocationRule.ACCESS: len(needs - one.access),
        AllocationRule.WAIT: _steps(one.wait_days, rules.wait_step_days),
        AllocationRule.PLACES: one.left == 0,
        AllocationRule.FAIR_SHARE: one.offered / one.capacity if one.capacity else None,
    }
    step = found[rule]
    return math.inf if step is None else step


def _steps(amount: float | None, step: float) -> float | None:
    return None if amount is None else amount // step


def _drawn(lot: bytes, whom: UUID) -> bytes:
    """What somebody drew in this lot: it depends on nobody else."""
    return sha256(lot + whom.bytes).digest()


def _decided(names: Sequence[DecidedBy], key: Sequence[object], after: Sequence[object]) -> DecidedBy:
    """The first of the rules in which a candidate and the next one differ."""
    return next(name for name, mine, its in zip(names, key, after, strict=True) if mine != its)
