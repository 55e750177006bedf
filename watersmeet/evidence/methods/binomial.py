"""What share is certain enough, exactly? Clopper and Pearson's limits."""

from watersmeet.evidence.methods.interval import CannotEstimate, Interval, check_share, tail


def exact_binomial(x: int, n: int, confidence: float = 0.95) -> Interval:
    """Two-sided exact limits of x / n. Raises CannotEstimate."""
    _whole(x, n)
    outside = tail(confidence)
    return Interval(_lower(x, n, outside), 1 - _lower(n - x, n, outside), confidence, "Clopper-Pearson")


def exact_lower(x: int, n: int, confidence: float = 0.95) -> float:
    """The one-sided exact lower limit of x / n. Raises CannotEstimate."""
    _whole(x, n)
    return _lower(x, n, 2 * tail(confidence))


def _lower(x: int, n: int, outside: float) -> float:
    from scipy.special import betaincinv

    return float(betaincinv(x, n - x + 1, outside)) if x > 0 else 0.0


def _whole(x: int, n: int) -> None:
    check_share(x, n)
    if x != int(x) or n != int(n):
        raise CannotEstimate("not a whole number")
