"""A service of Open Referral UK 1.0 in the form of 3.0, so that one reader reads both."""

from typing import Any

from watersmeet.exchange.feeds.lists import Wire

_RENAMED = {"fundings": "funding", "regular_schedules": "schedules"}


def renewed(service: Wire) -> Wire:
    """The same service as 3.0 writes it. What has no place there is left under its old name."""
    told = {_RENAMED.get(name, name): value for name, value in service.items()}
    told |= _eligibility(_rows(told.pop("eligibilitys", None)))
    if "service_taxonomys" in told:
        terms = (_term(row.get("taxonomy")) for row in _rows(told.pop("service_taxonomys")))
        told["attributes"] = [{"taxonomy_term": term} for term in terms if term]
    if "languages" in told:
        told["languages"] = [
            {**row, "name": row.get("name") or row.get("language")} for row in _rows(told["languages"])
        ]
    if "service_at_locations" in told:
        told["service_at_locations"] = [_at(row) for row in _rows(told["service_at_locations"])]
    return told


def _rows(value: Any) -> list[Wire]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _eligibility(rows: list[Wire]) -> Wire:
    words = dict.fromkeys(str(row["eligibility"]) for row in rows if row.get("eligibility"))
    lowest = [row["minimum_age"] for row in rows if _is_number(row.get("minimum_age"))]
    highest = [row["maximum_age"] for row in rows if _is_number(row.get("maximum_age"))]
    told: Wire = {"eligibility_description": "; ".join(words)} if words else {}
    told |= {"minimum_age": min(lowest)} if lowest else {}
    return told | ({"maximum_age": max(highest)} if highest else {})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _term(taxonomy: Any) -> Wire | None:
    if not isinstance(taxonomy, dict):
        return None
    return {"term": taxonomy.get("id"), "name": taxonomy.get("name"), "taxonomy": taxonomy.get("vocabulary")}


def _at(row: Wire) -> Wire:
    told = {_RENAMED.get(name, name): value for name, value in row.items()}
    there = told.get("location")
    if isinstance(there, dict):
        location = dict(there)
        if "physical_addresses" in location:
            location["addresses"] = location.pop("physical_addresses")
        if "accessibility_for_disabilities" in location:
            known = _rows(location.pop("accessibility_for_disabilities"))
            location["accessibility"] = [{**one, "description": one.get("accessibility")} for one in known]
        told["location"] = {"location_type": "physical", **location}
    return told
