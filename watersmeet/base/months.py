"""The same day, so many calendar months away."""

import calendar
from datetime import date
from typing import TypeVar

Day = TypeVar("Day", bound=date)


def months_later(since: Day, many: int) -> Day:
    """The same day so many months later, earlier where it is below 0; or the last one of that month."""
    years, before = divmod(since.month - 1 + many, 12)
    year, month = since.year + years, before + 1
    return since.replace(year=year, month=month, day=min(since.day, calendar.monthrange(year, month)[1]))
