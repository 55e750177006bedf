"""What others ask the directory. It is public: a visitor may see whatever is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from watersmeet.base import clock, geography
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import fresh, meaning
from watersmeet.records.directory.facts import (
    CourseView,
    Meeting,
    OrganisationView,
    PlaceView,
    RunDates,
    RunView,
    ServiceView,
    SessionDates,
)
from watersmeet.records.directory.models import (
    Frequency,
    LocationType,
    Run,
    Schedule,
    Service,
    ServiceAtLocation,
    Session,
    Status,
)
from watersmeet.records.partnerships import api as partnerships


def service(actor: Actor, identifier: UUID) -> ServiceView:
    """One service. Raises NotFound, also for one that is not open to a visitor."""
    found = views([identifier]).get(identifier)
    closed = found is not None and (found.status == Status.DEFUNCT or found.merged_into is not None)
    if found is None or (closed and actor.partnership != found.partnership_id):
        raise NotFound(_("We could not find that service. It may have closed."))
    return found


def names_of(services: Iterable[UUID]) -> dict[UUID, str]:
    """What services are called, by id: for lists that only name them."""
    return dict(Service.objects.filter(pk__in=set(services)).values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A service to choose from a list: its name, who runs it, and whether it takes referrals."""

    id: UUID
    name: str
    organisation: str
    takes_referrals: bool


def choices(actor: Actor) -> list[Choice]:
    """The open services of the actor's partnership by name: for lists from which one is chosen."""
    there = Service.objects.filter(partnership=actor.partnership, status=Status.ACTIVE)
    rows = there.exclude(fresh.hidden(actor.partnership)).order_by("name", "pk")
    found = rows.values_list("pk", "name", "organisation__name", "takes_referrals")
    return [Choice(*one) for one in found]


def services_of(actor: Actor, partner: UUID) -> list[ServiceView]:
    """What a partner offers and answers referrals for, by name."""
    mine = Service.objects.filter(partner=partner, merged_into=None).exclude(status=Status.DEFUNCT)
    ids = list(mine.order_by("name", "pk").values_list("pk", flat=True))
    del actor
    return list(views(ids).values())


def closed_of(actor: Actor, partner: UUID) -> list[tuple[UUID, str]]:
    """What a partner closed for good, as (id, name), by name: so that it can be opened again."""
    del actor
    rows = Service.objects.filter(partner=partner, status=Status.DEFUNCT).order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def run_dates(actor: Actor, service: UUID) -> list[RunDates]:
    """Every run of a course with every session, the latest first: those that are over too. All of it is public."""
    del actor
    rows = Run.objects.filter(course__service=service).order_by("-starts_on", "pk").prefetch_related("sessions")
    return [
        RunDates(row.pk, row.starts_on, row.ends_on, row.places, row.taken, tuple(map(_dates, row.sessions.all())))
        for row in rows
    ]


def taking(actor: Actor, search: str = "") -> list[ServiceView]:
    """The open services of the actor's partnership that take referrals, by name; those about some words alone."""
    rows = Service.objects.filter(partnership=actor.partnership, status=Status.ACTIVE, takes_referrals=True)
    rows = rows.exclude(fresh.hidden(actor.partnership))
    found = _about(rows, search) if search else rows.order_by("name", "pk").values_list("pk", flat=True)
    return list(views(found).values())


def capacities(partnership: UUID) -> dict[UUID, int]:
    """How many new people each partner of a place says it can take in a month; those that do not say are left out."""
    open_ones = Service.objects.filter(partnership=partnership, status=Status.ACTIVE, takes_referrals=True)
    return dict(open_ones.filter(capacity__isnull=False).values_list("partner").annotate(Sum("capacity")).order_by())


def points(partnership: UUID) -> dict[UUID, list[geography.Place]]:
    """Where each partner of a place has its open services: places to go to alone."""
    rows = ServiceAtLocation.objects.filter(
        service__partnership=partnership,
        service__status=Status.ACTIVE,
        service__merged_into=None,
        location__location_type=LocationType.PHYSICAL,
    )
    found: dict[UUID, list[geography.Place]] = {}
    for partner, lat, lon in rows.values_list("service__partner", "location__lat", "location__lon").distinct():
        if partner and lat is not None and lon is not None:
            found.setdefault(partner, []).append(geography.Place(lat, lon))
    return found


def closed_since(moment: datetime) -> set[UUID]:
    """What changed from then on, and is not open."""
    changed = Service.objects.filter(changed_at__gte=moment)
    return set(changed.exclude(status=Status.ACTIVE).values_list("pk", flat=True))


