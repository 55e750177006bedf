"""One nursery for each module, on the database of this run."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.faults.nursery import Nursery
from watersmeet.base import clock, working_days


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Real processes over a database of their own: SQLite in a file, or a new one on the run's PostgreSQL."""
    opened = Nursery(tmp_path_factory.mktemp("house"), new_database())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """The whole house in processes of its own, at eleven on a working day; what one module leaves, no other finds."""
    opened = Nursery(
        tmp_path_factory.mktemp("whole"),
        new_database(),
        settings="tests.faults.whole",
        verbs="tests.faults.whole_verbs",
        WATERSMEET_NOW=eleven_on_a_working_day(),
        WATERSMEET_TEXTS="postbox",
    )
    yield opened
    opened.close()


def eleven_on_a_working_day() -> str:
    """How far the clock is moved on, so that messages may leave for some hours."""
    now = clock.now().astimezone(ZoneInfo("Europe/London"))
    day = working_days.add(now.date(), 1, "england")
    there = now.replace(year=day.year, month=day.month, day=day.day, hour=11, minute=0, second=0)
    return f"+{int((there - now).total_seconds())}s"


def new_database() -> str:
    """The address of a fresh database on the server of this run; empty for SQLite."""
    address = os.environ.get("WATERSMEET_DATABASE", "")
    if not address.startswith("postgres"):
        return ""
    name = f"faults_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


@pytest.fixture
def prefix() -> str:
    """A name that only this test's postings carry."""
    return uuid4().hex[:12]


@pytest.fixture(scope="session")
def data(nursery: Nursery) -> Path:
    """The data folder of the nursery."""
    return nursery.data
