"""Bigger and simpler: one question, its answers as large buttons, plain ways on; alone and with a worker."""

from datetime import datetime

import pytest

from tests.factories.accounts import link
from tests.journeys import walks
from tests.journeys.keyboard import Keyboard
from tests.journeys.walks import Hand, Walk
from tests.unit.outcomes.asking import Story
from tests.unit.safety.watching import Watched
from watersmeet.base import clock
from watersmeet.base.ref import Ref
from watersmeet.records.safety.models import Alert

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BIGGER, USUAL = "Show it bigger and simpler", "Show it as usual"
TEN = datetime.fromisoformat("2026-11-30T10:00:00+00:00")  # a Monday


@pytest.fixture
def story() -> Story:
    told = Story()
    told.measures("ons4")
    return told


def opens(person: Hand, story: Story) -> None:
    """The person opens the link that they were sent."""
    about = {"person": story.person, "partnership": story.at.partnership.pk}
    person.open(f"/l/{link('measures', subject=Ref('request', story.ask()), **about)}/")
    person.fill("Your PIN", walks.PIN)
    person.press("Open")


def large(person: Hand) -> float:
    return float(person.page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"))


def test_by_keyboard_they_go_on_back_and_leave_one_out(walk: Walk, story: Story) -> None:
    person = walk.hand(of=Keyboard)
    opens(person, story)
    usual = large(person)
    person.press(BIGGER)
    assert large(person) >= 1.2 * usual
    person.sees("Question 1 of 4. Then there are 3 more.")
    person.choose("4")
    person.press("Next")
    person.sees("Question 2 of 4. Then there are 2 more.")
    person.follow("Back")
    assert person.page.get_by_label("4", exact=True).is_checked(), "it was saved at its step"
    person.choose("5")
    person.press("Next")
    person.press("Leave this one out")
    person.press("Next")
    person.sees("Choose an answer, or leave this question out")
    person.choose("6")
    person.press("Next")
    person.sees("Question 4 of 4. This is the last one.")
    person.choose("7")
    person.press("Next")
    person.reads("Send your answers")
    person.press("Send")
    person.reads("Thank you")
    assert story.course()[0].scores == {"satisfied": 5, "worthwhile": None, "happy": 6, "anxious": 7}


def test_with_a_worker_it_is_for_these_questions_alone_and_is_undone(walk: Walk, story: Story) -> None:
    other = Story(at=story.at).ask()
    asked = story.ask()
    worker = walk.hand(story.worker)
    worker.open(f"/measures/{asked}/")
    worker.press(BIGGER)
    worker.sees("Question 1 of 4. Then there are 3 more.")
    worker.open(f"/measures/{other}/ons4-satisfied/")
    assert worker.page.get_by_role("button", name="Next").count() == 0
    worker.open(f"/measures/{asked}/")
    worker.press(USUAL)
    worker.follow("Begin")
    assert worker.page.get_by_role("button", name="Save and go on").count() == 1


def test_the_watched_question_calls_somebody_when_it_is_saved(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, TEN.isoformat())
    here = Watched()
    here.on_call()
    person = walk.hand()
    opens(person, here.story)
    person.press(BIGGER)
    person.press("Save and go on")
    person.reads("Before we ask")
    person.press("Save and go on")
    for _question in range(8):
        person.choose("Not at all")
        person.press("Next")
    assert not Alert.objects.exists()
    person.choose("Several days")
    person.press("Next")
    assert Alert.objects.count() == 1
    person.follow("Back")
    person.choose("Not at all")
    person.press("Next")
    assert Alert.objects.count() == 1, "what was said first stands"
