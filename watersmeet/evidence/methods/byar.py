"""How sure can one be of a count? Byar's approximation, from ten upwards."""

import math

from watersmeet.evidence.methods.interval import CannotEstimate, Interval, check_count, normal_quantile


def byar(x: float, confidence: float = 0.95) -> Interval:
    """Limits of a Poisson count x > 0. A lower limit below zero is unknown (None). Raises CannotEstimate."""
    check_count(x)
    if x == 0:
        raise CannotEstimate("no Byar limits for a count of 0")
    z = normal_quantile(confidence)
    if math.isinf(z):
        raise CannotEstimate("no Byar limits at 100%")
    low = x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3
    high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * math.sqrt(x + 1))) ** 3
    return Interval(None if low < 0 else low, high, confidence, "Byar")
