"""Our services in the words of Open Referral UK 3.0: one function per object. What is empty is left out."""

from uuid import UUID, uuid5

from watersmeet.design import languages
from watersmeet.exchange.openreferral import taxonomy
from watersmeet.exchange.openreferral.schedules import schedules
from watersmeet.exchange.openreferral.wire import Wire, instant, said
from watersmeet.records.directory.api import (
    Access,
    Brief,
    ContactOf,
    Cost,
    OrganisationView,
    Particulars,
    PhoneOf,
    PlaceView,
    ServiceView,
)

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"
COUNTRY = "GB"
HUNDREDTHS = 100


def api_details() -> Wire:
    """What the root document says of this API."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def service_minimal(service: Brief) -> Wire:
    """What the standard requires of a service, and when it changed."""
    changed = instant(service.changed_at)
    return {"id": str(service.id), "name": service.name, "status": service.status, "last_modified": changed}


def service_brief(service: ServiceView) -> Wire:
    """A service in a list: one-to-one fields, and a summary of its organisation."""
    return said(
        id=str(service.id),
        organization_id=str(service.organisation.id),
        name=service.name,
        description=service.description,
        url=service.website,
        email=service.email,
        status=service.status,
        fees=service.cost,
        minimum_age=service.min_age,
        maximum_age=service.max_age,
        eligibility_description=service.eligibility,
        assured_date=service.checked_on and service.checked_on.isoformat(),
        last_modified=instant(service.changed_at),
        organization=organization(service.organisation),
    )


def service_full(service: ServiceView, more: Particulars) -> Wire:
    """A service with all that hangs on it."""
    there = [service_at_location(place, service) for place in service.places]
    return _with_all_but_places(service, more, at=None) | said(service_at_locations=there)


def service_at_location(place: PlaceView, service: ServiceView) -> Wire:
    """That a service is offered at a place, within that service."""
    return _at(place, service) | {"location": location(place, service)}


def at_location_brief(place: PlaceView, service: ServiceView) -> Wire:
    """The same in a list of its own: one-to-one fields of both."""
    return _at(place, service) | {"location": _location(place), "service": service_brief(service)}


def at_location_full(place: PlaceView, service: ServiceView, more: Particulars) -> Wire:
    """The same by itself, with all that hangs on both; of its schedules those that are so there.

    The UK profile's definition holds this answer against its schema of a service, so it has a name and a status too.
    """
    whole = _with_all_but_places(service, more, at=place.at)
    named = {"name": service.name, "status": service.status}
    return _at(place, service) | named | {"location": location(place, service), "service": whole}


def organization(body: OrganisationView) -> Wire:
    """Who runs it; the standard wants a description, so its name stands in where nothing is said."""
    return said(id=str(body.id), name=body.name, description=body.description or body.name, website=body.website)


def location(place: PlaceView, service: ServiceView) -> Wire:
    """A place, with how one gets in and about; what the service does for that stands there too."""
    written = address(place)
    codes = service.access | place.access
    can = ", ".join(str(one.label) for one in Access if one in codes)
    access = said(description=can or place.access_words, details=place.access_words if can else "")
    known = {"id": str(uuid5(place.at, "accessibility")), "location_id": str(place.id)} | access
    return _location(place) | said(addresses=[written] if written else [], accessibility=[known] if access else [])


def address(place: PlaceView) -> Wire | None:
    """The address of a place, or None when we know too little for what the standard requires."""
    first, city = place.address or place.town, place.town or place.county
    if not (first and city and place.postcode):
        return None
    return {
        "id": str(uuid5(place.id, "address")),
        "location_id": str(place.id),
        "address_1": first,
        "city": city,
        "state_province": place.county or city,
        "postal_code": place.postcode,
        "country": COUNTRY,
        "address_type": place.location_type,
    }


def cost_option(cost: Cost, service: UUID) -> Wire:
    """A price in whole units of its currency."""
    return said(
        id=str(cost.id),
        service_id=str(service),
        valid_from=cost.valid_from and cost.valid_from.isoformat(),
        valid_to=cost.valid_to and cost.valid_to.isoformat(),
        option=cost.option,
        currency=cost.currency if cost.pence is not None else "",
        amount=None if cost.pence is None else cost.pence / HUNDREDTHS,
        amount_description=cost.description,
    )


def contact(one: ContactOf, service: UUID) -> Wire:
    """Whom to ask."""
    phones = [phone(each, one) for each in one.phones]
    return said(id=str(one.id), service_id=str(service), name=one.name, title=one.title, email=one.email, phones=phones)


def phone(one: PhoneOf, of: ContactOf) -> Wire:
    """A number."""
    return said(id=str(one.id), contact_id=str(of.id), number=one.number, description=one.description)


def language(code: str, service: UUID) -> Wire:
    """A language in which it is given: HSDS has its code and name, the UK profile only that there is one."""
    identifier = str(uuid5(service, f"language:{code}"))
    return {"id": identifier, "service_id": str(service), "code": code, "name": languages.name(code)}


def _at(place: PlaceView, service: ServiceView) -> Wire:
    return {"id": str(place.at), "service_id": str(service.id), "location_id": str(place.id)}


def _location(place: PlaceView) -> Wire:
    return said(id=str(place.id), location_type=place.location_type, latitude=place.lat, longitude=place.lon)


def _with_all_but_places(service: ServiceView, more: Particulars, *, at: UUID | None) -> Wire:
    carried = taxonomy.attributes(service, more.terms)
    return service_brief(service) | said(
        schedules=schedules(service, at),
        languages=[language(code, service.id) for code in service.languages],
        funding=[_funding(service)] if service.funding else [],
        cost_options=_costs(service, more),
        contacts=_contacts(service, more),
        attributes=carried,
    )


def _funding(service: ServiceView) -> Wire:
    return {"id": str(uuid5(service.id, "funding")), "service_id": str(service.id), "source": service.funding}


def _costs(service: ServiceView, more: Particulars) -> list[Wire]:
    """What it costs: first in its own words."""
    words = Cost(id=uuid5(service.id, "cost"), description=service.cost)
    return [cost_option(one, service.id) for one in ((words,) if service.cost else ()) + more.costs]


def _contacts(service: ServiceView, more: Particulars) -> list[Wire]:
    """How to ring: first the number of the service itself."""
    number = PhoneOf(id=uuid5(service.id, "phone"), number=service.phone)
    itself = ContactOf(id=uuid5(service.id, "contact"), phones=(number,))
    return [contact(one, service.id) for one in ((itself,) if service.phone else ()) + more.contacts]
