"""What was said of a service before each change, so that who answers for it sees what changed, and can put it back.

All of it was public. What is said of a place (how one gets in) is not put back: others are there too.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from watersmeet.accounts.models import User
from watersmeet.accounts.policy import insist, relations
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import NotFound
from watersmeet.records.directory.facts import ContactOf, Meeting, PlaceFacts, ServiceFacts
from watersmeet.records.directory.models import Course, DirectoryEvent, Frequency, LocationType, Service
from watersmeet.records.directory.models import ServiceKind as Kinds
from watersmeet.records.directory.models import Status as Statuses
from watersmeet.records.directory.particulars import particulars

LONGEST = 20
COURSE = ("level", "bring", "tutor", "funding", "entry", "creche", "attending")
_PLAIN = (
    *("name", "description", "website", "email", "phone", "cost", "min_age", "max_age", "takes_referrals", "wait_days"),
    *("checked_on", "eligibility", "funding"),
)
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
    }


def facts_of(said: Said, row: Service) -> ServiceFacts:
    """The facts among what was kept."""
    whose = {"organisation": row.organisation.name, "sector": row.organisation.sector}
    return _WRITTEN.validate_python({**said, **whose})


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
        who = names.get(one.actor_id, "") if one.actor_kind == Kind.USER else ""
        found.append(Changed(one.pk, one.what, one.happened_at, who, facts, last is not None and one.pk == last.pk))
        became = became if was is None else was
    return found


def _differences(was: Said, became: Said) -> tuple[tuple[str, Any, Any], ...]:
    return tuple((name, was.get(name), became.get(name)) for name in became if was.get(name) != became.get(name))


def _facts(row: Service) -> ServiceFacts:
    at = row.at.select_related("location").order_by("location__address", "location__postcode", "pk")
    places = {one.pk: _place(one.location) for one in at}
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


def _meeting(row: Any, places: dict[UUID, PlaceFacts]) -> Meeting:
    names = ("day", "opens_at", "closes_at", "nth", "valid_from", "valid_to")
    said = {name: getattr(row, name) for name in names}
    return Meeting(frequency=Frequency(row.frequency), place=places.get(row.at_id) if row.at_id else None, **said)
