"""One nursery for each module, on the database of this run."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from tests.faults.nursery import Nursery


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Real processes over a database of their own: SQLite in a file, or a new one on the run's PostgreSQL."""
    opened = Nursery(tmp_path_factory.mktemp("house"), new_database())
    yield opened
    opened.close()


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
