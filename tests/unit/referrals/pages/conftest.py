"""A place, and a service of its group."""

import pytest

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.records.directory.models import Service


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place)
