"""What hangs on a service in tables of its own: places, meetings, prices, contacts, and terms of its source."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base import clock, geography
from watersmeet.base.problems import Invalid
from watersmeet.records.directory.facts import (
    ContactOf,
    Cost,
    Particulars,
    PhoneOf,
    PlaceFacts,
    SaidTerm,
    ServiceFacts,
)
from watersmeet.records.directory.models import (
    Contact,
    CostOption,
    Location,
    LocationType,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    SourceTerm,
)

_TERM = ("taxonomy", "code", "name")
_COST = ("option", "pence", "currency", "description", "valid_from", "valid_to")
_MEETING = ("frequency", "day", "nth", "opens_at", "closes_at", "valid_from", "valid_to")


Keep = Callable[[], None]
"""Called before anything that is known already goes."""


def put(service: Service, facts: ServiceFacts, keep: Keep) -> bool:
    """Let all of it be as the facts say; returns whether anything is new. Raises Invalid for a place nobody knows."""
    at, moved = _put_at(service, facts.places, keep)
    new = [
        _put_meetings(service, facts, at, keep),
        _put_rows(service, CostOption, service.costs.all(), _COST, facts.costs, keep),
        _put_rows(service, SourceTerm, service.terms.all(), _TERM, facts.terms, keep),
        _put_contacts(service, facts, keep),
    ]
    return moved or any(new)


def particulars(services: Iterable[UUID]) -> dict[UUID, Particulars]:
    """The prices, contacts and source's terms of each service, by id."""
    wanted = set(services)
    costs = _by_service(CostOption.objects.filter(service__in=wanted).order_by("pence", "option", "pk"), _cost)
    people = Contact.objects.filter(service__in=wanted).prefetch_related("phones").order_by("name", "pk")
    contacts = _by_service(people, _contact)
    terms = _by_service(SourceTerm.objects.filter(service__in=wanted).order_by("taxonomy", "name", "pk"), _term)
    return {
        one: Particulars(tuple(costs.get(one, ())), tuple(contacts.get(one, ())), tuple(terms.get(one, ())))
        for one in wanted
    }


def _put_at(service: Service, places: tuple[PlaceFacts, ...], keep: Keep) -> tuple[dict[PlaceFacts, UUID], bool]:
    """Offer the service at these places alone; returns the row of each, and whether that is new."""
    there: dict[PlaceFacts, UUID] = {}
    changed = False
    for place in places:
        row, new = _location(service.partnership_id, place)
        there[place] = row.pk
        changed |= new
    held = dict(service.at.values_list("location_id", "pk"))
    gone = [pk for location, pk in held.items() if location not in there.values()]
    if gone or not held.keys() >= set(there.values()):
        keep()
    if gone:
        Schedule.objects.filter(at__in=gone).update(at=None)
        service.at.filter(pk__in=gone).delete()
    for location in dict.fromkeys(there.values()):
        if location not in held:
            held[location] = ServiceAtLocation.objects.create(
                partnership_id=service.partnership_id, service=service, location_id=location
            ).pk
            changed = True
    return {place: held[location] for place, location in there.items()}, changed or bool(gone)


def _location(partnership: UUID, place: PlaceFacts) -> tuple[Location, bool]:
    """The row of a place, and whether what is said of it is new."""
    point = geography.locate(place.postcode) if place.postcode else None
    if point is None and place.point:
        point = geography.Place(*place.point)
    known = {name: getattr(place, name) for name in ("location_type", "postcode", "address", "town")}
    lost = point is None and place.location_type == LocationType.PHYSICAL and not place.unsure
    if lost and not Location.objects.filter(partnership_id=partnership, **known).exists():
        raise Invalid({"postcode": [_("We do not know the postcode %(code)s.") % {"code": place.postcode or "?"}]})
    there, new = Location.objects.get_or_create(
        partnership_id=partnership,
        **known,
        defaults={
            "county": place.county,
            "authority": point.authority if point else "",
            "lat": point.lat if point else None,
            "lon": point.lon if point else None,
            "access": list(place.access or ()),
            "access_words": place.access_words,
        },
    )
    if new or place.access is None or (there.access, there.access_words) == (list(place.access), place.access_words):
        return there, False
    there.access, there.access_words = list(place.access), place.access_words
    there.save(update_fields=["access", "access_words"])
    Service.objects.filter(at__location=there).update(changed_at=clock.now())  # others there say so too from now on
    return there, True


def _put_meetings(service: Service, facts: ServiceFacts, at: dict[PlaceFacts, UUID], keep: Keep) -> bool:
    if facts.meetings is None:
        return False
    wanted = {
        (*(getattr(one, name) for name in _MEETING), at[one.place] if one.place else None) for one in facts.meetings
    }
    held = set(service.schedules.values_list(*_MEETING, "at_id"))
    if held == wanted:
        return False
    keep()
    service.schedules.all().delete()
    rows = (dict(zip((*_MEETING, "at_id"), said, strict=True)) for said in sorted(wanted, key=str))
    Schedule.objects.bulk_create(_row(Schedule, service, **said) for said in rows)
    return True


def _put_rows(service: Service, model: type[Any], rows: Any, names: tuple[str, ...], said: Any, keep: Keep) -> bool:
    """Let the rows be what is said, field by field; None says nothing."""
    if said is None:
        return False
    wanted = {tuple(getattr(one, name) for name in names) for one in said}
    if set(rows.values_list(*names)) == wanted:
        return False
    keep()
    rows.delete()
    model.objects.bulk_create(
        _row(model, service, **dict(zip(names, one, strict=True))) for one in sorted(wanted, key=str)
    )
    return True


def _put_contacts(service: Service, facts: ServiceFacts, keep: Keep) -> bool:
    if facts.contacts is None:
        return False
    held = [_said(_contact(row)) for row in service.contacts.prefetch_related("phones")]
    wanted = list(dict.fromkeys(map(_said, facts.contacts)))
    if sorted(held, key=str) == sorted(wanted, key=str):
        return False
    keep()
    Phone.objects.filter(contact__service=service).delete()
    service.contacts.all().delete()
    for name, title, email, phones in wanted:
        contact = _row(Contact, service, name=name, title=title, email=email)
        contact.save()
        Phone.objects.bulk_create(
            Phone(partnership_id=service.partnership_id, contact=contact, number=number, description=description)
            for number, description in phones
        )
    return True


def _said(one: ContactOf) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    phones = dict.fromkeys((phone.number, phone.description) for phone in one.phones)
    return one.name, one.title, one.email, tuple(sorted(phones))


def _row(model: type[Any], service: Service, **said: Any) -> Any:
    return model(partnership_id=service.partnership_id, service=service, **said)


def _by_service(rows: Iterable[Any], view: Callable[[Any], Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.service_id, []).append(view(row))
    return found


def _cost(row: CostOption) -> Cost:
    return Cost(id=row.pk, **{name: getattr(row, name) for name in _COST})


def _contact(row: Contact) -> ContactOf:
    phones = sorted(row.phones.all(), key=lambda one: (one.number, one.description))
    return ContactOf(
        id=row.pk,
        name=row.name,
        title=row.title,
        email=row.email,
        phones=tuple(PhoneOf(id=one.pk, number=one.number, description=one.description) for one in phones),
    )


def _term(row: SourceTerm) -> SaidTerm:
    return SaidTerm(**{name: getattr(row, name) for name in _TERM})
