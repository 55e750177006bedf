"""What if all of the missing had said no, or all had said yes?"""

from dataclasses import dataclass

from watersmeet.evidence.methods.interval import CannotEstimate


@dataclass(frozen=True)
class Bounds:
    """A share of everybody: at least `low`, at most `high`, whatever the missing would have said."""

    low: float
    high: float


def missing_bounds(yes: int, known: int, everyone: int) -> Bounds:
    """Bounds of yes / everyone when only `known` of them are known. Raises CannotEstimate."""
    if everyone <= 0:
        raise CannotEstimate("nobody to take a share of")
    if not 0 <= yes <= known <= everyone:
        raise CannotEstimate("more than the whole")
    return Bounds(yes / everyone, (yes + everyone - known) / everyone)
