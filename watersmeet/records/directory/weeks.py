"""On which days does a course meet that comes round each week?

Bank holidays are left out unless somebody says that it meets then; the dates of school terms differ from council to
council, so those weeks somebody leaves out by hand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from watersmeet.base.working_days import Nation, bank_holiday

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Week:
    """One day in the row: whether the course meets then, and which bank holiday it is, if one."""

    on: date
    meets: bool
    holiday: str = ""


def weeks(
    first: date, many: int, nation: Nation, *, without: Collection[date] = (), also: Collection[date] = ()
) -> list[Week]:
    """The days from the first on, week by week, until the course has met `many` times (1 or more).

    `without` are left out, on bank holidays it meets only if they are among `also`.
    """
    found: list[Week] = []
    day = first
    while many > 0:
        holiday = bank_holiday(day, nation)
        meets = day in also if holiday else day not in without
        found.append(Week(day, meets, holiday))
        many -= meets
        day += _WEEK
    return found


def left_out(days: Collection[date]) -> list[date]:
    """The days that such a row leaves out between its first and its last; none when they are no whole weeks apart."""
    held = sorted(days)
    if not held or any((day - held[0]) % _WEEK for day in held):
        return []
    row = (held[0] + _WEEK * week for week in range((held[-1] - held[0]) // _WEEK + 1))
    return [day for day in row if day not in set(held)]
