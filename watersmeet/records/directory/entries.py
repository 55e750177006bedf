"""What finding knows of a service: the words it is found by, what is true of it, and where it happens.

Made once from what is listed; whichever way one searches, an entry is what one searches in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from watersmeet.base import clock, geography
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.models import Access, Day, LocationType, ServiceKind

PARTS = {"morning": (time(0), time(12)), "afternoon": (time(12), time(17)), "evening": (time(17), time(23, 59))}
"""Parts of a day: what begins from the first until before the second."""
YOUNGEST, OLDEST = 0, 200
_FREE = re.compile(r"^\W*(free\b|no (cost|charge|fee)\b|nothing\b|0(\.00?)?(?![.\d]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What else it should be, besides what the words say; what is empty is not asked for.

    `kind`, `sector`, `language`, `access`, `day` (MO to SU) are codes, `part` one of PARTS, `age` in years;
    `starts_within` days from today a course begins that has places, or the wait for anything else is over.
    """

    free: bool = False
    takes_referrals: bool = False
    places_left: bool = False
    from_home: bool = False
    kind: str = ""
    sector: str = ""
    language: str = ""
    access: frozenset[str] = frozenset()
    day: str = ""
    part: str = ""
    age: int | None = None
    starts_within: int | None = None

    @property
    def marks(self) -> frozenset[str]:
        """What must stand among an entry's marks."""
        yes = {"free": self.free, "refer": self.takes_referrals, "places": self.places_left, "home": self.from_home}
        named = {"kind": self.kind, "sector": self.sector, "language": self.language}
        when = "-".join(filter(None, (self.day, self.part)))
        said = [mark for mark, asked in yes.items() if asked]
        said += [f"{name}:{code}" for name, code in named.items() if code]
        said += [f"access:{one}" for one in self.access] + ([f"when:{when}"] if when else [])
        return frozenset(said)

    def __bool__(self) -> bool:
        return bool(self.marks) or self.age is not None or self.starts_within is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A service to be found. `places` are those to go to, `anywhere` says that one need not; `after` days it takes one.

    `starts` are the days on which runs with places begin, for what is a course; `after` is None for a course.
    """

    service: UUID
    name: str
    description: str
    organisation: str
    kind: str
    places: tuple[geography.Place, ...]
    anywhere: bool
    marks: frozenset[str]
    youngest: int = YOUNGEST
    oldest: int = OLDEST
    starts: tuple[date, ...] = ()
    after: int | None = None
    changed_at: datetime = field(default_factory=clock.now)

    def fits(self, wishes: Wishes) -> bool:
        """Whether it is all that is wished."""
        of_age = wishes.age is None or self.youngest <= wishes.age <= self.oldest
        return of_age and wishes.marks <= self.marks and self._starts(wishes.starts_within)

    def _starts(self, within: int | None) -> bool:
        if within is None:
            return True
        if self.after is not None:
            return self.after <= within
        return any(0 <= (day - clock.today()).days <= within for day in self.starts)


def entry(service: ServiceView) -> Entry:
    """What is found of a service."""
    points = [(one.lat, one.lon) for one in service.places if one.location_type == LocationType.PHYSICAL]
    with_places = [run for run in service.runs if run.left > 0]
    is_course = service.kind == ServiceKind.COURSE or bool(service.runs)
    return Entry(
        service=service.id,
        name=service.name,
        description=service.description,
        organisation=service.organisation.name,
        kind=service.kind,
        places=tuple(geography.Place(lat, lon) for lat, lon in points if lat is not None and lon is not None),
        anywhere=any(one.location_type != LocationType.PHYSICAL for one in service.places),
        marks=frozenset(_marks(service)),
        youngest=YOUNGEST if service.min_age is None else service.min_age,
        oldest=OLDEST if service.max_age is None else service.max_age,
        starts=tuple(run.starts_on for run in with_places),
        after=None if is_course else service.wait_days or 0,
        changed_at=service.changed_at,
    )


def is_free(cost: str) -> bool:
    """Whether the words for its cost say that it costs nothing; what says nothing is not known to be free."""
    return bool(_FREE.match(cost))


def _marks(service: ServiceView) -> Iterator[str]:
    yield f"kind:{service.kind}"
    yield f"sector:{service.organisation.sector}"
    yield from (f"access:{one}" for one in service.access)
    yield from (f"language:{one}" for one in service.languages)
    if is_free(service.cost):
        yield "free"
    if service.takes_referrals:
        yield "refer"
    if any(run.left > 0 for run in service.runs):
        yield "places"
    if Access.FROM_HOME in service.access or any(one.location_type == LocationType.VIRTUAL for one in service.places):
        yield "home"
    for day, begins in _meets(service):
        part = next(name for name, (first, last) in PARTS.items() if first <= begins < last or name == "evening")
        yield from (f"when:{day}", f"when:{part}", f"when:{day}-{part}")


def _meets(service: ServiceView) -> Iterator[tuple[str, time]]:
    yield from ((one.day, one.opens_at) for one in service.meetings)
    for run in service.runs:
        yield from ((Day.values[on.weekday()], begins) for on, begins, _ends in run.sessions)
