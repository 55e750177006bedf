"""A directory that is served: real services, and invented ones chosen because they hold what a filter asks for."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.conftest import missing
from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.records.directory import api as directory

LYNTON = directory.PlaceFacts(
    address="2 Example Row",
    town="Lynton",
    county="Devon",
    postcode="EX35 6AA",
    access=(directory.Access.STEP_FREE, directory.Access.HEARING_LOOP),
    access_words="The door is at the side.",
)
WHOLE = {
    "name": "All of it",
    "description": "Dancing for people who feel anxious.",
    "website": "https://whole.example/",
    "email": "hello@whole.example",
    "cost": "A little",
    "min_age": 30,
    "max_age": 40,
    "eligibility": "Anybody near Lynton",
    "funding": "The example fund",
    "languages": ("en", "pl"),
    "place": replace(made.BARNSTAPLE, address="3 Example Row"),
    "also_at": (LYNTON,),
    "costs": (
        directory.Cost(option="Adult", pence=350, valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31)),
        directory.Cost(option="Carer", pence=0),
    ),
    "contacts": (
        directory.ContactOf(
            name="Robin Example",
            title="Organiser",
            email="robin@whole.example",
            phones=(directory.PhoneOf(number="01632 960 009", description="evenings"),),
        ),
    ),
    "terms": (directory.SaidTerm(taxonomy="Example list", code="17", name="Ballroom"),),
    "meetings": (
        directory.Meeting(day="SA", opens_at=time(20), closes_at=time(22), place=LYNTON),
        directory.Meeting(day="SU", opens_at=time(20), closes_at=time(22), valid_to=date(2099, 12, 31)),
    ),
}


@pytest.fixture(scope="session")
def oruk(shared: Path) -> Path:
    """The published schemas."""
    folder = shared / "data/oruk"
    return folder if folder.is_dir() else missing(str(folder))


@pytest.fixture(scope="module")
def served(shared: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """Trafford's services, a course, a group, one online, one with little and one with much to say."""
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
        made.service(place.pk, **WHOLE)
        yield Client()
        transaction.set_rollback(True)


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
