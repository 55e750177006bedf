"""The questions on paper: without a name, only what can be asked now, found again by a number."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories.on_call import crew, shift, watched
from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.outcomes.asking import Story
from watersmeet.accounts.models import User
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Role
from watersmeet.outbox import api as outbox
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Request
from watersmeet.records.safety.models import Alert, Shift

pytestmark = pytest.mark.django_db
LATE = "Nobody reads this paper until you have given it back. Do not wait for that: ring now."


@pytest.fixture
def story() -> Story:
    return Story()


def browser_of(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.id))


def day() -> dict[str, int]:
    """Today, as a form asks for it."""
    today = clock.today()
    return {"day-day": today.day, "day-month": today.month, "day-year": today.year}


def paper(browser: Client, request: object, status: int = 200) -> str:
    answer = browser.get(f"/measures/{request}/print/")
    assert answer.status_code == status
    said = unescape(answer.content.decode())
    return said.split('<article class="ws-paper">')[1].split("</article>")[0] if "<article" in said else said


def test_it_has_every_question_with_a_box_for_each_answer_and_no_name(story: Story) -> None:
    story.goal("go out on my own")
    request = story.ask()
    said = paper(browser_of(story.worker), request)
    assert said.count('class="ws-box"') == 5 * 11
    for words in (
        "1. Your goal: go out on my own.",
        "1. Overall, how satisfied are you with your life nowadays?",
        "Who will see your answers",
        "On which day did you answer?",
        f"Number of this paper: {ids.reference(request)}",
        f"give it to a worker at {story.at.front_door}",
        "Contains public sector information",
        LATE,
        "Samaritans",
    ):
        assert words in said
    assert "Ada" not in said
    assert str(request) not in said


def test_nothing_watched_is_printed_while_nobody_is_on_call(story: Story) -> None:
    watched(story.at, "ons4", "phq9")
    keeper, first, deputy = crew(story.at.front_door)
    made = shift(story.at.front_door, keeper, first, deputy)
    request = story.ask()
    there = paper(browser_of(story.worker), request)
    assert "a worker gets in touch with you when they have read it" in there
    assert there.count('class="ws-slip"') == 4 + 9
    Shift.objects.filter(pk=made).update(ends_at=clock.now())
    alone = browser_of(story.worker).get(f"/measures/{request}/print/").content.decode()
    assert "Some questions are left out." in alone
    assert alone.count('class="ws-slip"') == 4
    assert "thoughts of being dead" not in alone.split("<article")[1]


def test_what_is_licensed_without_its_words_is_not_printed(story: Story) -> None:
    story.measures("goals", "swemwbs")
    assert "There is nothing to print now" in paper(browser_of(story.worker), story.ask())


def test_it_is_found_by_its_number_and_typed_in_by_the_same_numbers(story: Story) -> None:
    request = story.ask()
    browser = browser_of(story.worker)
    assert "Answers came back on paper" in browser.get("/work/").content.decode()
    number = ids.reference(request)
    led = browser.post("/measures/papers/", {"number": f" {number.lower().replace('-', ' ')} "})
    assert led["Location"] == f"/measures/{request}/paper/"
    form = unescape(browser.get(led["Location"]).content.decode())
    printed = re.findall(r"<h3[^>]*>(.*?)</h3>", paper(browser, request))
    assert len(printed) == 4
    for asks in printed:
        assert asks in form
    typed = browser.post(
        f"/measures/{request}/paper/", {"answer-ons4-satisfied": "4", "answer-ons4-happy": "5", **day()}
    )
    assert typed.status_code == 302, unescape(typed.content.decode())
    assert story.course()[0].scores == {"satisfied": 4, "worthwhile": None, "happy": 5, "anxious": None}


@pytest.mark.parametrize("typed", ["", "7Q4K", "7Q4K-2MXA", "<b>"])
def test_a_number_that_is_none_says_what_to_do(story: Story, typed: str) -> None:
    story.ask()
    answer = browser_of(story.worker).post("/measures/papers/", {"number": typed})
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()


def test_another_partner_finds_nothing_by_the_number_and_prints_nothing(story: Story) -> None:
    request = story.ask()
    other = browser_of(worker(story.at.therapy))
    assert other.post("/measures/papers/", {"number": ids.reference(request)}).status_code == 400
    paper(other, request, status=404)


@pytest.mark.parametrize("role", [Role.TUTOR, Role.VOLUNTEER, Role.LEAD])
def test_who_does_not_help_prints_nothing(story: Story, role: Role) -> None:
    request = story.ask()
    answer = browser_of(story.seat(role)).get(f"/measures/{request}/print/")
    assert answer.status_code in {403, 404}
    assert "Overall" not in answer.content.decode()


def test_a_manager_who_may_not_read_some_of_it_prints_nothing_of_it(story: Story) -> None:
    watched(story.at, "ons4", "phq9")
    shift(story.at.front_door, *crew(story.at.front_door))
    request, manager = story.ask(), browser_of(story.seat(Role.MANAGER))
    paper(manager, request, status=404)
    assert manager.post("/measures/papers/", {"number": ids.reference(request)}).status_code == 400


def test_what_was_answered_is_printed_no_more(story: Story) -> None:
    request = story.ask()
    story.answer(request)
    assert browser_of(story.worker).get(f"/measures/{request}/print/").status_code == 302
    assert browser_of(story.worker).post("/measures/papers/", {"number": ids.reference(request)}).status_code == 400


def test_paper_with_a_thought_of_being_dead_calls_somebody_when_it_is_typed_in(story: Story) -> None:
    watched(story.at, "phq9")
    shift(story.at.front_door, *crew(story.at.front_door))
    request = story.ask()
    browser_of(story.worker).post(f"/measures/{request}/paper/", {"answer-phq9-q9": "1", **day()})
    outbox.deliver_all()
    assert Alert.objects.get().about_id == request
    assert outcomes.asked(story.worker, request).state == "answered"
    assert Request.objects.get(pk=request).saved is None
