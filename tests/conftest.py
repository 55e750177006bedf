"""What every test may ask for: the real files, a browser, an accessibility check.

What is missing skips its tests by name; under WATERSMEET_CI it is an error.
"""

import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import management
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests import tables
from watersmeet.audit import append_only
from watersmeet.base import clock

ROOT = Path(__file__).parent.parent
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
hypothesis_settings.register_profile("any machine", deadline=None)  # how long an example takes says more of the machine
hypothesis_settings.load_profile("any machine")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
EVERY_RULE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""Of axe: its own choice (WCAG 2 A and AA, and good practice), and targets of 24 pixels, which WCAG 2.2 AA asks for.

What passed is not listed: on a long page it is most of what the browser would have to tell.
"""
_NAMED = re.compile(r"/(?=[^/]*[0-9])[^/]+|/[^/]{20,}")
"""The parts of an address that say which one, not what kind of page."""
NESTED = """() => {
  const kind = (one) => one.tagName + "." + Array.from(one.attributes, (each) => each.name) + one.getAttribute("class");
  const all = document.querySelectorAll("body *");
  return [...new Set(Array.from(all, (one) => kind(one.parentElement) + ">" + kind(one)))];
}"""
"""Every kind of element within its kind of parent: tag, attributes' names, classes."""
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--in-process-gpu",  # what draws without a graphics card needs no process of its own
    "--renderer-process-limit=1",
    # The address bar draws its popups as pages, in a process for each window that nobody sees. Of two such lists the
    # last counts: the others are those of playwright's own that may change what a page does.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,"
    "AimEnabled,PreconnectToSearch",
)


def missing(what: str) -> NoReturn:
    """Skip by name; in CI nothing may be missing."""
    if os.environ.get("WATERSMEET_CI"):
        pytest.fail(f"missing in CI: {what}")
    pytest.skip(f"missing here: {what}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database: the quick checks leave it out, and PostgreSQL is asked for it alone."""
    for item in items:
        asks = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.get_closest_marker("postgres") and not os.environ.get("WATERSMEET_DATABASE"):
            item.add_marker(pytest.mark.skip(reason="holds only on PostgreSQL: run with --database postgres"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was counted, such as the cells of a grid: a test says it by `record_property("counted", sentence)`."""
    for report in [one for reports in terminalreporter.stats.values() for one in reports]:
        if getattr(report, "when", "") == "call":
            for name, said in report.user_properties:
                if name == "counted":
                    terminalreporter.write_line(said)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: whoever tidies memory need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def _at_once() -> Iterator[pytest.MonkeyPatch]:
    """While it stands, a database has its tables at once (tests/tables.py says why)."""
    by_migrations = management.call_command

    def call(name: str, *args: Any, **options: Any) -> Any:
        return tables.make() if name == "migrate" else by_migrations(name, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call)
        yield patch


@pytest.fixture(scope="session")
def django_db_setup(_at_once: pytest.MonkeyPatch, django_db_setup: None) -> None:
    """The database of this run is there; from here on `migrate` migrates."""
    _at_once.undo()


@pytest.fixture(autouse=True)
def _a_monday() -> Iterator[None]:
    """Each test begins on the same Monday morning, so that no Sunday or holiday of ours decides what it finds.

    The clock runs; `WATERSMEET_NOW` moves it from there. Processes that a test starts live in the real present.
    """
    begun = datetime.now(UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_real", lambda: MONDAY + (datetime.now(UTC) - begun))
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Passwords of tests protect nobody, so they need not be slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _both_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is signed in by `force_login` gave both factors; tests of the second one sign in by the pages."""
    alone = Client.force_login

    def sign_in(client: Client, user: Any, backend: str | None = None) -> None:
        alone(client, user, backend)
        user.second_factor_at = user.second_factor_at or clock.now()
        user.save(update_fields=["second_factor_at"])
        session = client.session
        session["second_factor"] = user.second_factor_at.isoformat()
        session.save()

    monkeypatch.setattr(Client, "force_login", sign_in)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files."""
    folder = Path(os.environ.get("WATERSMEET_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        missing("the folder of real files (WATERSMEET_SHARED)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of the system's Chromium."""
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    return program or missing("Chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for the whole run."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in this thread
    sandbox = ["--no-sandbox", "--no-zygote"] if os.geteuid() == 0 else []  # the zygote is there for the sandbox
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=[*QUIET, *sandbox])
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[320, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as wide as a small phone and as a desk's screen; a script error fails the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


@pytest.fixture
def _audit_book(transactional_db: None) -> Iterator[None]:
    """For tests in which several transactions run at once: the book refuses to be emptied after it, so it is opened."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one writer; run with --database postgres")
    yield
    with connection.schema_editor() as editor:
        append_only.lift(editor)


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Asserts that axe finds nothing and that the page, once it is all there, does not scroll sideways.

    In CI axe looks again at a page of the same address and width only if something on it stands in something else in a
    way that it has not seen there; by night, and by hand, it looks at each page each time.
    """
    seen: dict[tuple[str, int], set[str]] = {}

    def is_new(page: Page) -> bool:
        width: int = page.evaluate("window.innerWidth")
        there = seen.setdefault((_NAMED.sub("/*", urlsplit(page.url).path), width), set())
        new = set(page.evaluate(NESTED)) - there
        there |= new
        return bool(new) or not os.environ.get("WATERSMEET_CI")

    def check(page: Page) -> None:
        page.wait_for_load_state()
        if is_new(page):
            look(page)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    def look(page: Page) -> None:
        found = Axe().run(page, options=EVERY_RULE).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []

    return check
