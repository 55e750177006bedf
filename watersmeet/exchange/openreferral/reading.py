"""Read what a client of the directory API asks for; what it cannot mean is said, name by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TypeVar
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.directory.api import Wanted

MOST_A_PAGE, USUAL_A_PAGE, FURTHEST = 500, 50, 1_000_000
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListAsked:
    """A page of services: which, from where, how much of each. `nothing` when no service can be meant."""

    wanted: Wanted
    page: int
    per_page: int
    minimal: bool
    full: bool
    nothing: bool


def list_asked(query: Mapping[str, str]) -> ListAsked:
    """The parameters of /services. Raises Invalid that names each one at fault."""
    faults: dict[str, list[str]] = {}
    known = ", ".join(sorted(_READERS))
    for name in query.keys() - _READERS.keys():
        faults[name] = [_("There is no such parameter. There are: %(known)s.") % {"known": known}]
    told: dict[str, object] = {}
    for name, read in _READERS.items():
        try:
            told[name] = read(query[name]) if name in query else None
        except ValueError as fault:
            faults[name] = [str(fault)]
    if faults:
        raise Invalid(faults)
    return _asked(told)


def nothing_asked(query: Mapping[str, str]) -> None:
    """An address that takes no parameters. Raises Invalid."""
    if query:
        raise Invalid({name: [_("This address takes no parameters.")] for name in query})


def identifier(text: str) -> UUID:
    """A uuid. Raises ValueError."""
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(_("Give a UUID.")) from None


def _asked(told: Mapping[str, object]) -> ListAsked:
    def one(name: str, kind: type[T]) -> T | None:
        value = told[name]
        return value if isinstance(value, kind) else None

    return ListAsked(
        wanted=Wanted(
            search=one("search", str) or "",
            organisation=one("organization_id", UUID),
            changed_since=one("modified_after", datetime),
            min_age=one("minimum_age", float),
            max_age=one("maximum_age", float),
            day=one("day", str),
            not_before=one("start_time", time),
            not_after=one("end_time", time),
        ),
        page=one("page", int) or 1,
        per_page=one("per_page", int) or USUAL_A_PAGE,
        minimal=one("minimal", bool) or False,
        full=one("full", bool) or False,
        nothing=told["taxonomy_id"] is not None or told["taxonomy_term_id"] is not None,  # none are published yet
    )


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not lowest <= int(text) <= highest:
            raise ValueError(_("Give a whole number from %(low)d to %(high)d.") % {"low": lowest, "high": highest})
        return int(text)

    return read


def _words(text: str) -> str:
    if len(text) > 500 or "\x00" in text:
        raise ValueError(_("Give at most 500 letters."))
    return text


def _yes(text: str) -> bool:
    if text.casefold() not in {"true", "false"}:
        raise ValueError(_("Give true or false."))
    return text.casefold() == "true"


def _json(text: str) -> str:
    if text.casefold() != "json":
        raise ValueError(_("We answer in json."))
    return text


def _instant(text: str) -> datetime:
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


def _in_utc(when: datetime | None) -> datetime:
    """The instant in UTC, which is meant where no zone is said. Raises ValueError, OverflowError."""
    if when is None:
        raise ValueError
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _age(text: str) -> float:
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or len(text) > 6:
        raise ValueError(_("Give an age in years."))
    return float(text)


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(_("Give a time such as 10:00.")) from None


def _day(text: str) -> str:
    if text.upper() in _DAYS:
        return text.upper()
    if text.casefold() in _NAMES:
        return _DAYS[_NAMES.index(text.casefold())]
    raise ValueError(_("Give a day such as MO or Monday."))


_READERS: dict[str, Callable[[str], object]] = {
    "search": _words,
    "page": _whole(1, FURTHEST),
    "per_page": _whole(1, MOST_A_PAGE),
    "format": _json,
    "taxonomy_id": _words,
    "taxonomy_term_id": _words,
    "organization_id": identifier,
    "modified_after": _instant,
    "minimal": _yes,
    "full": _yes,
    "minimum_age": _age,
    "maximum_age": _age,
    "start_time": _time,
    "end_time": _time,
    "day": _day,
}
