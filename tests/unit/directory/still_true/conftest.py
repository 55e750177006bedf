"""A place that looks every 90 days and hides after 200; a listing at which nobody looked for 100; time that passes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.factories.still_true import looked
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships import api as partnerships


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    """Where messages go."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = tmp_path, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    return tmp_path / "post"


@pytest.fixture
def place(db: None) -> Place:
    """A place with such rules."""
    at = places.place()
    model = partnerships.model_at(at.partnership.pk).model
    rule = {"check_days": 90, "hide_days": 200}
    places.adopt(at, partnerships.read({**partnerships.written(model), "freshness": rule}))
    return at


@pytest.fixture
def listed(place: Place) -> Service:
    """The group's listing."""
    row = services.service(place, name="Harbour shed", place=BARNSTAPLE, phone="01632 960 001")
    looked(row, 100)
    return row


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Time passes: so many days from the beginning."""
    return lambda days: monkeypatch.setenv("WATERSMEET_NOW", f"+{days}d")
