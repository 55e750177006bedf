"""Where a service is: its places as we keep them, by the postcode, else by the point that the feed gives."""

from dataclasses import replace
from typing import NamedTuple

from watersmeet.base import geography
from watersmeet.base import postcode as postcodes
from watersmeet.exchange.feeds.values import Look
from watersmeet.records.directory.api import Access, LocationType, PlaceFacts

_LABELS = {str(one.label): one for one in Access}
_WEST, _SOUTH, _EAST, _NORTH = -9.5, 49.0, 2.5, 61.5
"""Degrees around the United Kingdom and the islands beside it."""


class Places(NamedTuple):
    """The places of a service, the row of each by its id there, and what is done so that people can come.

    `access` is None where it stands with each place, since there are several.
    """

    places: tuple[PlaceFacts, ...]
    by_id: dict[str, PlaceFacts]
    access: tuple[Access, ...] | None


def read(service: Look) -> Places:
    """The places of a service."""
    found: dict[str, PlaceFacts] = {}
    for number, at in enumerate(service.each("service_at_locations")):
        there = at.below("location")
        place = _place(there) if there else None
        if place is None:
            at.find("place_left_out")
            continue
        found[at.text("id") or str(number)] = place
    places = tuple(dict.fromkeys(found.values()))
    if len(places) != 1:
        return Places(places, found, None)
    alone = replace(places[0], access=None if not places[0].access_words else ())
    return Places((alone,), dict.fromkeys(found, alone), places[0].access)


def _place(there: Look) -> PlaceFacts | None:
    kind = there.text("location_type")
    if kind and kind not in LocationType:
        there.find("wrong_kind", "location_type", kind)
    kind = kind if kind in LocationType else LocationType.PHYSICAL
    access, words = _access(there)
    address = next(there.each("addresses"), None)
    place = PlaceFacts(location_type=LocationType(kind), access=access, access_words=words, unsure=True)
    if address:
        place = _with_address(place, address)
    if place.location_type != LocationType.PHYSICAL:
        return place
    return _located(place, there)


def _with_address(place: PlaceFacts, address: Look) -> PlaceFacts:
    first, second = address.text("address_1"), address.text("address_2")
    town, county = address.text("city", 80), address.text("state_province", 80)
    code = _postcode(address)
    where = ", ".join(filter(None, (first, second)))
    return replace(
        place,
        address="" if where == town else address.short(where, "address_1", 300),
        town=town,
        county="" if county == town else county,
        postcode=code,
    )


def _postcode(address: Look) -> str:
    said = address.text("postal_code")
    if not said:
        return ""
    try:
        code = postcodes.tidy(said)
    except ValueError:
        address.find("postcode_unknown", "postal_code", said)
        return ""
    if geography.locate(code) is None:
        address.find("postcode_unknown", "postal_code", code)
    return code


def _located(place: PlaceFacts, there: Look) -> PlaceFacts | None:
    if place.postcode and geography.locate(place.postcode):
        return place
    point = _point(there)
    if point is None and not (place.address or place.town or place.postcode):
        return None
    if point is None:
        there.find("place_without_point")
    if not (place.address or place.town or place.postcode) and point:
        named = there.text("name", 300) or f"{point[0]:.5f}, {point[1]:.5f}"
        place = replace(place, address=named)
    return replace(place, point=point)


def _point(there: Look) -> tuple[float, float] | None:
    try:
        lat, lon = float(there.told.get("latitude") or "x"), float(there.told.get("longitude") or "x")
    except (TypeError, ValueError):
        return None
    return (round(lat, 6), round(lon, 6)) if _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST else None


def _access(there: Look) -> tuple[tuple[Access, ...] | None, str]:
    """What is there, where it is said in our own words, and what else is said."""
    known: dict[Access, None] = {}
    words = []
    for one in there.each("accessibility"):
        said, details = one.text("description"), one.text("details")
        parts = [part.strip() for part in said.split(",")]
        if said and all(part in _LABELS for part in parts):
            known |= dict.fromkeys(_LABELS[part] for part in parts)
        elif said:
            words.append(said)
        words += [details] if details else []
    told = there.short(" ".join(dict.fromkeys(words)), "accessibility", 500)
    return (tuple(known) if known or told else None), told
