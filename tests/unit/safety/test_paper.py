"""Paper that comes late: typed in with the day on which it was answered, and told as late."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories.on_call import watched
from tests.factories.places import worker
from tests.unit.safety.test_pages import browser, page
from tests.unit.safety.watching import Watched, later
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Response
from watersmeet.records.safety.models import Alert

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(here: Watched) -> str:
    watched(here.story.at, "phq9", "ucla3")
    return f"/measures/{here.asked_with_cover()}/paper/"


def typed(days_ago: int = 0, **ticked: str) -> dict[str, str]:
    day = clock.today() - timedelta(days=days_ago)
    return {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year), **ticked}


def test_it_is_scored_for_the_day_it_was_answered_and_item_9_is_told_as_late(
    here: Watched, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with later(monkeypatch, 3 * 24 * 60):
        reader = browser(here.first)
        assert "They answered on paper: type it in" in page(reader.get(at.replace("paper/", "")))
        form = page(reader.get(at))
        assert form.index("Read it through first") < form.index("Left empty")
        names = re.findall(r'name="(answer-[^"]+)"', form)
        ticked = dict.fromkeys(names, "1") | {names[1]: ""}
        reader.post(at, typed(2, **ticked))
        alert = Alert.objects.get()
        answered = clock.day(alert.answered_at)
        assert (alert.late, answered) == (True, clock.today() - timedelta(days=2))
        [point] = outcomes.course_of(here.first, here.person, outcomes.instrument("ucla3"))
        assert clock.day(point.at) == answered
        shown = page(reader.get(f"/alerts/{alert.pk}/"))
        assert "Late: this was answered on" in shown


def test_nobody_on_call_any_more_it_is_still_taken(here: Watched, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with later(monkeypatch, 20 * 60):
        browser(here.first).post(at, typed(0, **{"answer-phq9-q9": "3", "answer-phq9-q1": "1"}))
        assert Alert.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"day-day": ""}, "Enter"),
        ({"day-year": "2020"}, "The date must be"),
        ({"answer-phq9-q1": "9"}, "Choose one of the answers offered"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(
    here: Watched, at: str, wrong: dict[str, str], says: str
) -> None:
    assert says in page(browser(here.first).post(at, typed(0) | wrong), 422)
    assert not Response.objects.exists()


def test_what_was_saved_stays_where_the_paper_has_nothing(here: Watched, at: str) -> None:
    here.say(UUID(at.split("/")[2]), 2)
    browser(here.first).post(at, typed(0, **{"answer-phq9-q1": "1"}))
    [point] = outcomes.course_of(here.first, here.person, outcomes.instrument("phq9"))
    assert point.answers["q9"] == 2


def test_paper_that_comes_after_the_last_day_is_taken_and_told(
    here: Watched, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with later(monkeypatch, 20 * 24 * 60):
        outcomes.keep_time()
        reader = browser(here.first)
        over = page(reader.get(at.replace("paper/", ""), follow=True))
        assert "They answered on paper: type it in" in over
        said = {"day-day": "24", "day-month": "11", "day-year": "2026", "answer-phq9-q9": "3"}
        reader.post(at, said)
        assert Alert.objects.get().late is True


def test_it_is_for_workers_who_may_read_it(here: Watched, at: str) -> None:
    for role in (Role.TUTOR, Role.VOLUNTEER, Role.LEAD):
        assert browser(worker(here.at, role)).get(at).status_code == 404
    assert Client().get(at).status_code == 302
    assert browser(worker(here.at, Role.MANAGER)).get(at).status_code == 404
