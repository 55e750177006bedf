"""What we serve, against the published standard: both sets of Open Referral UK 3.0 schemas, on a real directory."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.conftest import missing
from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]
ROOT = "/openreferral/v3"
Check = Callable[[str, Any], list[str]]


@pytest.fixture(scope="session")
def oruk(shared: Path) -> Path:
    """The published schemas."""
    folder = shared / "data/oruk"
    return folder if folder.is_dir() else missing(str(folder))


@pytest.fixture(scope="module")
def served(shared: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """A directory of Trafford's services, a course, a group, something online and something with little to say."""
    file = shared / "data/feeds/trafford/mental_health/trafford_mental_health_services.csv"
    with django_db_blocker.unblock(), transaction.atomic():
        place = places.partnership()
        made.take_in(file if file.exists() else missing(str(file)), place)
        made.run(service_at=made.service(place.pk, name="A course", cost="Free", min_age=19, email="a@b.example"))
        meetings = (
            directory.Meeting(day="TH", opens_at=time(14), closes_at=time(15, 30)),
            directory.Meeting(day="MO", opens_at=time(9), frequency=directory.Frequency.MONTHLY, nth=-1),
        )
        made.service(place.pk, name="A group", meetings=meetings, status=directory.Status.TEMPORARILY_CLOSED)
        online = directory.PlaceFacts(location_type=directory.LocationType.VIRTUAL)
        made.service(place.pk, name="Online", place=online, description="", phone="", checked_on=None)
        made.service(place.pk, name="Nowhere", place=None, description="", phone="", checked_on=None)
        yield Client()
        transaction.set_rollback(True)


def told(client: Client, address: str) -> Any:
    """What an address answers."""
    answer = client.get(f"{ROOT}{address}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.fixture
def checker(shared: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The checker that came with the standards, as its own process."""
    tool = shared / "tools/oruk_check.py"

    def check(schema: str, *payloads: Any) -> subprocess.CompletedProcess[str]:
        files = []
        for number, payload in enumerate(payloads):
            files.append(tmp_path / f"{schema}{number}.json")
            files[-1].write_text(json.dumps(payload), encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(tool), schema, *map(str, files)], capture_output=True, text=True, check=False
        )

    return check


def validator(folder: Path, schema: dict[str, Any]) -> Draft202012Validator:
    """A validator whose references lead to the files of `folder`."""
    registry: Registry = Registry()
    for file in folder.glob("*.json"):
        held = json.loads(file.read_text(encoding="utf-8"))
        resource = Resource.from_contents(held, default_specification=DRAFT202012)
        names = (
            file.name,
            f"https://openreferraluk.org/specifications/3.0/schema/{file.name}",
            f"https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/compiled/{file.name}",
        )
        registry = registry.with_resources([(name, resource) for name in names])
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


def faults(check: Draft202012Validator, payload: Any) -> list[str]:
    """Each fault as path and sentence."""
    return [f"{'/'.join(map(str, one.path))}: {one.message}" for one in check.iter_errors(payload)]


def answer_schema(openapi: Path, path: str) -> dict[str, Any]:
    """The schema of a path's answer, with the components it names."""
    told = json.loads(openapi.read_text(encoding="utf-8"))
    schema: dict[str, Any] = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return schema | {"components": told["components"]}


def test_every_service_passes_the_official_checker(
    served: Client, checker: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    ids = [one["id"] for one in told(served, "/services?per_page=500")["contents"]]
    assert len(ids) == 63
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


@pytest.mark.parametrize("set_of", ["website-3.0", "uk-profile-3.0"])
def test_pages_and_root_are_as_both_sets_say(served: Client, oruk: Path, set_of: str) -> None:
    openapi = (
        oruk / "website-3.0/openapi.json" if set_of == "website-3.0" else oruk / "uk-profile-3.0/schema/openapi.json"
    )
    folder = oruk / ("website-3.0/schema" if set_of == "website-3.0" else "uk-profile-3.0/schema/compiled")
    page = validator(folder, answer_schema(openapi, "/services"))
    root = validator(folder, answer_schema(openapi, "/"))
    whole = told(served, "/services?per_page=500")
    assert faults(page, whole) == []
    assert faults(page, told(served, "/services?page=99")) == []
    assert faults(root, told(served, "/")) == []
    assert faults(page, whole | {"total_items": "63"})
    assert faults(page, whole | {"contents": [{"id": "7"}]})
    assert faults(root, {"version": 3})


def test_every_service_in_full_is_as_the_profile_says(served: Client, oruk: Path) -> None:
    folder = oruk / "uk-profile-3.0/schema"
    check = validator(folder, json.loads((folder / "service.json").read_text(encoding="utf-8")))
    for one in told(served, "/services?per_page=500&full=true")["contents"]:
        assert faults(check, one) == []


def test_the_envelope_counts(served: Client) -> None:
    pages = [told(served, f"/services?per_page=25&page={page}") for page in (1, 2, 3, 4)]
    assert [(one["size"], one["first_page"], one["last_page"], one["empty"]) for one in pages] == [
        (25, True, False, False),
        (25, False, False, False),
        (13, False, True, False),
        (0, False, True, True),
    ]
    assert {(one["total_items"], one["total_pages"]) for one in pages} == {(63, 3)}
    ids = [service["id"] for one in pages for service in one["contents"]]
    assert len(set(ids)) == 63


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
        ("search=dementia+family", {"Age UK Trafford (Dementia Service)", "Larkhill Demetia Cafe (Later Life Living)"}),
        ("search=refugee", {"Manchester Refugee Support Network"}),
        ("minimum_age=19", {"A course"}),
        ("maximum_age=5", set()),
        ("day=TU", {"A course"}),
        ("day=monday", {"A group"}),
        ("day=TH&start_time=13:00&end_time=16:00", {"A group"}),
        ("day=TH&start_time=14:30", set()),
        ("taxonomy_term_id=x", set()),
        ("modified_after=2999-01-01T00:00:00Z", set()),
    ],
)
def test_each_filter_keeps_what_it_says(
    served: Client, monkeypatch: pytest.MonkeyPatch, query: str, names: set[str]
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")
    assert {one["name"] for one in told(served, f"/services?{query}")["contents"]} == names


def test_one_organisation_and_what_changed_since(served: Client) -> None:
    one = Service.objects.filter(name="Being There").first()
    assert one is not None
    assert told(served, f"/services?organization_id={one.organisation_id}")["total_items"] == 2
    assert told(served, "/services?modified_after=2020-01-01")["total_items"] == 63


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
