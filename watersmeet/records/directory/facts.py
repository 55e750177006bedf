"""What is said of a service, apart from any table: what others hand in, and what they are shown."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, TypedDict
from uuid import UUID

from watersmeet.records.directory.models import (
    Access,
    Attending,
    Frequency,
    LocationType,
    ServiceKind,
    Status,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Where it happens; a physical place has a tidy postcode, by which its point is looked up.

    `access` None: nothing is said of how one gets in and about, so what is known stays. `point`, in degrees (latitude,
    longitude), counts where nobody knows the postcode. `unsure`: others wrote it, so it is listed without a point too.
    """

    location_type: LocationType = LocationType.PHYSICAL
    address: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    access: tuple[Access, ...] | None = None
    access_words: str = ""
    point: tuple[float, float] | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A regular meeting: `day` is MO to SU, `nth` its place in the month (1 first, -1 last) when monthly.

    `place`, one of the service's, is said when it is so there alone; what is listed has `at` instead.
    """

    day: str
    opens_at: time
    closes_at: time | None = None
    frequency: Frequency = Frequency.WEEKLY
    nth: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    place: PlaceFacts | None = None
    at: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One price: `pence` are hundredths of `currency`, None when only words say it. `id` once it is listed."""

    option: str = ""
    pence: int | None = None
    currency: str = "GBP"
    description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneOf:
    """A number, and what it is for. `id` once it is listed."""

    number: str
    description: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOf:
    """Whom to ask: a name, what they do, or a number alone. `id` once it is listed."""

    name: str = ""
    title: str = ""
    email: str = ""
    phones: tuple[PhoneOf, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTerm:
    """A term under which a source files a service: the name of the taxonomy, the term's code in it and its name."""

    taxonomy: str
    code: str
    name: str


class CourseSaid(TypedDict, total=False):
    """What is said of a course: `funding` who learns for nothing or for less, `entry` what one needs beforehand."""

    level: str
    bring: str
    tutor: str
    funding: str
    entry: str
    creche: bool | None
    attending: Attending | str


Sitting = tuple[date, time, time]
"""A session: its day, from when until when on the wall clock of the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSaid:
    """What is said of one run of a course: how many places, and each session."""

    places: int
    sessions: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """What is said of one service. `meetings` None: nothing is said of when it meets, so what is known stays.

    The same holds for `languages` (codes of BCP 47), `access`, `costs`, `contacts` and `terms`. `also_at` are places
    besides the first; `eligibility` is whom it is for, `funding` who pays for it. `about_organisation` and
    `organisation_website` are said of who runs it where that is new here; None: what is said of the service is.
    `closed_on` and `reopens_on` are days of what is not active.
    """

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
    eligibility: str = ""
    funding: str = ""
    closed_on: date | None = None
    reopens_on: date | None = None
    languages: tuple[str, ...] | None = None
    access: tuple[Access, ...] | None = None
    about_organisation: str | None = None
    organisation_website: str | None = None
    place: PlaceFacts | None = None
    also_at: tuple[PlaceFacts, ...] = ()
    meetings: tuple[Meeting, ...] | None = None
    costs: tuple[Cost, ...] | None = None
    contacts: tuple[ContactOf, ...] | None = None
    terms: tuple[SaidTerm, ...] | None = None

    @property
    def places(self) -> tuple[PlaceFacts, ...]:
        """All its places, each once."""
        return tuple(dict.fromkeys((*filter(None, (self.place,)), *self.also_at)))


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
    access: frozenset[str] = frozenset()
    access_words: str = ""


@dataclass(frozen=True, slots=True)
class CourseView:
    """What a course says of itself, beside its runs; what is empty is not said."""

    id: UUID
    level: str
    bring: str
    tutor: str
    funding: str
    entry: str
    creche: bool | None
    attending: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of a course: its days, the places left, its sessions, and those that were called off."""

    id: UUID
    starts_on: date
    ends_on: date
    places: int
    left: int
    sessions: tuple[Sitting, ...]
    off: tuple[Sitting, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionDates:
    """One session of a run, for who keeps it."""

    id: UUID
    on: date
    starts_at: time
    ends_at: time
    is_off: bool


@dataclass(frozen=True, slots=True)
class RunDates:
    """One run of a course with every session, also one that is over: for who keeps it."""

    id: UUID
    starts_on: date
    ends_on: date
    places: int
    taken: int
    sessions: tuple[SessionDates, ...]


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
    eligibility: str
    languages: tuple[str, ...]
    funding: str
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
    course: CourseView | None = None
    closed_on: date | None = None
    reopens_on: date | None = None
    merged_into: UUID | None = None
    paused_until: date | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Particulars:
    """What else hangs on a service, for its own page and for other systems; lists of services do without."""

    costs: tuple[Cost, ...] = ()
    contacts: tuple[ContactOf, ...] = ()
    terms: tuple[SaidTerm, ...] = ()
