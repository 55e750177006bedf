"""A place on a Tuesday morning whose group answers by link; texts lie in a folder."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache

from tests.factories import by_link, places
from tests.factories.places import Place


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = tmp_path, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    cache.clear()
    return tmp_path / "post"


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch, box: Path) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


@pytest.fixture
def dee(here: Place) -> UUID:
    return by_link.answers(here)


@pytest.fixture
def referral(here: Place, dee: UUID) -> UUID:
    return by_link.asked(here)
