"""An interval, and the errors that a method says instead of guessing."""

import math
from dataclasses import dataclass

LEAST, MOST = 0.90, 1.0


class CannotEstimate(ValueError):  # noqa: N818 - it reads as what it is
    """These numbers do not carry this estimate; `why` is a code a page has a sentence for."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Interval:
    """Limits of an estimate at a confidence, and the method that made them. A limit may be unknown (None)."""

    low: float | None
    high: float
    confidence: float
    method: str

    def times(self, factor: float) -> "Interval":
        """The same interval per `factor`, such as per 100."""
        low = None if self.low is None else self.low * factor
        return Interval(low, self.high * factor, self.confidence, self.method)


def tail(confidence: float) -> float:
    """The share outside one side of an interval. Raises CannotEstimate outside 90% to 100%."""
    if not LEAST <= confidence <= MOST:
        raise CannotEstimate("confidence outside 90% to 100%")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """z such that the middle `confidence` of a standard normal lies within +-z."""
    from scipy.special import ndtri

    return float(-ndtri(tail(confidence)))


def check_share(x: float, n: float) -> None:
    """Raise CannotEstimate unless 0 <= x <= n and n > 0."""
    check_count(x)
    if not n > 0 or math.isinf(n):
        raise CannotEstimate("nobody to take a share of")
    if x > n:
        raise CannotEstimate("more than the whole")


def check_count(x: float) -> None:
    """Raise CannotEstimate unless x is a number that is not negative."""
    if math.isnan(x) or math.isinf(x):
        raise CannotEstimate("not a number")
    if x < 0:
        raise CannotEstimate("a negative count")