def views(identifiers: Iterable[UUID]) -> dict[UUID, ServiceView]:
    """Services by id, in the order asked for; those that do not exist are left out."""
    wanted = list(identifiers)
    rows = Service.objects.filter(pk__in=wanted).select_related("organisation", "partner", "course")
    rows = rows.prefetch_related(
        Prefetch("schedules", Schedule.objects.order_by("pk")),
        Prefetch("at", ServiceAtLocation.objects.select_related("location").order_by("pk")),
        Prefetch("course__runs", Run.objects.order_by("starts_on").prefetch_related("sessions")),
    )
    held = {row.pk: row for row in rows}
    paused = partnerships.pauses(row.partner_id for row in held.values() if row.partner_id)
    before = {place: fresh.check_before(place) for place in {row.partnership_id for row in held.values()}}
    return {one: _view(held[one], paused, before[held[one].partnership_id]) for one in wanted if one in held}


def _about(rows: QuerySet[Service], search: str) -> list[UUID]:
    """The services that hold every word that was searched, or are about all that it means."""
    asked, words = meaning.asked(search), meaning.telling(search)
    found = []
    for pk, name, description in rows.order_by("name", "pk").values_list("pk", "name", "description").iterator():
        about, stems = meaning.offered(f"{name}. {description}")
        if words <= stems or (asked.topics and about.issuperset(asked.topics) and asked.rest <= stems):
            found.append(pk)
    return found


def _view(row: Service, paused: Sequence[partnerships.Pause], check_before: date) -> ServiceView:
    return ServiceView(
        id=row.pk,
        partnership_id=row.partnership_id,
        name=row.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        status=row.status,
        status_label=row.get_status_display(),
        description=row.description,
        organisation=OrganisationView(
            row.organisation.pk,
            row.organisation.name,
            row.organisation.description,
            row.organisation.website,
            row.organisation.sector,
        ),
        partner_id=row.partner_id,
        takes_referrals=row.takes_referrals,
        wait_days=row.wait_days,
        capacity=row.capacity,
        access=frozenset(row.access),
        min_age=row.min_age,
        max_age=row.max_age,
        eligibility=row.eligibility,
        languages=tuple(row.languages),
        funding=row.funding,
        cost=row.cost,
        phone=row.phone,
        email=row.email,
        website=row.website,
        checked_on=row.checked_on,
        changed_at=row.changed_at,
        version=row.version,
        merged_into=row.merged_into_id,
        source=row.source,
        licence=row.licence,
        places=tuple(_place(at) for at in row.at.all()),
        meetings=tuple(
            Meeting(
                id=one.pk,
                day=one.day,
                opens_at=one.opens_at,
                closes_at=one.closes_at,
                frequency=Frequency(one.frequency),
                nth=one.nth,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                at=one.at_id,
            )
            for one in row.schedules.all()
        ),
        runs=_runs(row),
        course=_course(row),
        closed_on=row.closed_on,
        reopens_on=row.reopens_on,
        paused_until=partnerships.paused_until(paused, row.partner_id, row.pk),
        stale=row.checked_on is None or row.checked_on <= check_before,
    )


def _dates(row: Session) -> SessionDates:
    return SessionDates(row.pk, row.on, row.starts_at, row.ends_at, row.called_off_on is not None)


def _place(at: ServiceAtLocation) -> PlaceView:
    there = at.location
    return PlaceView(
        there.pk,
        at.pk,
        there.location_type,
        there.address,
        there.town,
        there.county,
        there.postcode,
        there.lat,
        there.lon,
        frozenset(there.access),
        there.access_words,
    )


def _course(row: Service) -> CourseView | None:
    course = getattr(row, "course", None)
    if course is None:
        return None
    said = (course.level, course.bring, course.tutor, course.funding, course.entry, course.creche, course.attending)
    return CourseView(course.pk, *said)


def _runs(row: Service) -> tuple[RunView, ...]:
    """The runs that are not over, soonest first."""
    course = getattr(row, "course", None)
    runs = [] if course is None else [run for run in course.runs.all() if run.ends_on >= clock.today()]
    return tuple(
        RunView(
            run.pk,
            run.starts_on,
            run.ends_on,
            run.places,
            run.places - run.taken,
            tuple((one.on, one.starts_at, one.ends_at) for one in run.sessions.all() if one.called_off_on is None),
            tuple((one.on, one.starts_at, one.ends_at) for one in run.sessions.all() if one.called_off_on),
        )
        for run in runs
    )
