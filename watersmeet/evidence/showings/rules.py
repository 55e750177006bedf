"""When a map may be shown and read: partners first, for ten working days; no month is in two maps."""

from datetime import date
from uuid import UUID

from watersmeet.base import clock, working_days
from watersmeet.base.problems import NotFound
from watersmeet.evidence.showings.models import Showing
from watersmeet.records.partnerships import api as partnerships

PARTNERS_FIRST = 10
"""So many whole working days partners have by themselves."""
LONGEST = 600


def months(today: date) -> tuple[date, date]:
    """The twelve whole months before this one: the first day of the first, and of the first that is not in it."""
    until = today.replace(day=1)
    return until.replace(year=until.year - 1), until


def opens_on(place: UUID, today: date) -> date:
    """The first working day after partners had theirs."""
    return working_days.add(today, PARTNERS_FIRST + 1, _nation(place))


def is_open(showing: Showing) -> bool:
    """Whether everybody who works there reads it now."""
    return showing.taken_back_on is None and showing.opens_on <= clock.today()


def waits(showing: Showing) -> bool:
    """Whether partners alone read it now."""
    return showing.taken_back_on is None and showing.opens_on > clock.today()


def was_read(showing: Showing) -> bool:
    """Whether others than partners ever could read it: then its months are used up.

    Two maps that share months, one beside the other, would tell small numbers that neither tells.
    """
    return showing.taken_back_on is None or showing.taken_back_on >= showing.opens_on


def free_from(place: UUID) -> date | None:
    """From which month on the next map of a place may begin; None where there was none that counts."""
    rows = Showing.objects.filter(partnership=place)
    return max((row.until for row in rows if was_read(row)), default=None)


def _nation(place: UUID) -> working_days.Nation:
    try:
        return partnerships.model_at(place).model.nation
    except NotFound:
        return working_days.Nation.ENGLAND
