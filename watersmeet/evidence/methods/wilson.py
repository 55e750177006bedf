"""How sure can one be of a share? Wilson's score interval, for a sample from a process."""

import math

from watersmeet.evidence.methods.interval import Interval, check_share, normal_quantile


def wilson(x: float, n: float, confidence: float = 0.95) -> Interval:
    """Limits of x / n, between 0 and 1 (Wilson 1927). Raises CannotEstimate."""
    check_share(x, n)
    z = normal_quantile(confidence)
    if math.isinf(z):
        return Interval(0.0, 1.0, confidence, "Wilson")
    middle, reach = 2 * x + z * z, z * math.sqrt(z * z + 4 * x * (1 - x / n))
    whole = 2 * (n + z * z)
    return Interval(max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole), confidence, "Wilson")
