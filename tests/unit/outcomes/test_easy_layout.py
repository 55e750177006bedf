"""The easy layout is a way to see the same questions: it is chosen by a button, and kept for this ask alone."""

import pytest

from tests.unit.outcomes.asking import Story
from tests.unit.outcomes.test_walk_pages import Browser

pytestmark = pytest.mark.django_db
EASY = '<html lang="en-gb" class="ws-easy">'


@pytest.fixture
def browser() -> Browser:
    story = Story()
    return Browser(story, story.ask())


def test_until_they_choose_it_nothing_is_larger(browser: Browser) -> None:
    assert EASY not in browser.see()
    assert EASY not in browser.see("ons4-happy")


def test_chosen_it_begins_where_they_are_and_all_pages_of_it_are_larger(browser: Browser) -> None:
    browser.send("goals")
    browser.send("ons4-satisfied", answer="4")
    assert browser.send("", easy="yes") == "ons4-worthwhile"
    for slug in ("", "goals", "ons4-worthwhile", "send", "stop"):
        assert EASY in browser.see(slug)


def test_a_page_that_is_only_looked_at_changes_nothing(browser: Browser) -> None:
    browser.client.get(browser.at(), {"easy": "yes"})
    assert EASY not in browser.see()


def test_it_is_for_these_questions_and_can_be_undone(browser: Browser) -> None:
    browser.send("", easy="yes")
    assert browser.send("", usual="yes") == ""
    assert EASY not in browser.see("ons4-happy")
