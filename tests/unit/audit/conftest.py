"""A small book to read, and to tamper with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from watersmeet.audit import api as audit
from watersmeet.audit import append_only
from watersmeet.audit.happened import happened
from watersmeet.base import ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db import keys
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.models import Partnership, PartnershipEvent

Seal = Callable[[], int]


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own, for the anchors."""
    settings.WATERSMEET_DATA = tmp_path
    return tmp_path


@pytest.fixture
def seal(db: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Seal:
    """Seals as the worker does.

    On PostgreSQL a test is one transaction, in which nothing ever settles: there each line is given a transaction of
    its own, numbered as the line. tests/faults seals what real transactions committed.
    """

    def run() -> int:
        if connection.vendor == "postgresql":
            separate(monkeypatch)
        with django_capture_on_commit_callbacks(execute=True):
            return audit.seal()

    return run


def separate(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every line so far had been committed by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # foreign keys wait for the end, and block the next line
        cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_line SET xact = id::text::xid8 WHERE xact >= pg_current_xact_id()")
        cursor.execute("ALTER TABLE audit_line ENABLE TRIGGER USER")
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM audit_line")
        end = cursor.fetchone()[0]
    monkeypatch.setattr("watersmeet.audit.seals.settled", lambda: end)


@pytest.fixture
def place(db: None) -> Partnership:
    """An invented place."""
    found = Partnership(name="Aberwen", slug="aberwen")
    keys.make(found.pk)
    found.save()
    return found


@pytest.fixture
def worker_of(place: Partnership) -> Actor:
    """Somebody who works there."""
    return Actor(Kind.USER, id=ids.new(), partnership=place.pk, partner=ids.new(), role=Role.PRACTITIONER)


@pytest.fixture
def deed(place: Partnership, worker_of: Actor) -> Callable[[], None]:
    """One action: an event and its line."""

    def act() -> None:
        happened(PartnershipEvent, "partnership.revise", subject=place, by=worker_of, key_owner=place.pk, words="said")

    return act


@pytest.fixture
def look(worker_of: Actor) -> Callable[[], list[Ref]]:
    """One look at a page of three people."""

    def see() -> list[Ref]:
        seen = [Ref("person", ids.new()) for _each in range(3)]
        audit.looked(by=worker_of, subjects=seen, why="worklist")
        return seen

    return see


@pytest.fixture
def intruder(db: None) -> Callable[..., None]:
    """Writes to the database as its owner can: the triggers are taken away first."""
    with connection.cursor() as cursor:
        for table in append_only.TABLES:
            for deed in (*append_only.DEEDS, "TRUNCATE"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed.lower()}{on_table}")

    def run(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run
