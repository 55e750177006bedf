"""A place and its day."""

import os

import pytest

from tests.factories import places
from tests.factories.places import Place


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def nightly() -> bool:
    """Whether the long runs are asked for."""
    return os.environ.get("WATERSMEET_NIGHTLY") == "1"
