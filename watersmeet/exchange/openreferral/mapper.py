"""Our services in the words of Open Referral UK 3.0: one function per object. What is empty is left out."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

from watersmeet.records.directory.api import Frequency, Meeting, OrganisationView, PlaceView, RunView, ServiceView

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
OPENAPI = "https://openreferraluk.org/specifications/3.0/openapi.json"
COUNTRY = "GB"

Wire = dict[str, Any]
_WEEK = timedelta(days=7)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def api_details() -> Wire:
    """What the root document says of this API."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def service_minimal(service: ServiceView) -> Wire:
    """What the standard requires of a service, and when it changed."""
    changed = instant(service.changed_at)
    return {"id": str(service.id), "name": service.name, "status": service.status, "last_modified": changed}


def service_brief(service: ServiceView) -> Wire:
    """A service in a list: one-to-one fields, and a summary of its organisation."""
    return _said(
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
        assured_date=service.checked_on and service.checked_on.isoformat(),
        last_modified=instant(service.changed_at),
        organization=organization(service.organisation),
    )


def service_full(service: ServiceView) -> Wire:
    """A service with all that hangs on it."""
    meetings = [schedule(one, service.id) for one in service.meetings]
    return service_brief(service) | _said(
        schedules=meetings + [run(one, service.id) for one in service.runs],
        service_at_locations=[service_at_location(one, service.id) for one in service.places],
        cost_options=[cost_option(service)] if service.cost else [],
        contacts=[contact(service)] if service.phone else [],
    )


def organization(body: OrganisationView) -> Wire:
    """Who runs it; the standard wants a description, so its name stands in where nothing is said."""
    return _said(id=str(body.id), name=body.name, description=body.description or body.name, website=body.website)


def service_at_location(place: PlaceView, service: UUID) -> Wire:
    """That a service is offered at a place."""
    return {
        "id": str(place.at),
        "service_id": str(service),
        "location_id": str(place.id),
        "location": location(place),
    }


def location(place: PlaceView) -> Wire:
    """A place."""
    written = address(place)
    return _said(
        id=str(place.id),
        location_type=place.location_type,
        latitude=place.lat,
        longitude=place.lon,
        addresses=[written] if written else [],
    )


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


def schedule(meeting: Meeting, service: UUID) -> Wire:
    """A regular meeting. Times are on the wall clock of the place, which moves with summer time."""
    monthly = meeting.frequency == Frequency.MONTHLY
    return _said(
        id=str(meeting.id),
        service_id=str(service),
        freq=str(meeting.frequency),
        interval=1,
        byday=f"{meeting.nth}{meeting.day}" if monthly else meeting.day,
        opens_at=wall(meeting.opens_at),
        closes_at=wall(meeting.closes_at),
    )


def run(given: RunView, service: UUID) -> Wire:
    """A run of a course: weekly where its sessions are, else its days in words."""
    told = _said(
        id=str(given.id),
        service_id=str(service),
        valid_from=given.starts_on.isoformat(),
        valid_to=given.ends_on.isoformat(),
        dtstart=given.sessions[0][0].isoformat() if given.sessions else "",
        description=", ".join(f"{on.isoformat()} {wall(starts)}-{wall(ends)}" for on, starts, ends in given.sessions),
    )
    if not _is_weekly(given):
        return told
    on, starts, ends = given.sessions[0]
    return told | {
        "freq": "WEEKLY",
        "interval": 1,
        "byday": _DAYS[on.weekday()],
        "opens_at": wall(starts),
        "closes_at": wall(ends),
    }


def cost_option(service: ServiceView) -> Wire:
    """What it costs, in words."""
    return {
        "id": str(uuid5(service.id, "cost")),
        "service_id": str(service.id),
        "amount_description": service.cost,
    }


def contact(service: ServiceView) -> Wire:
    """How to ring."""
    identifier = uuid5(service.id, "contact")
    phone = {"id": str(uuid5(service.id, "phone")), "contact_id": str(identifier), "number": service.phone}
    return {"id": str(identifier), "service_id": str(service.id), "phones": [phone]}


def instant(when: datetime) -> str:
    """An instant with milliseconds, in UTC: "2026-11-22T10:30:45.123Z"."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wall(clock: time | None) -> str:
    """A time on the wall: "10:00:00"."""
    return clock.isoformat("seconds") if clock else ""


def _is_weekly(given: RunView) -> bool:
    days: list[date] = [on for on, _starts, _ends in given.sessions]
    hours = {(starts, ends) for _on, starts, ends in given.sessions}
    steps = {later - earlier for earlier, later in pairwise(days)}
    return len(days) > 1 and steps == {_WEEK} and len(hours) == 1


def _said(**fields: Any) -> Wire:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
