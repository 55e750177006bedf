"""How far apart are two shares? Newcombe's interval of a difference, of two separate groups, many at a time."""

from typing import Any, TypeAlias

import numpy as np

from watersmeet.evidence.methods.interval import Interval, check_share, normal_quantile

Array: TypeAlias = np.ndarray[Any, Any]
FURTHEST, STEPS = 12.0, 45


def newcombe(x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95) -> Interval:
    """Limits of x1 / n1 - x2 / n2, between -1 and 1 (Newcombe 1998, method 10). Raises CannotEstimate."""
    check_share(x1, n1)
    check_share(x2, n2)
    counts = [np.asarray(one) for one in (x1, n1, x2, n2)]
    low, high = limits(counts[0], counts[1], counts[2], counts[3], normal_quantile(confidence))
    return Interval(float(low), float(high), confidence, "Newcombe")


def limits(x1: Array, n1: Array, x2: Array, n2: Array, z: Array | float) -> tuple[Array, Array]:
    """Both limits of each difference at so many standard errors; every n above 0."""
    (p1, low1, high1), (p2, low2, high2) = _wilson(x1, n1, z), _wilson(x2, n2, z)
    low = p1 - p2 - np.hypot(p1 - low1, high2 - p2)
    return low, p1 - p2 + np.hypot(high1 - p1, p2 - low2)


def chance_beyond(x1: Array, n1: Array, x2: Array, n2: Array, points: float) -> Array:
    """For each pair, 1 less the widest confidence whose whole interval lies beyond `points` on one side; 1: none does.

    `points` is a share between 0 and 1. It is two-sided: held against .05 it asks of the 95% interval.
    """
    from scipy.special import ndtr

    four = np.broadcast_arrays(x1, n1, x2, n2)
    found = np.ones(four[0].shape)
    apart = np.abs(four[0] / four[1] - four[2] / four[3]) > points
    x1, n1, x2, n2 = (one[apart] for one in four)
    none, most = np.zeros(x1.shape), np.full(x1.shape, FURTHEST)
    for _step in range(STEPS):
        middle = (none + most) / 2
        low, high = limits(x1, n1, x2, n2, middle)
        beyond = (low > points) | (high < -points)
        none, most = np.where(beyond, middle, none), np.where(beyond, most, middle)
    found[apart] = 2 * ndtr(-none)
    return found


def _wilson(x: Array, n: Array, z: Array | float) -> tuple[Array, Array, Array]:
    p = x / n
    middle, reach = 2 * x + z * z, z * np.sqrt(z * z + 4 * x * (1 - p))
    whole = 2 * (n + z * z)
    return p, np.maximum((middle - reach) / whole, 0), np.minimum((middle + reach) / whole, 1)
