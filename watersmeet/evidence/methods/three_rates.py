"""One count, three shares: of those who finished, of those who are paired, of all who started. Always told together."""

from dataclasses import dataclass

from watersmeet.evidence.methods.bounds import Bounds, missing_bounds
from watersmeet.evidence.methods.interval import CannotEstimate


@dataclass(frozen=True)
class ThreeRates:
    """Shares of 1. `of_started`, with its bounds, leads; `of_finished` stands beside NHS figures only."""

    of_finished: float | None
    of_paired: float | None
    of_started: float
    bounds: Bounds


def three_rates(*, yes: int, yes_finished: int, paired: int, finished: int, started: int) -> ThreeRates:
    """`yes` of the paired, `yes_finished` of them finished. A share of nobody is None. Raises CannotEstimate."""
    if not 0 <= yes_finished <= min(yes, finished) or finished > started:
        raise CannotEstimate("more than the whole")
    bounds = missing_bounds(yes, paired, started)
    return ThreeRates(
        yes_finished / finished if finished else None, yes / paired if paired else None, yes / started, bounds
    )
