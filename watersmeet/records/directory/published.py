"""What other systems ask of the directory: lists by the parameters of Open Referral UK, in a steady order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, overload
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import clock, geography
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import fresh, meaning, terms
from watersmeet.records.directory.facts import OrganisationView, PlaceView, ServiceView
from watersmeet.records.directory.finding import indexed
from watersmeet.records.directory.finding.indexed_words import about_any, holding
from watersmeet.records.directory.models import Day, LocationType, Schedule, Service, ServiceAtLocation, Session, Status
from watersmeet.records.directory.queries import views

_ORGANISATION = tuple(f"organisation__{name}" for name in ("pk", "name", "description", "website", "sector"))

_OPEN = ~Q(status=Status.DEFUNCT) & Q(merged_into=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of services, and how many there are in all."""

    services: tuple[ServiceView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Around:
    """Near a place: within so many kilometres of it; None asks for what is there for its whole local authority."""

    place: geography.Place
    within_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which services a list should hold; None asks for all. `day` is MO to SU; times are on the wall clock.

    `term` and `taxonomy` are identifiers; one that nobody knows stands for no service.
    """

    search: str = ""
    organisation: UUID | None = None
    changed_since: datetime | None = None
    min_age: float | None = None
    max_age: float | None = None
    day: str | None = None
    not_before: time | None = None
    not_after: time | None = None
    term: UUID | None = None
    taxonomy: UUID | None = None


class Ids(Sequence[UUID]):
    """Identifiers in order: counted and cut by the database where it can."""

    def __init__(self, held: "QuerySet[Any, UUID] | list[UUID]") -> None:
        self._held = held

    def __len__(self) -> int:
        return len(self._held) if isinstance(self._held, list) else self._held.count()

    @overload
    def __getitem__(self, at: int) -> UUID: ...
    @overload
    def __getitem__(self, at: slice) -> list[UUID]: ...
    def __getitem__(self, at: int | slice) -> UUID | list[UUID]:
        return list(self._held[at]) if isinstance(at, slice) else self._held[at]


def found(actor: Actor, wanted: Wanted) -> Ids:
    """The services that are wanted, by name."""
    del actor
    rows = _rows(wanted)
    if wanted.search:
        return Ids(_filed(_searched(rows, wanted.search), wanted))
    if wanted.term or wanted.taxonomy:
        return Ids(_filed(list(rows.order_by("name", "pk").values_list("pk", flat=True)), wanted))
    return Ids(rows.order_by("name", "pk").values_list("pk", flat=True))


def listing(actor: Actor, wanted: Wanted, *, first: int, many: int) -> Listing:
    """Services in a steady order, from place `first` (0 the first) on, at most `many`."""
    ids = found(actor, wanted)
    return Listing(tuple(views(ids[first : first + many]).values()), len(ids))


def last_changed(actor: Actor) -> datetime | None:
    """When the directory last changed."""
    del actor
    changed: datetime | None = Service.objects.aggregate(last=Max("changed_at"))["last"]
    return changed


@dataclass(frozen=True, slots=True)
class Brief:
    """The least that is said of a service."""

    id: UUID
    name: str
    status: str
    changed_at: datetime


def briefs(identifiers: Iterable[UUID]) -> list[Brief]:
    """The least of each, in the order asked for."""
    wanted = list(identifiers)
    rows = Service.objects.only("name", "status", "changed_at").in_bulk(wanted)
    held = ((rows[one].pk, rows[one].name, rows[one].status, rows[one].changed_at) for one in wanted if one in rows)
    return [Brief(*one) for one in held]


def found_at(actor: Actor, wanted: Wanted, around: Around | None = None) -> Ids:
    """Where the services that are wanted are offered: rows of service at location, by the service's name."""
    rows = ServiceAtLocation.objects.filter(service__in=_rows(wanted, timed=False)).filter(_meets(wanted, "service"))
    rows = rows.order_by("service__name", "pk")
    if around:
        rows = rows.filter(_near(around))
    if not (around or wanted.search or wanted.term or wanted.taxonomy):
        return Ids(rows.values_list("pk", flat=True))
    services = set(found(actor, wanted)[:]) if wanted.search or wanted.term or wanted.taxonomy else None
    held = rows.values_list("pk", "service_id", "location__lat", "location__lon")
    return Ids(
        [
            pk
            for pk, service, lat, lon in held
            if (services is None or service in services) and (around is None or _is_near(around, lat, lon))
        ]
    )


def offered_at(identifiers: Iterable[UUID]) -> list[tuple[ServiceView, PlaceView]]:
    """Each service with the place at which it is offered, by rows of service at location, in the order asked for."""
    wanted = list(identifiers)
    rows = dict(ServiceAtLocation.objects.filter(pk__in=wanted).values_list("pk", "service_id"))
    services = views(set(rows.values()))
    at = {place.at: (service, place) for service in services.values() for place in service.places}
    return [at[one] for one in wanted if one in at]


def at_location(actor: Actor, identifier: UUID) -> tuple[ServiceView, PlaceView]:
    """A service at one place. Raises NotFound, also for one that is not open to a visitor."""
    del actor
    at = offered_at([identifier])
    if not at or at[0][0].status == Status.DEFUNCT or at[0][0].merged_into is not None:
        raise NotFound(_("We could not find that service there. It may have closed or moved."))
    return at[0]


def organisations(actor: Actor, search: str = "") -> list[OrganisationView]:
    """Those who run something that is listed, by name; those whose words hold every one that was searched."""
    del actor
    rows = Service.objects.filter(_OPEN).order_by("organisation__name", "organisation")
    held = [OrganisationView(*one) for one in rows.values_list(*_ORGANISATION).distinct()]
    return [one for one in held if meaning.holds(f"{one.name}. {one.description}", search)]


def organisation(actor: Actor, identifier: UUID) -> OrganisationView:
    """One who runs something that is listed. Raises NotFound."""
    del actor
    rows = Service.objects.filter(_OPEN).filter(organisation=identifier)
    held = rows.values_list(*_ORGANISATION).first()
    if held is None:
        raise NotFound(_("We could not find that organisation."))
    return OrganisationView(*held)


def run_by(organisations: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The services that each runs, by name."""
    rows = Service.objects.filter(_OPEN).filter(organisation__in=set(organisations))
    run: dict[UUID, list[UUID]] = {}
    for body, service in rows.order_by("name", "pk").values_list("organisation", "pk"):
        run.setdefault(body, []).append(service)
    return run


def _rows(wanted: Wanted, *, timed: bool = True) -> QuerySet[Service]:
    asked = {
        "organisation": wanted.organisation,
        "changed_at__gte": wanted.changed_since,
        "min_age__gte": wanted.min_age,
        "max_age__lte": wanted.max_age,
    }
    rows = Service.objects.filter(_OPEN)
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    return rows.filter(_meets(wanted)) if timed else rows


def _meets(wanted: Wanted, service: str = "") -> Q:
    """Whether a regular meeting or a session of a run lies on the day and within the hours, where any are asked.

    `service` names the way from a row of service at location to its service: then it is so at that place.
    """
    if not (wanted.day or wanted.not_before or wanted.not_after):
        return Q()
    meetings = Schedule.objects.filter(service=OuterRef(service or "pk"))
    meetings = meetings.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))
    if service:
        meetings = meetings.filter(Q(at=None) | Q(at=OuterRef("pk")))
    sessions = Session.objects.filter(run__course__service=OuterRef(service or "pk"), on__gte=clock.today())
    sessions = sessions.filter(called_off_on=None)
    if wanted.day:
        meetings = meetings.filter(day=wanted.day)
        sessions = sessions.filter(on__iso_week_day=Day.values.index(wanted.day) + 1)
    if wanted.not_before:
        meetings = meetings.filter(opens_at__gte=wanted.not_before)
        sessions = sessions.filter(starts_at__gte=wanted.not_before)
    if wanted.not_after:
        meetings = meetings.filter(closes_at__lte=wanted.not_after)
        sessions = sessions.filter(ends_at__lte=wanted.not_after)
    return Q(Exists(meetings)) | Q(Exists(sessions))


def _searched(rows: QuerySet[Service], search: str) -> list[UUID]:
    """Those whose words hold every one that is searched, or are about all that they mean."""
    asked, stems = meaning.asked(search), set(meaning.stems_of(search))

    def fits(told: meaning.Offered) -> bool:
        means = bool(asked.topics) and told.topics.issuperset(asked.topics) and asked.rest <= told.stems
        return means or (bool(stems) and stems <= told.stems)

    wanted = _where(rows, fits, lambda reader: holding(reader, asked, stems))
    return [pk for pk in rows.order_by("name", "pk").values_list("pk", flat=True) if pk in wanted]


def _where(
    rows: QuerySet[Service], fits: Callable[[meaning.Offered], bool], known: Callable[[indexed.Reader], set[UUID]]
) -> set[UUID]:
    """Those whose words fit: by the index, which has read them all, and what it does not hold is read here."""
    reader = indexed.reader()
    found: set[UUID] = set()
    if reader is not None:
        somewhere = ServiceAtLocation.objects.filter(service=OuterRef("pk"))
        somewhere = somewhere.exclude(location__location_type=LocationType.PHYSICAL, location__lat=None)
        left_out = ~Q(status=Status.ACTIVE) | fresh.hidden() | ~Exists(somewhere)
        rows = rows.filter(left_out | Q(changed_at__gte=reader.knows_since))
        found = known(reader)
    for pk, name, description in rows.values_list("pk", "name", "description").iterator():
        found.discard(pk)
        if fits(meaning.offered(f"{name}. {description}")):
            found.add(pk)
    return found


def _filed(services: list[UUID], wanted: Wanted) -> list[UUID]:
    """Of these services those that are filed as wanted, in the same order."""
    if not (wanted.term or wanted.taxonomy):
        return services
    under = terms.filed(term=wanted.term, taxonomy=wanted.taxonomy)
    kept = terms.filed_by_source(under)
    if under.topics:
        rows = Service.objects.exclude(status=Status.DEFUNCT)
        kept |= _where(rows, lambda told: bool(under.topics & told.topics), lambda one: about_any(one, under.topics))
    return [one for one in services if one in kept]


def _near(around: Around) -> Q:
    """What may be near: a box around the circle, or what lies in the authority and what one need not go to."""
    if around.within_km is None:
        there = Q(location__authority=around.place.authority) if around.place.authority else Q(pk__in=())
        return there | ~Q(location__location_type=LocationType.PHYSICAL)
    south, west, north, east = geography.box(around.place, around.within_km)
    return Q(location__lat__range=(south, north), location__lon__range=(west, east))


def _is_near(around: Around, lat: float | None, lon: float | None) -> bool:
    if around.within_km is None:
        return True
    return (
        lat is not None
        and lon is not None
        and geography.km(around.place, geography.Place(lat, lon)) <= around.within_km
    )
