"""How every journey is walked: on a phone without scripts and at a desk with them; both each night.

Before anything lands they are walked in turn on a phone and at a desk, BOTH_WAYS on both, and those BY_NIGHT
not at all: of what they walk, all but the way from page to page is held by other tests. After a journey the database is
emptied: the audit book, which refuses that, is opened for it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, Page

from tests.factories import lives
from tests.journeys.walks import Looks, Mirror, Walk
from watersmeet.audit import append_only

HERE = Path(__file__).parent
BY_NIGHT = (
    "test_fair.py",
    "test_inquiry.py",
    "test_introduced.py",
    "test_messages.py",
    "test_offered_anew.py",
    "test_own_questions.py",
    "test_own_rules.py",
    "test_rules_change.py",
    "test_shown_map.py",
    "test_silo_levels.py",
    "test_spreadsheet.py",
    "test_thanks.py",
    "test_ways_in.py",
)
BOTH_WAYS = ("test_second_factor.py",)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In CI a journey that is walked two ways is walked one of them, by turns; some are of the night."""
    if not os.environ.get("WATERSMEET_CI"):
        return
    ways: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("journey") and item.path.name not in BOTH_WAYS:
            ways.setdefault(item.nodeid.partition("[")[0], []).append(item)
    twice = sorted(name for name, walked in ways.items() if len(walked) == 2)
    other = {id(ways[name][turn % 2]) for turn, name in enumerate(twice)}
    other |= {id(item) for item in items if item.path.parent == HERE and item.path.name in BY_NIGHT}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in other])
    items[:] = [item for item in items if id(item) not in other]


@pytest.fixture(autouse=True)
def _audit_book(transactional_db: None) -> Iterator[None]:
    """The book is append-only while the journey goes on."""
    with connection.schema_editor() as editor:
        append_only.lift(editor)
        append_only.stand(editor)
    yield
    with connection.schema_editor() as editor:
        append_only.lift(editor)


@pytest.fixture(params=[(320, False), (1280, True)], ids=["320-plain", "1280-scripts"])
def walk(
    request: pytest.FixtureRequest,
    live_server: Any,
    browser: Browser,
    accessible: Callable[[Page], None],
    settings: Any,
    tmp_path: Path,
) -> Iterator[Walk]:
    """Browsers of one width, with scripts or without; emails and texts land in a post box of this journey."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_ADDRESS = tmp_path, live_server.url
    cache.clear()  # all journeys come from one address: the tries of one are not the next one's
    settings.EMAIL_BACKEND, settings.WATERSMEET_TEXTS = "watersmeet.exchange.notify.postbox.Postbox", "postbox"
    width, scripts = request.param
    size = {"viewport": {"width": width, "height": 900}}
    check = accessible if scripts else Mirror(browser.new_context(**size).new_page(), accessible).at
    seen = Path(os.environ["WATERSMEET_DATA"]) / "looks" / str(scripts)
    seen.mkdir(parents=True, exist_ok=True)
    yield Walk(live_server.url, browser, {**size, "java_script_enabled": scripts}, Looks(check, seen).at)
    for context in browser.contexts:
        context.close()


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> lives.Move:
    """Ten in the morning of a day: messages may leave."""
    return lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")
