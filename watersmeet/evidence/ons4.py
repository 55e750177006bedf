"""ONS4: four questions on personal wellbeing, each apart. There is no total."""

from dataclasses import dataclass

LOWER_IS_BETTER, HIGHER_IS_BETTER = -1, 1
LOWEST, HIGHEST = 0, 10


@dataclass(frozen=True)
class Band:
    """A named range of scores, both ends included."""

    name: str
    low: int
    high: int


@dataclass(frozen=True)
class Scale:
    """One question: which direction is good, and how its answers are banded in published tables."""

    name: str
    polarity: int
    bands: tuple[Band, ...]


UPWARD = (Band("low", 0, 4), Band("medium", 5, 6), Band("high", 7, 8), Band("very_high", 9, 10))
DOWNWARD = (Band("very_low", 0, 1), Band("low", 2, 3), Band("medium", 4, 5), Band("high", 6, 10))

SCALES = (
    Scale("satisfied", HIGHER_IS_BETTER, UPWARD),
    Scale("worthwhile", HIGHER_IS_BETTER, UPWARD),
    Scale("happy", HIGHER_IS_BETTER, UPWARD),
    Scale("anxious", LOWER_IS_BETTER, DOWNWARD),
)
NAMES = tuple(scale.name for scale in SCALES)
