"""What is the mean, and how sure can one be of it? Student's t, from whole-number sums."""

import math
from dataclasses import dataclass

from watersmeet.evidence.methods.interval import CannotEstimate, Interval, tail


@dataclass(frozen=True)
class Mean:
    """A mean, the standard deviation of what it is the mean of, and its interval."""

    n: int
    value: float
    sd: float
    interval: Interval


def spread(n: int, total: int, squares: int) -> float:
    """The sample standard deviation (divisor n - 1) from a sum and a sum of squares, exact until the root."""
    if n < 2:
        raise CannotEstimate("fewer than two people")
    excess = n * squares - total * total
    if excess < 0:
        raise CannotEstimate("sums that no numbers have")
    return math.sqrt(excess / (n * (n - 1)))


def mean_from_sums(n: int, total: int, squares: int, confidence: float = 0.95) -> Mean:
    """The mean of n whole numbers and its t interval. Raises CannotEstimate, also when all are equal."""
    sd = spread(n, total, squares)
    if sd == 0:
        raise CannotEstimate("no spread to judge by")
    value = total / n
    return Mean(n, value, sd, by_t(value, sd, n, confidence))


def by_t(value: float, sd: float, n: int, confidence: float = 0.95) -> Interval:
    """The t interval of a mean, n - 1 degrees of freedom. Raises CannotEstimate."""
    from scipy.special import stdtrit

    if n < 2:
        raise CannotEstimate("fewer than two people")
    reach = -float(stdtrit(n - 1, tail(confidence))) * sd / math.sqrt(n)
    return Interval(value - reach, value + reach, confidence, "Student's t")


def standardised_difference(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
    """(mean of a - mean of b) / pooled standard deviation; each is n, sum, sum of squares. Raises CannotEstimate."""
    pooled = math.sqrt((spread(*a) ** 2 + spread(*b) ** 2) / 2)
    if pooled == 0:
        raise CannotEstimate("no spread to judge by")
    return (a[1] / a[0] - b[1] / b[0]) / pooled


def smallest_shown(n: int, sd: float, power: float = 0.80, confidence: float = 0.95) -> float:
    """The smallest true mean change that n pairs would show, this often, at this confidence (normal approximation)."""
    from scipy.special import ndtri

    if n < 2:
        raise CannotEstimate("fewer than two people")
    return float((ndtri(power) - ndtri(tail(confidence))) * sd / math.sqrt(n))
