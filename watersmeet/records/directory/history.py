"""What was said of a service before each change, so that who answers for it sees what changed, and can put it back.

All of it was public. What is said of a place (how one gets in) is not put back: others are there too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from watersmeet.accounts.models import User
from watersmeet.accounts.policy import insist, relations
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.directory.facts import ContactOf, Meeting, PlaceFacts, ServiceFacts
from watersmeet.records.directory.models import (
    Access,
    Course,
    DirectoryEvent,
    Frequency,
    LocationType,
    Run,
    Service,
    Session,
)
from watersmeet.records.directory.models import ServiceKind as Kinds
from watersmeet.records.directory.models import Status as Statuses
from watersmeet.records.directory.particulars import particulars

LONGEST = 20
COURSE = ("level", "bring", "tutor", "funding", "entry", "creche", "attending")
_PLAIN = (
    *("name", "description", "website", "email", "phone", "cost", "min_age", "max_age", "takes_referrals", "wait_days"),
    *("checked_on", "eligibility", "funding", "closed_on", "reopens_on"),
)
_SESSION = ("on", "starts_at", "ends_at", "called_off_on")
FAR = 9996
"""A leap year in which no session is: between two days a session waits there."""
_WRITTEN = TypeAdapter(ServiceFacts)
_OF_PLACE: Any = {"point", "unsure"}
_NOT_KEPT: Any = {
    **dict.fromkeys(("organisation", "sector", "about_organisation", "organisation_website"), True),
    "place": _OF_PLACE,
    "also_at": {"__all__": _OF_PLACE},
    "meetings": {"__all__": {"place": _OF_PLACE}},
}
"""Of facts: who runs a service is no part of what is put back, and where a place lies stays with the place."""
Said = dict[str, Any]


class Was:
    """What is said of a service before it changes: read once, just before the first thing is written."""

    def __init__(self, row: Service) -> None:
        self._row = row
        self.said: Said | None = None

    def keep(self) -> None:
        """Read it now, if it was not read before."""
        if self.said is None:
            self.said = said_of(self._row)


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: what was done, when, by whom ("" for nobody in particular), and each fact as (name, was, became).

    `can_undo`: it is the last that can be put back.
    """

    event: UUID
    what: str
    at: datetime
    who: str
    facts: tuple[tuple[str, Any, Any], ...]
    can_undo: bool


def said_of(row: Service) -> Said:
    """All that is said of a service today, as plain values that can be kept."""
    course = Course.objects.filter(service=row).first()
    return {
        **_WRITTEN.dump_python(_facts(row), mode="json", exclude=_NOT_KEPT),
        "capacity": row.capacity,
        "access": list(row.access),
        "course": {name: getattr(course, name) for name in COURSE} if course else None,
        "runs": _runs_said(row),
    }


def put_back_runs(said: Said) -> None:
    """Let the runs that were kept have the places, days and hours that they had; what was added since stays.

    Raises Conflict when a session that was added since stands where one was before.
    """
    for run in said.get("runs", ()):
        kept = [one["id"] for one in run["sessions"]]
        whole = {name: run[name] for name in ("places", "starts_on", "ends_on")}
        Run.objects.filter(pk=run["id"], taken__lte=run["places"]).update(**whole)
        mine = Session.objects.filter(run=run["id"])
        for one in run["sessions"]:
            if mine.filter(on=one["on"], starts_at=one["starts_at"]).exclude(pk__in=kept).exists():
                raise Conflict(
                    _("A session that was added since is on a day that one had before."), _("Move it first.")
                )
            mine.filter(pk=one["id"]).update(on=f"{FAR}-{one['on'][5:]}")  # two may have changed their days
        for one in run["sessions"]:
            mine.filter(pk=one["id"]).update(**{name: one[name] for name in _SESSION})


def facts_of(said: Said, row: Service) -> ServiceFacts:
    """The facts among what was kept."""
    whose = {"organisation": row.organisation.name, "sector": row.organisation.sector}
    return _WRITTEN.validate_python({**said, **whose})


