"""One town or square for each module, undone at its end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.conftest import MONDAY
from tests.proofs.square import Square
from tests.proofs.town import Town
from watersmeet.base import clock

AN_HOUR = timedelta(hours=1)


@contextmanager
def made_before(blocker: Any, data: Path) -> Iterator[None]:
    """What is made inside is an hour old on the Monday morning of each test, and undone at the end."""
    with blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as changed:
        begun = datetime.now(UTC)
        changed.setattr(clock, "_real", lambda: MONDAY - AN_HOUR + (datetime.now(UTC) - begun))
        changed.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        changed.setattr(settings, "WATERSMEET_DEMO", False)
        changed.setattr(settings, "WATERSMEET_DATA", data)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two places full of life. Tests undo what they do in it."""
    with made_before(django_db_blocker, tmp_path_factory.mktemp("town")):
        yield Town()


@pytest.fixture(scope="module")
def square(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Square]:
    """A place with a referral in every state. Tests undo what they do in it."""
    with made_before(django_db_blocker, tmp_path_factory.mktemp("square")):
        made = Square()
        assert made.everybody  # they come now, and are still there for each test
        yield made


@pytest.fixture(scope="session")
def nightly() -> bool:
    """Whether this is the long run of the night: WATERSMEET_NIGHTLY=1."""
    return os.environ.get("WATERSMEET_NIGHTLY") == "1"
