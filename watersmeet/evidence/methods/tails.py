"""How unlikely are so many, or so few, were the true share no more, or no less, than this? Exactly, many at a time.

Of a sample, by the binomial; of answers out of a known number of people (a roster), by the hypergeometric.
"""

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]
SAME = 1e-9


def so_many(yes: Array, of: Array, share: float, everyone: Array | int = 0) -> Array:
    """P(at least `yes` of `of`), were the share of everybody at most `share`; `everyone` 0 is not known."""
    from scipy.special import bdtrc

    chance = np.where(yes > 0, bdtrc(np.maximum(yes, 1) - 1, np.maximum(of, 1), share), 1.0)
    if np.any(everyone):
        most = np.floor(np.multiply(everyone, share) + SAME)
        chance = np.where(np.asarray(everyone) > 0, _hypergeometric("sf", yes - 1, everyone, most, of), chance)
    return chance


def so_few(yes: Array, of: Array, share: float, everyone: Array | int = 0) -> Array:
    """P(at most `yes` of `of`), were the share of everybody at least `share`; `everyone` 0 is not known."""
    from scipy.special import bdtr

    chance = np.where(yes < of, bdtr(np.minimum(yes, of), np.maximum(of, 1), share), 1.0)
    if np.any(everyone):
        least = np.ceil(np.multiply(everyone, share) - SAME)
        chance = np.where(np.asarray(everyone) > 0, _hypergeometric("cdf", yes, everyone, least, of), chance)
    return chance


def _hypergeometric(tail: str, yes: Array, everyone: Array | int, of_them: Array, of: Array) -> Array:
    """Where nobody counts the people, any numbers that can be, whose chance is then not used."""
    from scipy.stats import hypergeom

    known = np.asarray(everyone) > 0
    many, those, drawn = np.where(known, everyone, 1), np.where(known, of_them, 0), np.where(known, of, 0)
    return np.asarray(getattr(hypergeom, tail)(yes, many, those, drawn))
