"""What is said of a service, apart from any table: what others hand in, and what they are shown."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from watersmeet.records.directory.models import (
    Frequency,
    LocationType,
    ServiceKind,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Where it happens; a physical place has a tidy postcode, and its point is looked up when not given."""

    location_type: LocationType = LocationType.PHYSICAL
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A regular meeting: `day` is MO to SU, `nth` its place in the month (1 first, -1 last) when monthly."""

    day: str
    opens_at: time
    closes_at: time | None = None
    frequency: Frequency = Frequency.WEEKLY
    nth: int | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """What is said of one service. `meetings` None: nothing is said of when it meets, so what is known stays."""

    name: str
    organisation: str
    sector: str
    kind: ServiceKind = ServiceKind.SERVICE
    status: Status = Status.ACTIVE
    description: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    cost: str = ""
    min_age: int | None = None
    max_age: int | None = None
    takes_referrals: bool = False
    wait_days: int | None = None
    checked_on: date | None = None
    place: PlaceFacts | None = None
    meetings: tuple[Meeting, ...] | None = None


class Provenance(NamedTuple):
    """Which source a service came from, what it is called there, and under which licence."""

    source: str
    key: str
    licence: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A location as others see it."""

    id: UUID
    at: UUID
    location_type: str
    address: str
    town: str
    county: str
    postcode: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of a course: its days, the places left and the sessions as (day, from, until)."""

    id: UUID
    starts_on: date
    ends_on: date
    places: int
    left: int
    sessions: tuple[tuple[date, time, time], ...]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """Who runs a service."""

    id: UUID
    name: str
    description: str
    website: str
    sector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service as others see it. `runs` holds those that are not over, soonest first; `stale`: time to look at it."""

    id: UUID
    partnership_id: UUID
    name: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    description: str
    organisation: OrganisationView
    partner_id: UUID | None
    takes_referrals: bool
    wait_days: int | None
    capacity: int | None
    access: frozenset[str]
    min_age: int | None
    max_age: int | None
    cost: str
    phone: str
    email: str
    website: str
    checked_on: date | None
    changed_at: datetime
    version: int
    source: str
    licence: str
    places: tuple[PlaceView, ...]
    meetings: tuple[Meeting, ...]
    runs: tuple[RunView, ...]
    paused_until: date | None = None
    stale: bool = False