def read_back(service: UUID) -> ServiceFacts:
    """What is said of a service today, its places with how one gets in, to be said again with a change.

    Raises NotFound.
    """
    row = Service.objects.select_related("organisation").filter(pk=service).first()
    if row is None:
        raise NotFound(_("There is no such service."))
    told = _facts(row, _whole_place)
    return replace(told, organisation=row.organisation.name, sector=row.organisation.sector)


def last_change(row: Service) -> DirectoryEvent | None:
    """The last change that can be put back."""
    return DirectoryEvent.objects.filter(subject=row, before__isnull=False).order_by("-version").first()


def history(actor: Actor, service: UUID) -> list[Changed]:
    """What happened to a service, the latest first, LONGEST at most. Raises NotFound, Refused."""
    row = Service.objects.select_related("organisation").filter(pk=service).first()
    if row is None:
        raise NotFound
    standing = relations(actor, keeper=row.partner_id)
    insist(actor, "service.look_back", standing)
    events = DirectoryEvent.objects.filter(subject=row).select_related("before").order_by("-version")[:LONGEST]
    seen = list(events)
    names = dict(User.objects.filter(pk__in={one.actor_id for one in seen}).values_list("pk", "name"))
    last, became, found = last_change(row), said_of(row), []
    for one in seen:
        was = one.before.facts if hasattr(one, "before") else None
        facts = _differences(was, became) if was is not None else ()
        who = names.get(one.actor_id, "") if one.actor_kind in {Kind.USER, Kind.LINK} else ""
        found.append(Changed(one.pk, one.what, one.happened_at, who, facts, last is not None and one.pk == last.pk))
        became = became if was is None else was
    return found


def _runs_said(row: Service) -> list[Said]:
    runs = Run.objects.filter(course__service=row).order_by("starts_on", "pk").prefetch_related("sessions")
    return [
        {
            "id": str(run.pk),
            "places": run.places,
            "starts_on": run.starts_on.isoformat(),
            "ends_on": run.ends_on.isoformat(),
            "sessions": [_session_said(one) for one in run.sessions.all()],
        }
        for run in runs
    ]


def _session_said(one: Session) -> Said:
    values = ((name, getattr(one, name)) for name in _SESSION)
    return {"id": str(one.pk)} | {name: value.isoformat() if value is not None else None for name, value in values}


def _differences(was: Said, became: Said) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((name, was.get(name), became.get(name)) for name in became if was.get(name) != became.get(name))


def _facts(row: Service, place_of: Callable[[Any], PlaceFacts] | None = None) -> ServiceFacts:
    at = row.at.select_related("location").order_by("location__address", "location__postcode", "pk")
    places = {one.pk: (place_of or _place)(one.location) for one in at}
    more = particulars([row.pk])[row.pk]
    return ServiceFacts(
        organisation="",
        sector="",
        kind=Kinds(row.kind),
        status=Statuses(row.status),
        languages=tuple(row.languages),
        place=next(iter(places.values()), None),
        also_at=tuple(places.values())[1:],
        meetings=tuple(_meeting(one, places) for one in row.schedules.order_by("day", "opens_at", "pk")),
        costs=tuple(replace(one, id=None) for one in more.costs),
        contacts=tuple(_without_ids(one) for one in more.contacts),
        terms=more.terms,
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _without_ids(one: ContactOf) -> ContactOf:
    return replace(one, id=None, phones=tuple(replace(phone, id=None) for phone in one.phones))


def _place(location: Any) -> PlaceFacts:
    return PlaceFacts(
        location_type=LocationType(location.location_type),
        **{name: getattr(location, name) for name in ("address", "town", "county", "postcode")},
    )


def _whole_place(location: Any) -> PlaceFacts:
    access = tuple(one for one in Access if one in location.access)
    return replace(_place(location), access=access, access_words=location.access_words)


def _meeting(row: Any, places: dict[UUID, PlaceFacts]) -> Meeting:
    names = ("day", "opens_at", "closes_at", "nth", "valid_from", "valid_to")
    said = {name: getattr(row, name) for name in names}
    return Meeting(frequency=Frequency(row.frequency), place=places.get(row.at_id) if row.at_id else None, **said)
