"""Working days of a nation: Monday to Friday without its bank holidays.

Bank holidays come from the copy that the govuk-bank-holidays package carries: no network.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache


class Nation(StrEnum):
    """A nation of the United Kingdom; the value is how its places write it."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


_DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}


@cache
def _holidays(nation: Nation) -> dict[date, str]:
    """Each bank holiday that is known, and what it is called."""
    from govuk_bank_holidays.bank_holidays import BankHolidays

    known = BankHolidays(use_cached_holidays=True)
    return {holiday["date"]: holiday["title"] for holiday in known.get_holidays(division=_DIVISIONS[nation])}


def bank_holiday(day: date, nation: Nation) -> str:
    """What the bank holiday on `day` is called; empty when it is none, or nobody knows yet."""
    return _holidays(nation).get(day, "")


def known_until(nation: Nation) -> date:
    """The last bank holiday that is known."""
    return max(_holidays(nation))


def is_working(day: date, nation: Nation) -> bool:
    """Whether people are at work on `day`."""
    return day.weekday() < 5 and day not in _holidays(nation)


def add(day: date, count: int, nation: Nation) -> date:
    """The day `count` working days after `day` (count >= 0; 0 gives `day`, or the next working day).

    What comes on a Sunday is due like what came on the Friday before: Monday is the first day after both.

    Raises ValueError when count is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    while count:
        day += timedelta(days=1)
        count -= is_working(day, nation)
    while not is_working(day, nation):
        day += timedelta(days=1)
    return day


def between(start: date, end: date, nation: Nation) -> int:
    """Working days after `start` up to and with `end`; 0 when `end` is not later."""
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working(day, nation) for day in days)
