"""How sure can one be of a small count, or of a rate? Exact Poisson limits, and the switch to Byar at ten."""

from watersmeet.evidence.methods.byar import byar
from watersmeet.evidence.methods.interval import CannotEstimate, Interval, check_count, tail

BYAR_FROM = 10


def exact_poisson(x: float, confidence: float = 0.95) -> Interval:
    """Exact limits of a Poisson count; 0 gives 0 to 3.689 at 95%. Raises CannotEstimate."""
    from scipy.special import gammaincinv

    check_count(x)
    outside = tail(confidence)
    low = float(gammaincinv(x, outside)) if x > 0 else 0.0
    return Interval(low, float(gammaincinv(x + 1, 1 - outside)), confidence, "exact Poisson")


def rate(x: float, population: float, confidence: float = 0.95, per: float = 1.0) -> Interval:
    """Limits of x / population x per: exact for fewer than ten, Byar from ten. Raises CannotEstimate."""
    check_count(x)
    if not population > 0:
        raise CannotEstimate("nobody to take a rate of")
    limits = exact_poisson(x, confidence) if x < BYAR_FROM else byar(x, confidence)
    return limits.times(per / population)
