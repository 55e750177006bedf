"""What a client meets that reads the standard, and HTTP, to the letter."""

import json
from datetime import date, time
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client

from tests.factories import directory as made
from tests.factories.accounts import COMMAND
from watersmeet.records.directory import api as directory

pytestmark = pytest.mark.django_db
ROOT = "/openreferral/v3"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/", "/services", "/services/7", "/taxonomies", "/nowhere"])
def test_another_method_is_refused_as_json_where_no_browser_of_ours_asks(method: str, path: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}{path}", "x=1", "text/plain")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (405, "*")
    assert json.loads(answer.content)["error"]
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/nowhere", "/services/7/more", "/service", "/services//", "/openapi.json"])
def test_an_address_that_is_none_says_which_there_are_as_json(client: Client, path: str) -> None:
    answer = client.get(f"{ROOT}{path}")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
    assert "/service_at_locations" in json.loads(answer.content)["error"]


def test_the_base_address_answers_without_its_last_slash_and_what_looks_like_it_does_not(client: Client) -> None:
    assert client.get(ROOT).content == client.get(f"{ROOT}/").content
    assert client.get(f"{ROOT}x/services").status_code == 404


def test_a_parameter_that_was_left_empty_asks_for_nothing(client: Client) -> None:
    made.service(name="Quiet hour")
    names = (
        *("search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id", "organization_id"),
        *("modified_after", "minimal", "full", "minimum_age", "maximum_age", "start_time", "end_time", "day"),
    )
    told = client.get(f"{ROOT}/services", dict.fromkeys(names, "")).json()
    assert told == client.get(f"{ROOT}/services").json()
    assert told["total_items"] == 1
    assert client.get(f"{ROOT}/services?unknown=").status_code == 400


def test_a_place_that_is_taken_changes_what_was_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T09:00:00Z")
    run = made.run(places_in_all=2)
    address = f"{ROOT}/services/{run.course.service_id}"
    first = client.get(address)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T09:00:10Z")
    directory.take_place(run.pk, by=COMMAND)
    later = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert "Places left: 1 of 2." in later.content.decode()
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T09:00:20Z")
    directory.give_back_place(run.pk, by=COMMAND)
    last = client.get(address, headers={"If-Modified-Since": later["Last-Modified"]})
    assert "Places left: 2 of 2." in last.content.decode()
    told = client.get(f"{ROOT}/services?modified_after=2026-12-01T09:00:15Z").json()
    assert told["total_items"] == 1


@pytest.mark.parametrize("query", ["", "?full=true", "?day=TU", "?full=true&format=ndjson"])
def test_what_is_over_is_not_said_to_be_unchanged(client: Client, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2027-01-26T12:00:00Z")
    run = made.run()
    for path in ("/services", f"/services/{run.course.service_id}"):
        address = f"{ROOT}{path}{query if path == '/services' else ''}"
        first = client.get(address)
        monkeypatch.setenv("WATERSMEET_NOW", "2027-01-27T00:00:01Z")
        then = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
        assert then.status_code == 200
        assert parsedate_to_datetime(then["Last-Modified"]).date() == date(2027, 1, 27)
        monkeypatch.setenv("WATERSMEET_NOW", "2027-01-26T12:00:00Z")
    assert time(10).isoformat() in client.get(f"{ROOT}/services/{run.course.service_id}").content.decode()
