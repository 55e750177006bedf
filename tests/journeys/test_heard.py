"""Somebody who does not read well hears a page read aloud, by a voice on their own device, and sees larger words."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_measures import Check, Story, opened, story
from watersmeet.records.outcomes.api import Moment

__all__ = ["story"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
VOICES = """
  window.heard = [];
  const voice = (lang, localService) => ({ lang, localService, name: lang, default: false, voiceURI: lang });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => %s,
    speak: (said) => window.heard.push([said.text, said.voice.lang, said.lang]),
    cancel: () => window.heard.push(["(stopped)"]),
    addEventListener: () => undefined,
  } });
"""
HERE = "[voice('cy-GB', true), voice('en-GB', true)]"
ELSEWHERE = "[voice('en-GB', false)]"


def test_a_question_is_read_aloud_with_its_answers_and_stops(
    live_server, page: Page, accessible: Check, story: Story
) -> None:
    page.add_init_script(VOICES % HERE)
    story.goal()
    opened(page, live_server.url, story, Moment.START)
    page.get_by_role("button", name="Begin").click()
    accessible(page)

    # When they press it, the question, its answers and the buttons are read, each once, in the language of the page
    page.get_by_role("button", name="Hear this page").click()
    said = page.evaluate("window.heard")
    words = [one[0] for one in said]
    asked = next(one for one in words if one.startswith("Your goal: go out on my own"))
    lowest = next(one for one in words if one.startswith("0, "))
    assert words.index(lowest) > words.index(asked)
    assert [words.count(str(number)) for number in range(1, 10)] == [1] * 9
    assert words[-1] == "I want to stop"
    assert {(voice, lang) for _words, voice, lang in said} == {("en-GB", "en-gb")}

    # And pressed again it stops
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("window.heard.at(-1)") == ["(stopped)"]
    expect(page.get_by_role("button", name="Hear this page")).to_be_visible()


def test_no_voice_that_sends_words_elsewhere_is_used(live_server, page: Page, story: Story) -> None:
    page.add_init_script(VOICES % ELSEWHERE)
    opened(page, live_server.url, story, Moment.START)
    expect(page.get_by_role("button", name="Larger words")).to_be_visible()
    expect(page.get_by_role("button", name="Hear this page")).to_be_hidden()


def test_larger_words_stay_larger_from_page_to_page(live_server, page: Page, accessible: Check, story: Story) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    opened(page, live_server.url, story, Moment.START)
    usual = page.get_by_role("heading", level=1).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    page.get_by_role("button", name="Larger words").press("Enter")
    page.get_by_role("button", name="Begin").click()
    larger = page.get_by_role("heading", level=1).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    expect(page.get_by_role("button", name="Larger words")).to_have_attribute("aria-pressed", "true")
    assert larger >= 1.2 * usual
    accessible(page)
