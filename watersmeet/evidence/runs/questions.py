"""Questions that a run answers: each is a list of measures, computed together from one moment's records."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question by name, and the measures that answer it in order."""

    name: str
    measures: tuple[str, ...]


FIRST_FIGURES = "first_figures"

QUESTIONS: dict[str, Question] = {
    FIRST_FIGURES: Question(FIRST_FIGURES, ("funnel", "uncounted", "needs_met", "ons4_change", "ons4_bands")),
}
