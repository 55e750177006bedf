"""The loop from asking to the answer, without a mouse: a person and a worker go by keys alone."""

import pytest
from playwright.sync_api import Page

from tests.factories import lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.journeys import walks
from tests.journeys.keyboard import CAN_BE_SEEN, Keyboard
from tests.journeys.walks import Walk
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AT_A_DESK = pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)


@AT_A_DESK
def test_asking_answering_and_stopping_need_no_mouse(walk: Walk, clock_at: lives.Move) -> None:
    clock_at("2026-11-24")
    at = places.place()
    services.service(at, name="Harbour shed", place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    walks.empty_post_box()
    wren = walk.hand(of=Keyboard)
    walks.finds(wren, "Harbour shed")
    walks.asks(wren, str(at.group))
    asked = Referral.objects.latest("made_at")

    worker = walk.hand(of=Keyboard)
    worker.signs_in(places.worker(at.group))
    worker.follow("Wren Example")
    worker.press("Accept")
    asked.refresh_from_db()
    assert asked.state == State.ACCEPTED

    walks.opens(wren, walks.link_for("wren@person.example"))
    wren.follow("Stop this request")
    wren.choose("I found something else")
    wren.press("Stop this request")
    wren.sees("You chose to stop.")


@AT_A_DESK
def test_referring_somebody_in_the_room_needs_no_mouse(walk: Walk) -> None:
    at = places.place()
    services.service(at, name="Harbour shed", place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    worker = walk.hand(places.worker(at.surgery), of=Keyboard)
    walks.finds_nobody(worker)
    walks.writes_down(worker, "Bo Example")
    worker.follow("Harbour shed")
    walks.says_what_they_need(worker)
    walks.hears_yes(worker)
    assert Referral.objects.get().state == State.SENT


@AT_A_DESK
def test_asking_to_be_rung_and_ringing_need_no_mouse(walk: Walk) -> None:
    at = places.place()
    wren = walk.hand(of=Keyboard)
    wren.open("/ask/")
    wren.follow("I would rather be rung")
    walks.asks_to_be_rung(wren)
    worker = walk.hand(places.worker(at.front_door), of=Keyboard)
    worker.follow("Wren")
    worker.choose("We talked")
    worker.press("Note it")
    worker.reads("Wren Where to?")


@pytest.mark.parametrize(("style", "seen"), [("", True), ("outline: none", False)])
def test_what_hides_the_focus_is_found(page: Page, style: str, seen: bool) -> None:
    page.set_content(f"<a href='/' style='{style}'>On</a>")
    page.keyboard.press("Tab")
    assert page.evaluate(CAN_BE_SEEN) is seen
