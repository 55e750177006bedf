"""What changed between two waves? Anonymous answers cannot be paired: two separate samples, and few say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from watersmeet.evidence.inquiry.tally import Tally
from watersmeet.evidence.inquiry.verdicts import Item, Told
from watersmeet.evidence.methods.holm import holm
from watersmeet.evidence.methods.interval import Interval
from watersmeet.evidence.methods.newcombe import chance_beyond, newcombe

TOGETHER, ANSWERED = 0.05, 0.5


class Why(StrEnum):
    """Why a change is not called."""

    FEW = "few"
    NO_CLEAR_DIFFERENCE = "no clear difference"
    FEW_ANSWERED = "few answered"


@dataclass(frozen=True)
class Change:
    """One group's share of yes, from one wave to the next; `by` in shares, -1 to 1; `called`: it may be named."""

    item: Item
    group: str
    by: Interval | None
    called: bool
    why_not: Why | None


def changes(before: Told, after: Told) -> list[Change]:
    """Of every item and group that both waves asked, one family of tests at 5% together.

    A change is called where its test passes, and half of the roster answered both times or the bounds of what the
    silent think lie apart.
    """
    both = [(item, group) for item in after if item in before for group in after[item] if group in before[item]]
    pairs = [(before[item][group], after[item][group]) for item, group in both]
    tested = np.array([one.untested is None and other.untested is None for one, other in pairs], dtype=bool)
    passes = holm(_chances(pairs), TOGETHER, tested)
    return [
        _change(item, group, pair, bool(passes[place]), bool(tested[place]))
        for place, ((item, group), pair) in enumerate(zip(both, pairs, strict=True))
    ]


def mix(told: Mapping[str, Tally]) -> dict[str, float]:
    """Which part of all answers each group gave, 0 to 1: who answered is part of what changed."""
    whole = sum(one.answered for one in told.values())
    return {group: one.answered / whole if whole else 0.0 for group, one in told.items()}


def _chances(pairs: list[tuple[Tally, Tally]]) -> np.ndarray:
    numbers = np.array([(*_some(other), *_some(one)) for one, other in pairs], dtype=float).reshape(-1, 4)
    now, of_now, then, of_then = numbers.T
    return chance_beyond(now, of_now, then, of_then, 0.0)


def _some(one: Tally) -> tuple[int, int]:
    yes, of = one.counted
    return yes, max(of, 1)


def _change(item: Item, group: str, pair: tuple[Tally, Tally], passes: bool, tested: bool) -> Change:
    if not tested:
        return Change(item, group, None, called=False, why_not=Why.FEW)
    one, other = pair
    by = newcombe(*other.counted, *one.counted)
    if not passes:
        return Change(item, group, by, called=False, why_not=Why.NO_CLEAR_DIFFERENCE)
    heard = all(_half_answered(wave) for wave in pair) or _bounds_apart(one, other)
    return Change(item, group, by, called=heard, why_not=None if heard else Why.FEW_ANSWERED)


def _half_answered(one: Tally) -> bool:
    return bool(one.roster) and one.answered >= ANSWERED * one.roster


def _bounds_apart(one: Tally, other: Tally) -> bool:
    least, most = one.bounds, other.bounds
    return least is not None and most is not None and (least.high < most.low or most.high < least.low)
