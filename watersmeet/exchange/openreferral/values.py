"""Read the value of one parameter. Each raises ValueError that says what to give instead."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from math import isfinite
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from watersmeet.base import geography
from watersmeet.base import postcode as postcodes
from watersmeet.records.directory.api import Day

FURTHEST_METRES = 2_000_000.0
NO_TERM = UUID(int=0)
"""What is no UUID names no term and no taxonomy: those in other systems may be called anything."""


def identifier(text: str) -> UUID:
    """A uuid."""
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(_("Give a UUID.")) from None


def term(text: str) -> UUID:
    """The identifier of a term or a taxonomy; NO_TERM when it is none of ours."""
    try:
        return UUID(text)
    except ValueError:
        return NO_TERM


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not lowest <= int(text) <= highest:
            raise ValueError(_("Give a whole number from %(low)d to %(high)d.") % {"low": lowest, "high": highest})
        return int(text)

    return read


def words(text: str) -> str:
    """Words to search for."""
    if len(text) > 500 or "\x00" in text:
        raise ValueError(_("Give at most 500 letters."))
    return text


def yes(text: str) -> bool:
    """True or false."""
    if text.casefold() not in {"true", "false"}:
        raise ValueError(_("Give true or false."))
    return text.casefold() == "true"


def lines(text: str) -> bool:
    """Whether the answer should be one object a line (ndjson), not one page (json)."""
    if text.casefold() not in {"json", "ndjson"}:
        raise ValueError(_("We answer in json or ndjson."))
    return text.casefold() == "ndjson"


def instant(text: str) -> datetime:
    """An instant; a day alone is its first moment in UTC."""
    try:
        when = parse_datetime(text.replace(" ", "+"))
        day = parse_date(text)
    except ValueError:
        when = day = None
    if when is None and day is not None:
        when = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        return _in_utc(when)
    except (OverflowError, ValueError):  # the first and last years have hours that are in no year of UTC
        raise ValueError(_("Give a day and time such as 2026-11-22T10:30:00Z.")) from None


def age(text: str) -> float:
    """An age in years."""
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 6:
        raise ValueError(_("Give an age in years."))
    return float(text)


def hour(text: str) -> time:
    """A time on the wall clock."""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(_("Give a time such as 10:00.")) from None


def weekday(text: str) -> str:
    """A day of the week: "MO" to "SU"."""
    if text.upper() in Day.values:
        return text.upper()
    if text.upper() in Day.names:
        return str(Day[text.upper()])
    raise ValueError(_("Give a day such as MO or Monday."))


def postcode(text: str) -> geography.Place:
    """The middle of a postcode that is known."""
    try:
        point = geography.locate(postcodes.tidy(text))
    except ValueError:
        point = None
    if point is None:
        raise ValueError(_("Give a full UK postcode that exists, such as M33 7ZF."))
    return point


def metres(text: str) -> float:
    """A distance in metres."""
    try:
        found = float(text) if text.isascii() and "_" not in text else -1.0
    except ValueError:
        found = -1.0
    if not isfinite(found) or not 0 <= found <= FURTHEST_METRES:
        raise ValueError(_("Give metres from 0 to %(most)d.") % {"most": FURTHEST_METRES})
    return found


def _in_utc(when: datetime | None) -> datetime:
    """The instant in UTC, which is meant where no zone is said. Raises ValueError, OverflowError."""
    if when is None:
        raise ValueError
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
