"""Whether a text says a full date: day, month and year, in any usual form."""

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"['\u2019]?(\d{4}|\d{2})(?!\d)"
_DASH = r"\s*[./\-\u2010-\u2015]\s*"
_NUMBERS = re.compile(rf"(?<!\d)(\d{{1,2}}){_DASH}(\d{{1,2}}){_DASH}{_YEAR}")
_SPACED = re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})\s+(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[./\-\u2010-\u2015\s]+(\d{1,2})[./\-\u2010-\u2015\s]+(\d{1,2})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_DAY = r"(\d{1,2})(?:\s*(?:st|nd|rd|th))?"
_DAY_MONTH = re.compile(rf"(?<!\d){_DAY}[\s.,\-/]*(?:(?:day\s+)?of\s+)?{_MONTH}[\s.,\-/]*{_YEAR}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH}[\s.,\-/]*(?:the\s+)?{_DAY}[\s.,\-/]+{_YEAR}", re.IGNORECASE)

Told = tuple[str, str, str]


def has_date(text: str) -> bool:
    """Whether there is one."""
    return any(_is_real(*told) for told in _told(text))


def begins_with_date(groups: list[str]) -> bool:
    """Whether groups of digits begin with a date and go on with something else: 2026-11-30 10."""
    if len(groups) < 4 or [len(one) for one in groups[:3]] not in ([4, 2, 2], [2, 2, 4]):
        return False
    first, second, third = groups[:3]
    return _is_real(first, second, third) or _is_real(third, second, first)


def _told(text: str) -> Iterator[Told]:
    """Day, month and year as they were written; of numbers both ways in which they may be meant."""
    for pattern in (_NUMBERS, _SPACED):
        for one, other, year in pattern.findall(text):
            yield one, other, year
            yield other, one, year
    for year, month, day in _YEAR_FIRST.findall(text):
        yield day, month, year
    for day, month, year in _DAY_MONTH.findall(text):
        yield day, _number(month), year
    for month, day, year in _MONTH_DAY.findall(text):
        yield day, _number(month), year
    for eight in _EIGHT.findall(text):
        yield eight[6:], eight[4:6], eight[:4]
        yield eight[:2], eight[2:4], eight[4:]


def _number(month: str) -> str:
    return str(_MONTHS.index(month[:3].casefold()) + 1)


def _is_real(day: str, month: str, year: str) -> bool:
    """Whether it is a day of this century or the last."""
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        date(whole, int(month), int(day))
    except ValueError:
        return False
    return 1900 <= whole < 2100
