"""A place, a service of its group, and quick PINs."""

import pytest

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.records.directory.models import Service


@pytest.fixture(autouse=True)
def _quick(settings, db) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def place() -> Place:
    return places.place()


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place)
