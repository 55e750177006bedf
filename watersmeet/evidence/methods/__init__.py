"""From whole numbers to estimates: numpy and scipy, each with its errors said."""

from watersmeet.evidence.methods.binomial import exact_binomial, exact_lower
from watersmeet.evidence.methods.bounds import Bounds, missing_bounds
from watersmeet.evidence.methods.byar import byar
from watersmeet.evidence.methods.interval import CannotEstimate, Interval
from watersmeet.evidence.methods.mean import (
    Mean,
    by_t,
    mean_from_sums,
    smallest_shown,
    spread,
    standardised_difference,
)
from watersmeet.evidence.methods.poisson import exact_poisson, rate
from watersmeet.evidence.methods.wilson import wilson

__all__ = [
    "Bounds",
    "CannotEstimate",
    "Interval",
    "Mean",
    "by_t",
    "byar",
    "exact_binomial",
    "exact_lower",
    "exact_poisson",
    "mean_from_sums",
    "missing_bounds",
    "rate",
    "smallest_shown",
    "spread",
    "standardised_difference",
    "wilson",
]
