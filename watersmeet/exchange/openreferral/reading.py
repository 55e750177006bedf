"""Read what a client of the directory API asks for; what it cannot mean is said, name by name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base import geography
from watersmeet.base.problems import Invalid
from watersmeet.exchange.openreferral import values
from watersmeet.records.directory.api import Around, Wanted

MOST_A_PAGE, USUAL_A_PAGE, FURTHEST = 500, 50, 1_000_000
METRES_IN_A_KM = 1000

T = TypeVar("T")

_READERS: dict[str, Callable[[str], object]] = {
    "search": values.words,
    "page": values.whole(1, FURTHEST),
    "per_page": values.whole(1, MOST_A_PAGE),
    "format": values.lines,
    "taxonomy_term_id": values.term,
    "taxonomy_id": values.term,
    "organization_id": values.identifier,
    "modified_after": values.instant,
    "minimal": values.yes,
    "full": values.yes,
    "full_service": values.yes,
    "minimum_age": values.age,
    "maximum_age": values.age,
    "start_time": values.hour,
    "end_time": values.hour,
    "day": values.weekday,
    "postcode": values.postcode,
    "proximity": values.metres,
    "top_only": values.yes,
    "parent_id": values.term,
}
_PAGES = frozenset({"search", "page", "per_page", "format"})
_WHICH = frozenset({"taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full"})
_WHEN = frozenset({"minimum_age", "maximum_age", "start_time", "end_time", "day"})
SERVICES = _PAGES | _WHICH | _WHEN | {"minimal"}
AT_LOCATIONS = _PAGES | _WHICH | _WHEN | {"postcode", "proximity"}
TAXONOMIES = _PAGES
TERMS = _PAGES | {"taxonomy_id", "top_only", "parent_id"}
ORGANIZATIONS = _PAGES | {"full", "full_service"}
ORGANIZATION = frozenset({"full_service"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """A list that is asked for: which things, how much of each, and how much of the list.

    `per_page` None: all of it. `lines`: one object a line.
    """

    wanted: Wanted
    around: Around | None
    page: int
    per_page: int | None
    lines: bool
    minimal: bool
    full: bool
    full_service: bool
    top_only: bool
    parent: UUID | None


def list_asked(query: Mapping[str, str], names: Collection[str]) -> ListAsked:
    """The parameters of a list that takes these names. Raises Invalid that names each one at fault."""
    told = _told(query, names)
    if told.get("proximity") is not None and "postcode" not in told:
        raise Invalid({"proximity": [_("Give the postcode to measure from as well.")]})
    return _asked(told)


def nothing_asked(query: Mapping[str, str]) -> None:
    """An address that takes no parameters. Raises Invalid."""
    if query:
        raise Invalid({name: [_("This address takes no parameters.")] for name in query})


def _told(query: Mapping[str, str], names: Collection[str]) -> dict[str, object]:
    faults: dict[str, list[str]] = {}
    known = ", ".join(sorted(names))
    told: dict[str, object] = {}
    for name, text in query.items():
        try:
            if name in names and not text:
                continue  # a field of a form that was left empty
            if name in names:
                told[name] = _READERS[name](text)
            else:
                faults[name] = [_("There is no such parameter. There are: %(known)s.") % {"known": known}]
        except ValueError as fault:
            faults[name] = [str(fault)]
    if faults:
        raise Invalid(faults)
    return told


def _asked(told: Mapping[str, object]) -> ListAsked:
    def one(name: str, kind: type[T]) -> T | None:
        value = told.get(name)
        return value if isinstance(value, kind) else None

    def said(name: str) -> bool:
        return one(name, bool) or False

    lines, minimal = said("format"), said("minimal")
    all_at_once = (lines or minimal) and not told.keys() & {"page", "per_page"}
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
            term=one("taxonomy_term_id", UUID),
            taxonomy=one("taxonomy_id", UUID),
        ),
        around=_around(one("postcode", geography.Place), one("proximity", float)),
        page=one("page", int) or 1,
        per_page=None if all_at_once else one("per_page", int) or USUAL_A_PAGE,
        lines=lines,
        minimal=minimal,
        full=said("full"),
        full_service=said("full_service"),
        top_only=said("top_only"),
        parent=one("parent_id", UUID),
    )


def _around(place: geography.Place | None, metres: float | None) -> Around | None:
    if place is None:
        return None
    return Around(place, None if metres is None else metres / METRES_IN_A_KM)
