"""Which counts make each published percentage: data, so that a wrong denominator can be tried."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """A percentage as 100 x count of `measure` / (`of` less `less`)."""

    measure: str
    of: str
    less: str | None = None


FINISHED = "finished_course_treatment"
NOT_AT_CASENESS = "not_at_caseness"

NHSTT = (
    Formula("recovery", FINISHED, NOT_AT_CASENESS),
    Formula("reliable_recovery", FINISHED, NOT_AT_CASENESS),
    Formula("improvement", FINISHED),
    Formula("deterioration", FINISHED),
    Formula("no_reliable_change", FINISHED),
)
"""NHS Talking Therapies: people whose caseness is unknown stay in the denominator of recovery."""
