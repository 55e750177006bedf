"""Each parameter finds what it asks for and leaves the rest out, on values that served records hold.

What should be found is worked out from what is served in full, by rules written here and not by the code that filters.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.conformance.openreferral import all_told, lines, told
from watersmeet.base import geography

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]
NOW = "2026-11-22T09:00:00Z"
TODAY = date(2026, 11, 22).isoformat()
LISTS = ("/services", "/service_at_locations", "/organizations", "/taxonomies", "/taxonomy_terms")
Record = dict[str, Any]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", NOW)


def finds(client: Client, path: str, held: list[Record], is_meant: Callable[[Record], bool], **query: object) -> None:
    """A query finds exactly the records that are meant: at least one, and not all."""
    meant = {one["id"] for one in held if is_meant(one)}
    assert 0 < len(meant) < len(held), query
    assert {one["id"] for one in all_told(client, f"{path}?{urlencode(query)}")} == meant, query


def terms_of(one: Record) -> list[Record]:
    """The terms that a record carries."""
    return [link["taxonomy_term"] for link in one.get("service", one).get("attributes", ())]


def carries(name: str, value: str) -> Callable[[Record], bool]:
    """Whether a record carries a term of which this is so."""
    return lambda one: value in {term.get(name) for term in terms_of(one)}


def meets(one: Record, *, day: str = "", start: str = "", end: str = "") -> bool:
    """Whether a schedule that is not over lies on the day and within the hours."""
    return any(
        each.get("valid_to", "9999") >= TODAY
        and each.get("byday", "").endswith(day)
        and (not start or each["opens_at"] >= start)
        and (not end or each.get("closes_at", "99") <= end)
        for each in one.get("service", one).get("schedules", ())
    )


@pytest.mark.parametrize("path", ["/services", "/service_at_locations"])
def test_terms_and_taxonomies(served: Client, path: str) -> None:
    held = all_told(served, f"{path}?full=true")
    carried = {term["id"]: term for one in held for term in terms_of(one)}
    assert len(carried) >= 5
    for identifier, term in carried.items():
        finds(served, path, held, carries("id", identifier), taxonomy_term_id=identifier)
        finds(served, path, held, carries("taxonomy_id", term["taxonomy_id"]), taxonomy_id=term["taxonomy_id"])
        if parent := term.get("parent_id"):
            finds(served, path, held, carries("parent_id", parent), taxonomy_term_id=parent)
    [ballroom] = [one for one in carried.values() if one["name"] == "Ballroom"]
    [other] = {one["taxonomy_id"] for one in carried.values()} - {ballroom["taxonomy_id"]}
    assert told(served, f"{path}?taxonomy_term_id={ballroom['id']}&taxonomy_id={other}")["empty"]
    assert told(served, f"{path}?taxonomy_term_id=nobody-knows-it")["empty"]


@pytest.mark.parametrize("path", ["/services", "/service_at_locations"])
def test_organisations_ages_and_changes(served: Client, path: str) -> None:
    held = all_told(served, f"{path}?full=true")

    def of(one: Record) -> Record:
        return one.get("service", one)

    for body in {of(one)["organization_id"] for one in held}:
        finds(served, path, held, lambda one, b=body: of(one)["organization_id"] == b, organization_id=body)
    finds(served, path, held, lambda one: of(one).get("minimum_age", -1) >= 19, minimum_age=19)
    finds(served, path, held, lambda one: of(one).get("minimum_age", -1) >= 30, minimum_age=19.5)
    finds(served, path, held, lambda one: of(one).get("maximum_age", 999) <= 40, maximum_age=40)
    assert told(served, f"{path}?maximum_age=39")["empty"]
    changed = sorted({of(one)["last_modified"] for one in held})[1]  # those of an import share an instant
    finds(served, path, held, lambda one: of(one)["last_modified"] >= changed, modified_after=changed)
    assert told(served, f"{path}?modified_after=2999-01-01T00:00:00Z")["empty"]


@pytest.mark.parametrize("path", ["/services", "/service_at_locations"])
@pytest.mark.parametrize(
    "when",
    [
        {"day": "TU"},
        {"day": "TH"},
        {"day": "SU"},
        {"start": "14:00:00"},
        {"end": "12:00:00"},
        {"day": "TH", "start": "13:00:00", "end": "16:00:00"},
        {"day": "SA"},
    ],
    ids=str,
)
def test_days_and_hours(served: Client, path: str, when: dict[str, str]) -> None:
    held = all_told(served, f"{path}?full=true")
    names = {"day": "day", "start": "start_time", "end": "end_time"}
    query = {names[name]: value for name, value in when.items()}
    finds(served, path, held, lambda one: meets(one, **when), **query)


def test_a_day_in_words_is_the_same_day_and_an_hour_too_late_finds_nothing(served: Client) -> None:
    assert told(served, "/services?day=thursday") == told(served, "/services?day=TH")
    assert told(served, "/services?day=TH&start_time=14:30")["empty"]
    at = {one["location"]["id"] for one in all_told(served, "/service_at_locations?day=SA")}
    assert len(at) == 1  # the other place of the same service is open on Sundays alone


@pytest.mark.parametrize("path", ["/services", "/service_at_locations"])
@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("dementia family", {"Age UK Trafford (Dementia Service)", "Larkhill Demetia Cafe (Later Life Living)"}),
        ("refugee", {"Manchester Refugee Support Network"}),
        ("dancing", {"All of it", "Dance System CIC", "Sporting Memories"}),
        ("zzz nobody", set()),
        ("!!", set()),
    ],
)
def test_words(served: Client, path: str, search: str, names: set[str]) -> None:
    found = all_told(served, f"{path}?search={quote(search)}")
    assert {one.get("service", one)["name"] for one in found} == names


@pytest.mark.parametrize("metres", [100, 1_000, 20_000, 400_000])
def test_nearness(served: Client, metres: int) -> None:
    held = all_told(served, "/service_at_locations?full=true")
    centre = geography.locate("EX31 1AA")

    def is_near(one: Record) -> bool:
        there = one["location"]
        if "latitude" not in there:
            return False
        return geography.km(centre, geography.Place(there["latitude"], there["longitude"])) * 1000 <= metres

    if metres == 400_000:
        assert sum(map(is_near, held)) == len(held) - 1  # all but what is online
    finds(served, "/service_at_locations", held, is_near, postcode="EX31 1AA", proximity=metres)


def test_a_postcode_alone_asks_for_what_serves_its_authority(served: Client) -> None:
    held = all_told(served, "/service_at_locations?full=true")
    sale, barnstaple = geography.locate("M33 7ZF"), geography.locate("EX31 1AA")
    assert sale.authority != barnstaple.authority
    near, far = (
        {one["id"] for one in all_told(served, f"/service_at_locations?postcode={code}")}
        for code in ("M337ZF", "EX311AA")
    )
    online = {one["id"] for one in held if one["location"]["location_type"] == "virtual"}
    assert near & far == online
    assert near - online
    devon = {one["id"] for one in held if one["location"].get("addresses", [{}])[0].get("city") == "Barnstaple"}
    assert devon <= far


def test_terms_of_a_taxonomy_at_its_top_and_below(served: Client) -> None:
    held = all_told(served, "/taxonomy_terms")
    ours = next(one["taxonomy_id"] for one in held if one["term"] == "anxiety")
    finds(served, "/taxonomy_terms", held, lambda one: one["taxonomy_id"] == ours, taxonomy_id=ours)
    finds(served, "/taxonomy_terms", held, lambda one: "parent_id" not in one, top_only="true")
    for parent in {one["parent_id"] for one in held if "parent_id" in one}:
        finds(served, "/taxonomy_terms", held, lambda one, p=parent: one.get("parent_id") == p, parent_id=parent)
    finds(served, "/taxonomy_terms", held, lambda one: one["name"] == "Ballroom", search="ballroom")
    assert {one["id"] for one in all_told(served, "/taxonomy_terms?top_only=false")} == {one["id"] for one in held}


def test_taxonomies_hold_their_terms(served: Client) -> None:
    held = all_told(served, "/taxonomies")
    assert [one["name"] for one in held] == ["Watersmeet needs", "Example list"]
    finds(served, "/taxonomies", held, lambda one: one["name"] == "Example list", search="example")
    terms = all_told(served, "/taxonomy_terms")
    for one in held:
        whole = told(served, f"/taxonomies/{one['id']}")
        assert whole["taxonomy_terms"] == [term for term in terms if term["taxonomy_id"] == one["id"]]
        for term in whole["taxonomy_terms"][:3]:
            assert told(served, f"/taxonomy_terms/{term['id']}") == term


def test_organisations_and_what_they_run(served: Client) -> None:
    services = {one["id"]: one for one in all_told(served, "/services?full=true")}
    held = all_told(served, "/organizations")
    assert {one["id"] for one in held} == {one["organization_id"] for one in services.values()}
    finds(served, "/organizations", held, lambda one: "Refugee" in one["name"], search="refugee")
    assert all("services" not in one for one in held)
    for one in held[:5]:
        run = [each for each in services.values() if each["organization_id"] == one["id"]]
        least = told(served, f"/organizations/{one['id']}")["services"]
        assert {each["id"] for each in least} == {each["id"] for each in run}
        assert set(least[0]) == {"id", "name", "status", "last_modified"}
        assert told(served, f"/organizations/{one['id']}?full_service=true")["services"] == run
    nested = all_told(served, "/organizations?full=true")
    assert sum(len(one["services"]) for one in nested) == len(services)
    assert all_told(served, "/organizations?full_service=true")[0]["services"][0].keys() > {"id", "organization"}


def test_how_much_of_each(served: Client) -> None:
    whole = {one["id"]: one for one in all_told(served, "/services?full=true")}
    minimal = told(served, "/services?minimal=true")
    assert (minimal["size"], minimal["total_pages"]) == (len(whole), 1)
    assert set(minimal["contents"][0]) == {"id", "name", "status", "last_modified"}
    assert told(served, "/services?minimal=true&per_page=10")["size"] == 10
    for identifier in list(whole)[:5]:
        assert told(served, f"/services/{identifier}") == whole[identifier]
    brief = told(served, "/services?per_page=500&full=false")["contents"]
    assert all(not isinstance(value, list) for one in brief for value in one.values())
    at = told(served, "/service_at_locations?per_page=500")["contents"]
    assert all(not isinstance(value, list) for one in at for part in (one, one["service"]) for value in part.values())


@pytest.mark.parametrize(
    "path", ["/services", "/service_at_locations", "/organizations", "/taxonomies", "/taxonomy_terms"]
)
def test_line_by_line_is_all_of_it_or_the_page_that_is_asked_for(served: Client, path: str) -> None:
    assert lines(served, f"{path}?format=ndjson") == all_told(served, path)
    page = lines(served, f"{path}?format=ndjson&per_page=2&page=1")
    assert page == told(served, f"{path}?per_page=2&format=json")["contents"]
    assert lines(served, f"{path}?format=ndjson&search=zzz") == []


def test_what_has_not_changed_is_not_streamed_again(served: Client) -> None:
    first = served.get("/openreferral/v3/services?format=ndjson")
    assert first["Last-Modified"]
    again = served.get("/openreferral/v3/services?format=ndjson", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    other = served.get("/openreferral/v3/services?format=ndjson&full=true", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200


def test_all_of_it_is_served_as_it_was_said(served: Client) -> None:
    [one] = [each for each in all_told(served, "/services?full=true") if each["name"] == "All of it"]
    assert [(each["option"], each["amount"], each["currency"]) for each in one["cost_options"] if "option" in each] == [
        ("Carer", 0.0, "GBP"),
        ("Adult", 3.5, "GBP"),
    ]
    assert {(each["code"], each["name"]) for each in one["languages"]} == {("en", "English"), ("pl", "Polish")}
    assert [each["source"] for each in one["funding"]] == ["The example fund"]
    assert one["eligibility_description"] == "Anybody near Lynton"
    assert [phone["number"] for each in one["contacts"] for phone in each["phones"]] == [
        "01632 960 001",
        "01632 960 009",
    ]
    lynton = next(each for each in one["service_at_locations"] if each["location"]["addresses"][0]["city"] == "Lynton")
    assert lynton["location"]["accessibility"][0]["description"] == "Step-free, Hearing loop"
    assert lynton["location"]["accessibility"][0]["details"] == "The door is at the side."
    there = told(served, f"/service_at_locations/{lynton['id']}")
    assert {each["byday"] for each in there["service"]["schedules"]} == {"SA", "SU"}
    elsewhere = next(each for each in one["service_at_locations"] if each["id"] != lynton["id"])
    there = told(served, f"/service_at_locations/{elsewhere['id']}")
    assert {each["byday"] for each in there["service"]["schedules"]} == {"SU"}
