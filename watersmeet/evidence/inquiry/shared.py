"""Rule V, many at a time: is a value shared, contested, or can nobody tell?

Shared is only what every group is shown to hold; contested only what some group is shown not to hold, or what two
groups are shown to hold far differently. What is neither is not known: no difference found is not agreement.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np

from watersmeet.evidence.methods.holm import holm
from watersmeet.evidence.methods.newcombe import chance_beyond, limits
from watersmeet.evidence.methods.tails import so_few, so_many

Array: TypeAlias = np.ndarray[Any, Any]
Pairs: TypeAlias = tuple[tuple[int, int], ...]
HALF, WIDE = 0.5, 0.25
"""More than half of a group endorses; two groups are far apart beyond 25 points."""
ENDORSED_AT, OPPOSED_TOGETHER, WIDE_TOGETHER = 0.05, 0.025, 0.025
MAY_BE_WIDE = 0.15
"""A gap beyond 25 points at 85% by itself is too near for SHARED: one answer could make it CONTESTED at once."""
Z_90 = 1.6448536269514722


class Verdict(IntEnum):
    """In order, so that one answer more or less moves it by one step at most."""

    CONTESTED = -1
    CANNOT_TELL = 0
    SHARED = 1


@dataclass(frozen=True)
class Counts:
    """`yes` of `of` have the shape (..., values, groups); `everyone` is 0 where no roster is known.

    `tested` says which are tested; of those that are not, nothing is counted. `certain` says which are endorsed
    whatever the silent think.
    """

    yes: Array
    of: Array
    everyone: Array
    tested: Array
    certain: Array


@dataclass(frozen=True)
class Found:
    """What was shown: endorsed and opposed (..., values, groups), gaps (..., values, pairs), verdict (..., values)."""

    endorsed: Array
    opposed: Array
    wide: Array
    may_be_wide: Array
    close: Array
    verdict: Array


def counts(yes: Array, of: Array, everyone: Array | int = 0, fewest: int = 8) -> Counts:
    """Counts of people alone, without organisations: tested where so many answered."""
    everyone = np.broadcast_to(everyone, yes.shape)
    tested = np.broadcast_to(of >= fewest, yes.shape)
    return Counts(yes, np.broadcast_to(of, yes.shape), everyone, tested, np.zeros(yes.shape, dtype=bool))


def judge(told: Counts, pairs: Pairs, share: float = HALF) -> Found:
    """The verdict on every value, all of them one family of tests. `pairs` are the contrasts declared beforehand.

    `share` is what a group's own share must be shown to exceed, 0 to 1. A SHARED that is wrong of a group at that very
    share is said with 5% at most; of all values together a CONTESTED that is wrong with 5% at most.
    """
    endorsed = told.tested & (told.certain | (so_many(told.yes, told.of, share, told.everyone) <= ENDORSED_AT))
    few = so_few(told.yes, told.of, share, told.everyone)
    opposed = _together(few, OPPOSED_TOGETHER, told.tested)
    wide, may_be_wide, close = _gaps(told, pairs)
    contested = opposed.any(axis=-1) | wide.any(axis=-1)
    shared = endorsed.all(axis=-1) & ~may_be_wide.any(axis=-1) & ~contested
    verdict = np.where(contested, Verdict.CONTESTED, np.where(shared, Verdict.SHARED, Verdict.CANNOT_TELL))
    return Found(endorsed, opposed, wide, may_be_wide, close, verdict)


def _gaps(told: Counts, pairs: Pairs) -> tuple[Array, Array, Array]:
    """Of every pair: shown to be far apart; perhaps far apart; shown to be close (90% within 25 points)."""
    one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    both = told.tested[..., one] & told.tested[..., other]
    of_one, of_other = np.maximum(told.of[..., one], 1), np.maximum(told.of[..., other], 1)
    # a group that is not tested may have counts that nobody uses
    four = (np.minimum(told.yes[..., one], of_one), of_one, np.minimum(told.yes[..., other], of_other), of_other)
    chances = chance_beyond(*four, WIDE)
    low, high = limits(*four, Z_90)
    close = both & (low > -WIDE) & (high < WIDE)
    return _together(chances, WIDE_TOGETHER, both), both & (chances <= MAY_BE_WIDE), close


def _together(chances: Array, error: float, counted: Array) -> Array:
    """Holm over the last two axes as one family."""
    flat = (*chances.shape[:-2], -1) if chances.size else (*chances.shape[:-2], 0)
    return holm(chances.reshape(flat), error, counted.reshape(flat)).reshape(chances.shape)
