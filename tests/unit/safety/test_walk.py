"""The person's walk through what may call somebody: what they read first, where they are, what is closed when."""

import pytest

from tests.factories.on_call import watched
from tests.unit.outcomes.test_walk_pages import DANGER, Browser
from tests.unit.safety.watching import Watched, later
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import State
from watersmeet.records.outcomes.models import Request
from watersmeet.records.safety.models import Alert

pytestmark = pytest.mark.django_db
ONLY = "We ask them only while somebody is there who can ring you."


@pytest.fixture
def browser(here: Watched) -> Browser:
    watched(here.story.at, "phq9")
    return Browser(here.story, here.asked_with_cover())


def test_before_the_first_question_they_read_who_is_told_and_say_where_they_are(
    here: Watched, browser: Browser
) -> None:
    start = browser.see()
    assert "a worker is told at once, and gets in touch with you" in start
    assert DANGER not in start
    assert browser.at("where") in start
    assert "Where are you now" in browser.see("where")
    said = {"where": "at home, 01632 960 001", "emergency": "Pat Example", "gp": "Dr Sample"}
    assert browser.send("where", **said) == "phq9-q1"
    assert Request.objects.get(pk=browser.id).whereabouts == said
    assert "at home, 01632 960 001" in browser.see("where")


def test_all_of_where_may_stay_empty_and_is_not_asked_again(browser: Browser) -> None:
    assert browser.send("where", where="", emergency="", gp="") == "phq9-q1"
    assert browser.at("phq9-q1") in browser.see()


def test_item_9_is_told_when_it_is_saved_and_the_page_goes_on_as_ever(here: Watched, browser: Browser) -> None:
    assert browser.send("phq9-q9", answer="1") == "send"
    assert Alert.objects.get().holder_id == here.first.id
    page = browser.see("send")
    assert "alert" not in page.replace('role="alert"', "")
    assert browser.send("phq9-q9", answer="0") == "send"
    assert Alert.objects.count() == 1


def test_closed_it_says_when_and_whom_to_ring_and_the_rest_goes_on(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(here.story.at, "phq9", "ucla3")
    browser = Browser(here.story, here.asked_with_cover())
    with later(monkeypatch, 8 * 60):
        again = Browser(here.story, browser.id)
        start = again.see()
        assert ONLY in start
        assert DANGER in start
        for slug in ("where", "phq9-q1", "phq9-q9"):
            page = again.see(slug)
            assert ONLY in page
            assert "01632 960" in page
            assert again.at("send") in page
        page = again.send("phq9-q1", 200, answer="1")
        assert ONLY in page
        for number in (1, 2, 3):
            again.send(f"ucla3-{_ucla()[number - 1]}", answer="1")
        assert "Little interest" not in again.see("send")
        again.send("send")
    assert Request.objects.get(pk=browser.id).state == State.ANSWERED


def test_closed_an_answer_that_calls_is_taken(here: Watched, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with later(monkeypatch, 8 * 60):
        again = Browser(here.story, browser.id)
        again.send("phq9-q9", answer="2")
    assert Alert.objects.count() == 1


def test_of_16_and_17_year_olds_no_word_is_shown(here: Watched) -> None:
    browser = Browser(here.story, here.story.ask())
    assert "hurting yourself" not in browser.see()


def _ucla() -> list[str]:
    return [item.code for item in outcomes.instrument("ucla3").items]
