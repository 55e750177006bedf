"""What we serve, against the published standard: both sets of Open Referral UK 3.0 schemas, on a real directory."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conformance.openreferral import ROOT, faults, schema, told
from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]


def test_every_service_passes_the_official_checker(
    served: Client, checker: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    ids = [one["id"] for one in told(served, "/services?per_page=500")["contents"]]
    assert len(ids) == 64
    full = [told(served, f"/services/{one}") for one in ids]
    pages = [told(served, f"/services?per_page=20&page={page}") for page in (1, 2, 4)]
    found = checker(
        "service", *full, *pages, told(served, "/services?full=true"), told(served, "/services?minimal=true")
    )
    assert (found.returncode, found.stdout.strip()) == (0, "0 schema errors")
    bodies = checker("organization", *(one["organization"] for one in full))
    assert (bodies.returncode, bodies.stdout.strip()) == (0, "0 schema errors")


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "open"},
        {"email": "not an address"},
        {"last_modified": "2026-11-22T09:00:00"},
        {"id": "7"},
        {"name": None},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_the_checker_sees_a_broken_service(
    served: Client, checker: Callable[..., subprocess.CompletedProcess[str]], broken: dict[str, Any]
) -> None:
    first = told(served, "/services?per_page=1")["contents"][0]
    found = checker("service", first | broken)
    assert found.returncode == 1
    assert next(iter(broken)) in found.stdout


def test_every_service_in_full_is_as_the_profile_says(served: Client, oruk: Path) -> None:
    check = schema(oruk, "uk-profile-3.0/schema/service.json")
    for one in told(served, "/services?per_page=500&full=true")["contents"]:
        assert faults(check, one) == []


def test_the_envelope_counts(served: Client) -> None:
    pages = [told(served, f"/services?per_page=25&page={page}") for page in (1, 2, 3, 4)]
    assert [(one["size"], one["first_page"], one["last_page"], one["empty"]) for one in pages] == [
        (25, True, False, False),
        (25, False, False, False),
        (14, False, True, False),
        (0, False, True, True),
    ]
    assert {(one["total_items"], one["total_pages"]) for one in pages} == {(64, 3)}
    ids = [service["id"] for one in pages for service in one["contents"]]
    assert len(set(ids)) == 64


def test_nothing_is_served_empty(served: Client) -> None:
    def empty(value: Any) -> bool:
        if isinstance(value, dict):
            return any(empty(one) for one in value.values())
        if isinstance(value, list):
            return not value or any(empty(one) for one in value)
        return value in (None, "")

    assert not [one["name"] for one in told(served, "/services?full=true&per_page=500")["contents"] if empty(one)]


def test_a_course_tells_its_weeks(served: Client) -> None:
    course = told(served, f"/services/{Service.objects.get(name='A course').pk}")
    (schedule,) = course["schedules"]
    wanted = {
        "valid_from": "2027-01-12",
        "freq": "WEEKLY",
        "byday": "TU",
        "opens_at": "10:00:00",
        "closes_at": "11:30:00",
    }
    assert schedule.items() >= wanted.items()
    group = told(served, f"/services/{Service.objects.get(name='A group').pk}")
    assert {one["byday"] for one in group["schedules"]} == {"TH", "-1MO"}
    assert group["status"] == "temporarily closed"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("page=0", ["page"]),
        ("page=two", ["page"]),
        ("per_page=501", ["per_page"]),
        ("page=\u00b2", ["page"]),
        ("colour=red&page=-1", ["colour", "page"]),
        ("organization_id=7", ["organization_id"]),
        ("modified_after=yesterday", ["modified_after"]),
        ("modified_after=2026-13-45T00:00:00Z", ["modified_after"]),
        ("modified_after=0001-01-01T00:00:00%2B23:00", ["modified_after"]),
        ("modified_after=9999-12-31T23:59:59-23:00", ["modified_after"]),
        ("format=xml", ["format"]),
        ("postcode=EX31+1AA", ["postcode"]),
        ("full=maybe", ["full"]),
        ("day=someday", ["day"]),
        ("start_time=late", ["start_time"]),
        ("minimum_age=old", ["minimum_age"]),
        ("search=" + "x" * 501, ["search"]),
    ],
)
def test_what_cannot_be_meant_is_said(client: Client, query: str, names: list[str]) -> None:
    answer = client.get(f"{ROOT}/services?{query}")
    assert answer.status_code == 400
    assert sorted(json.loads(answer.content)["parameters"]) == names
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_service_that_is_not_there_is_json_too(client: Client) -> None:
    for wrong in ("7", "00000000-0000-0000-0000-000000000001"):
        answer = client.get(f"{ROOT}/services/{wrong}")
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
        assert json.loads(answer.content)["error"]
    assert client.post(f"{ROOT}/services").status_code == 405
    assert client.options(f"{ROOT}/services")["Access-Control-Allow-Origin"] == "*"


def test_what_has_not_changed_is_not_sent_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2030-01-01T09:00:00Z")
    said = made.facts()
    listed = directory.list_service(partnership=places.partnership().pk, facts=said, by=made.COMMAND)
    for address in (f"{ROOT}/services/{listed.pk}", f"{ROOT}/services"):
        first = client.get(address)
        assert first["Last-Modified"] == "Tue, 01 Jan 2030 09:00:00 GMT"
        for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
            again = client.get(address, headers=header)
            assert (again.status_code, again.content) == (304, b"")
            assert again["Access-Control-Allow-Origin"] == "*"
    monkeypatch.setenv("WATERSMEET_NOW", "2030-01-01T09:00:05Z")
    was = client.get(f"{ROOT}/services/{listed.pk}")["ETag"]
    changed = directory.ServiceFacts(name="New name", organisation=said.organisation, sector=said.sector)
    directory.revise_service(service=listed.pk, facts=changed, by=made.COMMAND)
    assert client.get(f"{ROOT}/services/{listed.pk}", headers={"If-None-Match": was}).status_code == 200


def test_the_root_says_which_version(client: Client) -> None:
    for address in (ROOT + "/", ROOT + "/?x=1"):
        answer = client.get(address)
        assert answer.status_code == (400 if "?" in address else 200)
    assert json.loads(client.get(ROOT + "/").content)["version"] == "HSDS-UK-3.0"
