"""One town for each module, undone at its end."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.conftest import MONDAY
from tests.proofs.town import Town
from watersmeet.base import clock

AN_HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two places full of life, an hour before the Monday morning of each test. Tests undo what they do in it."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as changed:
        begun = datetime.now(UTC)
        changed.setattr(clock, "_real", lambda: MONDAY - AN_HOUR + (datetime.now(UTC) - begun))
        changed.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        changed.setattr(settings, "WATERSMEET_DEMO", False)
        changed.setattr(settings, "WATERSMEET_DATA", Path(tmp_path_factory.mktemp("town")))
        yield Town()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def nightly() -> bool:
    """Whether this is the long run of the night: WATERSMEET_NIGHTLY=1."""
    return os.environ.get("WATERSMEET_NIGHTLY") == "1"
