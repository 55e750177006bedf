"""A place that remembers, and who writes there."""

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Role
from watersmeet.records.memory import actions


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def writer(here: Place) -> Actor:
    return places.worker(here.front_door, Role.MANAGER)


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


@pytest.fixture
def other(here: Place) -> Actor:
    return places.worker(here.therapy, Role.MANAGER)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may write more than sixty things within the hour."""
    monkeypatch.setattr(actions, "WRITES_AN_HOUR", 1000)
