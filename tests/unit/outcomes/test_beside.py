"""The questions that wait for a person stand beside their request."""

import pytest

from tests.unit.outcomes.asking import Story
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.pages import beside

pytestmark = pytest.mark.django_db


def test_the_person_is_led_to_what_waits_for_them() -> None:
    story = Story()
    request = story.ask()

    shown = list(beside.questions_due(story.by_link, [story.about]))

    assert [str(request) in aside.href for aside in shown] == [True]


def test_nobody_else_is_led_there_and_not_from_another_request() -> None:
    story = Story()
    story.ask()

    assert list(beside.questions_due(story.worker, [story.about])) == []
    assert list(beside.questions_due(story.by_link, [Ref("referral", story.person)])) == []


def test_what_was_answered_is_not_shown_again() -> None:
    story = Story()
    story.answer(story.ask())

    assert list(beside.questions_due(story.by_link, [story.about])) == []


def test_the_start_and_the_end_are_told_apart_and_only_the_newest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    story.goal()
    story.need()
    story.ask()
    assert [one.title for one in list(beside.questions_due(story.by_link, [story.about]))] == [
        "A few questions for you, as you begin"
    ]
    monkeypatch.setenv("WATERSMEET_NOW", "+1d")
    end = story.ask(Moment.END)

    shown = list(beside.questions_due(story.by_link, [story.about]))

    assert [one.title for one in shown] == ["A few questions for you, now that it has ended"]
    assert str(end) in shown[0].href
