"""Somebody says their answer: their own device hears it, it is shown and said back, and nothing goes by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_heard import HERE, VOICES
from tests.journeys.test_measures import Check, Story, opened, story
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.models import Request

__all__ = ["story"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RECOGNISER = """
  window.asked = [];
  class Played {
    %s
    static async available(wanted) { window.asked.push(wanted); return "%s"; }
    start() {
      window.played = this;
      window.started = [this.processLocally, this.lang];
    }
    abort() { window.stopped = true; }
  }
  window.%s = Played;
  window.says = (...ways) => {
    if (ways.length) window.played.onresult({ results: [ways.map((transcript) => ({ transcript }))] });
    window.played.onend();
  };
"""
BUTTON = "Say your answer"
LOCAL = "get processLocally() { return this.local; } set processLocally(value) { this.local = value; }"


def at_the_first(page: Page, server: str, story: Story) -> None:
    story.measures("ons4")
    opened(page, server, story, Moment.START)
    page.get_by_role("button", name="Begin").click()


def says(page: Page, *ways: str) -> None:
    """They press the button and speak; the device offers these ways to read it."""
    page.get_by_role("button", name=BUTTON).press("Enter")
    page.evaluate("ways => window.says(...ways)", list(ways))


def chosen(page: Page) -> str | None:
    return page.evaluate("document.querySelector('input[type=radio]:checked')?.value ?? null")


def test_what_they_say_ticks_an_answer_is_said_back_and_waits_for_them(
    live_server, page: Page, accessible: Check, story: Story
) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.add_init_script(VOICES % HERE + RECOGNISER % (LOCAL, "available", "SpeechRecognition"))
    at_the_first(page, live_server.url, story)
    accessible(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    # When they say a number, in a word, then the words of an answer, each ticks the one that was said
    says(page, "Seven.")
    assert page.evaluate("window.started") == [True, "en-GB"]
    assert chosen(page) == "7"
    says(page, "Not at all satisfied")
    assert chosen(page) == "0"
    said = "You said: 0, not at all satisfied. Is that right? Then press: Save and go on."
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.evaluate("window.heard.at(-1)[0]") == said
    accessible(page)

    # Then nothing was sent or kept, until they press the button themselves
    assert sent == []
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")[:2] == [0, 0]
    assert Request.objects.get().saved is None
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Question 2 of 4")).to_be_visible()
    assert Request.objects.get().saved == {"ons4": {"satisfied": 0}}


@pytest.mark.parametrize("heard", [["rather good"], ["not seven"], ["seven", "eleven or so", "8"], []])
def test_what_is_no_answer_or_more_than_one_ticks_nothing(live_server, page: Page, story: Story, heard) -> None:
    page.add_init_script(RECOGNISER % (LOCAL, "available", "SpeechRecognition"))
    at_the_first(page, live_server.url, story)
    says(page, *heard)
    assert chosen(page) is None
    expect(page.get_by_role("status")).to_have_text("We did not hear one of the answers. Say it again, or tick it.")


def test_they_can_stop_it(live_server, page: Page, story: Story) -> None:
    page.add_init_script(RECOGNISER % (LOCAL, "available", "SpeechRecognition"))
    at_the_first(page, live_server.url, story)
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_role("button", name="Stop listening").click()
    assert page.evaluate("window.stopped")
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert chosen(page) is None


@pytest.mark.parametrize(
    ("local", "available", "name"),
    [
        (LOCAL, "unavailable", "SpeechRecognition"),
        (LOCAL, "downloadable", "SpeechRecognition"),
        ("", "available", "SpeechRecognition"),
        (LOCAL, "available", "webkitSpeechRecognition"),
    ],
)
def test_a_browser_that_would_send_it_elsewhere_offers_nothing(
    live_server, page: Page, story: Story, local: str, available: str, name: str
) -> None:
    script = RECOGNISER % (local, available, name)
    if name != "SpeechRecognition":
        script = f"delete window.SpeechRecognition; {script}"
    page.add_init_script(script)
    at_the_first(page, live_server.url, story)
    expect(page.get_by_role("button", name="Larger words")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.locator("[data-say]")).to_be_hidden()
    assert all(wanted["processLocally"] for wanted in page.evaluate("window.asked"))
