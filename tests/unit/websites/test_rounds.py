"""Each web page is asked once a week; twice silent is broken, said to whoever answers for it, and hides nothing."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import places, services
from tests.factories.accounts import COMMAND
from tests.factories.directory import BARNSTAPLE, facts
from tests.factories.places import Place
from tests.factories.still_true import browser_of, words
from tests.unit.websites.conftest import Site
from watersmeet.audit.models import Line
from watersmeet.base.actor import VISITOR, Role
from watersmeet.exchange.websites.rounds import ask_websites
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.board import board
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import WebLook


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Time passes: so many days from the beginning."""
    return lambda days: monkeypatch.setenv("WATERSMEET_NOW", f"+{days}d")


def listing(
    place: Place, site: Site, *, host: str = "127.0.0.1", path: str = "/", name: str = "Harbour shed"
) -> Service:
    """A listing of the group with a web page there."""
    row = services.service(place, name=name, place=BARNSTAPLE)
    Service.objects.filter(pk=row.pk).update(website=site.address(path, host=host))
    return row


def all_day(site: Site) -> int:
    """As many rounds as do anything; returns how many pages were asked."""
    asked = 0
    while many := ask_websites(site.rules):
        asked += many
    return asked


def test_silent_on_two_days_is_broken_and_answering_mends_it(
    place: Place, site: Site, later: Callable[[int], None]
) -> None:
    row, worker, lead = listing(place, site), places.worker(place.group), places.worker(place.front_door, Role.LEAD)
    site.says = lambda _method, _path: (404, {})
    assert all_day(site) == 1
    assert all_day(site) == 0
    assert WebLook.objects.get().failed_again_on is None
    assert directory.tasks_for(worker) == []
    later(1)
    assert all_day(site) == 1
    assert [one.task for one in directory.tasks_for(worker)] == ["service.web_page"]
    assert [(one.broken, one.fresh) for one in board(lead)] == [(1, 1)]
    browser = browser_of(worker)
    assert "The web page does not answer: 1 listing" in words(browser.get("/work/"))
    assert "Its web page did not answer on 23 November 2026 and on 24 November 2026." in words(
        browser.get("/services/ours/")
    )
    assert [hit.service.id for hit in directory.find(VISITOR, "harbour", near=BARNSTAPLE.postcode)] == [row.pk]
    site.says = lambda _method, _path: (200, {})
    later(7)
    assert all_day(site) == 0
    later(8)
    assert all_day(site) == 1
    assert directory.tasks_for(worker) == []
    verbs = Line.objects.filter(subject_id=row.pk, verb__startswith="directory.web_page").order_by("id")
    assert [line.verb for line in verbs] == ["directory.web_page_silent", "directory.web_page_answers"]


def test_silent_once_is_nothing(place: Place, site: Site, later: Callable[[int], None]) -> None:
    listing(place, site)
    site.says = lambda _method, _path: (500, {})
    all_day(site)
    site.says = lambda _method, _path: (200, {})
    later(1)
    all_day(site)
    look = WebLook.objects.get()
    assert (look.failed_on, look.failed_again_on, look.why) == (None, None, "")
    assert Line.objects.filter(verb__startswith="directory.web_page").count() == 0


def test_each_page_is_asked_once_a_week_some_on_each_day(
    place: Place, site: Site, later: Callable[[int], None]
) -> None:
    for number in range(1, 22):
        listing(place, site, host=f"127.0.1.{number}", name=f"Group {number}")
    days = []
    for day in range(7):
        later(day)
        days.append(all_day(site))
    assert days == [3] * 7
    asked = Counter(host for _method, _path, host in site.asked)
    assert set(asked.values()) == {1}
    assert len(asked) == 21
    later(7)
    assert all_day(site) == 3


def test_one_host_is_asked_one_thing_a_round(place: Place, site: Site) -> None:
    for number in range(14):
        listing(place, site, path=f"/{number}", name=f"Group {number}")
    assert ask_websites(site.rules) == 1
    assert ask_websites(site.rules) == 1
    assert ask_websites(site.rules) == 0
    assert len({path for _method, path, _host in site.asked}) == 2


def test_listings_with_one_page_share_one_asking(place: Place, site: Site, later: Callable[[int], None]) -> None:
    for number in range(5):
        listing(place, site, name=f"Group {number}")
    site.says = lambda _method, _path: (404, {})
    for day in range(2):
        later(day)
        all_day(site)
    assert [method for method, _path, _host in site.asked] == ["HEAD", "GET"] * 2
    assert WebLook.objects.filter(failed_again_on__isnull=False).count() == 5


def test_where_nothing_answers_our_own_line_may_be_down(
    place: Place, site: Site, later: Callable[[int], None], free_port: int
) -> None:
    for number in range(1, 15):
        row = services.service(place, name=f"Group {number}")
        Service.objects.filter(pk=row.pk).update(website=f"http://127.0.2.{number}:{free_port}/")
    site.port = free_port
    assert ask_websites(site.rules) == 0
    assert set(WebLook.objects.values_list("failed_on", flat=True)) == {None}


def test_a_new_address_begins_anew_and_what_closed_is_not_asked(
    client: Client, place: Place, site: Site, later: Callable[[int], None]
) -> None:
    row = listing(place, site)
    site.says = lambda _method, path: (404 if path == "/" else 200, {})
    for day in range(2):
        later(day)
        all_day(site)
    worker = places.worker(place.group)
    assert [one.task for one in directory.tasks_for(worker)] == ["service.web_page"]
    Service.objects.filter(pk=row.pk).update(website=site.address("/new"))
    assert directory.tasks_for(worker) == []
    later(2)
    assert all_day(site) == 1
    assert WebLook.objects.get().url.endswith("/new")
    Service.objects.filter(pk=row.pk).update(status=Status.DEFUNCT)
    later(20)
    assert all_day(site) == 0


def test_what_no_partner_lists_is_for_whoever_runs_the_place(
    place: Place, site: Site, later: Callable[[int], None]
) -> None:
    said = facts(name="Nobody's", website=site.address())
    directory.list_service(partnership=place.partnership.pk, facts=said, by=COMMAND)
    site.says = lambda _method, _path: (404, {})
    for day in range(2):
        later(day)
        all_day(site)
    lead, worker = places.worker(place.front_door, Role.LEAD), places.worker(place.group)
    assert [one.task for one in directory.tasks_for(lead)] == ["service.web_page"]
    assert directory.tasks_for(worker) == []


def test_as_it_runs_it_asks_no_address_of_this_machine(place: Place, site: Site) -> None:
    row = listing(place, site)
    assert ask_websites() == 1
    assert site.asked == []
    assert WebLook.objects.get(service=row).why == "no_port"


def test_a_demo_asks_nothing(place: Place, site: Site, settings: Any) -> None:
    listing(place, site)
    settings.WATERSMEET_WEBSITES = "leave"
    assert ask_websites(site.rules) == 0
    assert site.asked == []


def test_two_workers_ask_a_page_once(place: Place, site: Site) -> None:
    listing(place, site)
    [url] = directory.websites_due(5)
    assert directory.take_website(url)
    assert not directory.take_website(url)
    assert ask_websites(site.rules) == 0
