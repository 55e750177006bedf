"""A signpost takes less than twenty seconds, by keyboard alone, on one page."""

import time

import pytest
from playwright.sync_api import expect

from tests.factories import places, services
from tests.journeys.walks import Hand, Walk
from watersmeet.base.actor import Role
from watersmeet.records.plans.models import Signpost

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A_KEY = 0.3
"""Seconds that somebody who is used to a keyboard takes for one key."""
LONGEST = 20


def tabs_to(hand: Hand, what: str) -> int:
    """Press Tab until the thing with this id, or these words, has the focus: how many keys that took."""
    for keys in range(1, 60):
        hand.page.keyboard.press("Tab")
        if hand.page.evaluate("w => [document.activeElement.id, document.activeElement.innerText].includes(w)", what):
            return keys
    raise AssertionError(what)


def test_by_keyboard_from_a_service_page_in_less_than_twenty_seconds(walk: Walk) -> None:
    # Given a link worker looks at a service with somebody who only wants to know where to go
    here = places.place()
    shed = services.service(here, name="Harbour shed", description="Mend, carve and talk.")
    worker = walk.hand(places.worker(here.surgery))
    worker.open(f"/service/{shed.pk}/")
    # When they note it, with their hands on the keyboard
    began, keys = time.monotonic(), tabs_to(worker, "Note a signpost")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    keys += 1 + tabs_to(worker, "id_domain")
    worker.page.keyboard.press("Space")
    keys += 1 + tabs_to(worker, "Note it")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    worker.reads("Noted")
    # Then it took less than twenty seconds, the hands of a person counted in
    assert time.monotonic() - began + (keys + 1) * A_KEY < LONGEST
    assert Signpost.objects.get().service == shed
    # And a slip is undone right after, by keyboard too
    tabs_to(worker, "Undo")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    worker.sees("Undone. It is not counted.")
    worker.press("Note it")
    worker.sees("Choose where you pointed them")
    worker.follow("What was noted so far")
    worker.sees("Nothing is counted yet")


def test_what_is_noted_shows_what_is_missing(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.place()
    worker = walk.hand(places.worker(here.surgery))
    for _one in range(6):
        worker.open("/signpost/")
        worker.page.get_by_label("Where did you point them?").select_option("nowhere")
        worker.choose("A place to live")
        worker.press("Note it")
    worker.open("/signposts/")
    worker.sees("Nothing is counted yet")
    monkeypatch.setenv("WATERSMEET_NOW", "+2d")
    later = walk.hand(places.worker(here.surgery))
    later.open("/signposts/")
    later.sees("about 5")
    lead = walk.hand(places.worker(here.group, Role.LEAD))
    lead.open("/work/")
    lead.follow("Signposts")
    expect(lead.page.get_by_role("cell", name="6", exact=True).first).to_be_visible()
