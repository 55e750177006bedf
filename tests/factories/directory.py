"""Invented services and courses."""

from dataclasses import replace
from datetime import date, time
from itertools import count
from pathlib import Path
from uuid import UUID

from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.exchange.spreadsheets import reading, recognise
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Run, Service
from watersmeet.records.partnerships.models import Partnership

_numbers = count(1)
BARNSTAPLE = directory.PlaceFacts(address="1 Example Row", town="Barnstaple", county="Devon", postcode="EX31 1AA")


def facts(**more: object) -> directory.ServiceFacts:
    """What is said of an invented service in Barnstaple."""
    number = next(_numbers)
    said = directory.ServiceFacts(
        name=f"Example service {number}",
        organisation=f"Example organisation {number}",
        sector="community",
        description="A place to go to.",
        phone="01632 960 001",
        place=BARNSTAPLE,
        checked_on=date(2026, 11, 1),
    )
    return replace(said, **more)


def service(partnership: UUID | None = None, partner: UUID | None = None, **more: object) -> Service:
    """An invented service, in a new place if none is given."""
    there = partnership or places.partnership().pk
    return directory.list_service(partnership=there, partner=partner, facts=facts(**more), by=COMMAND)


def run(places_in_all: int = 2, service_at: Service | None = None) -> Run:
    """A run of three weekly sessions with so many places."""
    course = directory.add_course(service=(service_at or service()).pk, by=COMMAND)
    given = directory.add_run(
        course=course.pk, starts_on=date(2027, 1, 12), ends_on=date(2027, 1, 26), places=places_in_all, by=COMMAND
    )
    for day in (12, 19, 26):
        directory.add_session(run=given.pk, on=date(2027, 1, day), starts_at=time(10), ends_at=time(11, 30), by=COMMAND)
    return given


def take_in(file: Path, place: Partnership) -> directory.Outcome:
    """Import a file by the mapping its header shows."""
    table = reading.read(file)
    mapping = recognise.mapping_of(table.header)
    return directory.import_rows(table.rows, mapping, mapping.source, by=COMMAND, partnership=place.pk)
