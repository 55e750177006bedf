"""What changed, for those who may see it: in words, in a table, in a picture; for others there is no such page."""

from html import unescape

import pytest
from django.test import Client

from tests.factories.places import permit
from tests.unit.outcomes.asking import LATER, ONS4, Story
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Role
from watersmeet.records.outcomes.api import Change, Moment, instrument
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.pages.course import in_a_sentence
from watersmeet.records.partnerships.api import Category, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return Story()


def answered_twice(story: Story) -> None:
    story.answer(story.ask(), {"ons4": ONS4, "goals": {}})
    Request.objects.update(asked_at="2026-01-01T09:00:00Z")
    story.answer(story.ask(Moment.END), {"ons4": LATER})


def looking(story: Story, actor, status: int = 200) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/people/{story.person}/measures/")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_start_end_and_change_are_shown_in_words_table_and_picture(story):
    answered_twice(story)
    page = looking(story, story.worker)
    assert "Ada Example" in page
    assert "Worthwhile: 4 then 6, up 2." in page
    assert "Anxious: 7 then 4, down 3. Here lower is better." in page
    assert "Happy: 5 then 5, the same." in page
    assert page.count("<svg") == 2  # our mark, and the picture
    assert "<th" in page
    assert "Open Government Licence" in page


def test_no_colours_of_judgement_and_no_total(story):
    answered_twice(story)
    page = looking(story, story.worker).lower()
    for colour in ("#f00", "red;", "green;", "amber", "#d5281b", "#007f3b", "total"):
        assert colour not in page


def test_before_anybody_answered_it_says_so(story):
    story.ask()
    page = looking(story, story.worker)
    assert "Measures not answered yet" in page
    assert "There is time to answer until" in page


def test_answered_once_says_once(story):
    story.answer(story.ask())
    assert "Worthwhile: 4. Answered once so far." in looking(story, story.worker)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRACTITIONER, Role.MANAGER}])
def test_for_other_roles_there_is_no_such_page(story, role):
    answered_twice(story)
    looking(story, story.seat(role), status=404)


def test_another_partner_sees_it_with_the_persons_yes_alone(story):
    answered_twice(story)
    seat = story.seat(Role.PRACTITIONER, group=True)
    looking(story, seat, status=404)
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=Purpose.SUPPORT)
    page = looking(story, seat)
    assert "Worthwhile: 4 then 6, up 2." in page
    assert "Ada Example" not in page


def test_a_goal_is_in_the_persons_words_only_for_those_who_may_read_the_plan(story):
    request = story.ask()
    goal = story.goal("go out on my own")
    story.answer(request, {"goals": {str(goal): 3}})
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=Purpose.SUPPORT)
    assert "go out on my own: 3." in looking(story, story.worker)
    page = looking(story, story.seat(Role.PRACTITIONER, group=True))
    assert "go out on my own" not in page
    assert "A goal: 3." in page


def test_who_looked_is_written_down(story):
    answered_twice(story)
    looking(story, story.worker)
    assert Line.objects.filter(verb="look.page", subject_id=story.person).count() == 1


def test_nobody_is_not_found(story):
    client = Client()
    assert client.get(f"/people/{story.person}/measures/").status_code == 302


ITEMS = {item.code: item for item in instrument("ons4").items}


@pytest.mark.parametrize(
    ("code", "first", "last", "sentence"),
    [
        ("worthwhile", 4, 6, "Worthwhile: 4 then 6, up 2."),
        ("worthwhile", 6, 4, "Worthwhile: 6 then 4, down 2."),
        ("worthwhile", 6, 6, "Worthwhile: 6 then 6, the same."),
        ("anxious", 4, 6, "Anxious: 4 then 6, up 2. Here lower is better."),
        ("anxious", 6, 4, "Anxious: 6 then 4, down 2. Here lower is better."),
        ("anxious", None, 4, "Anxious: not answered at first, then 4."),
        ("anxious", 4, None, "Anxious: 4. Answered once so far."),
        ("anxious", None, None, "Anxious: not answered."),
        ("happy", 0, 10, "Happy: 0 then 10, up 10."),
    ],
)
def test_change_in_words(code, first, last, sentence):
    assert in_a_sentence(Change(code, ITEMS[code], first, last), ITEMS[code].short) == sentence


@pytest.mark.parametrize(("value", "words"), [(2, "Yes"), (1, "Partly"), (0, "No")])
def test_a_need_is_said_in_words(value, words):
    (item,) = instrument("needs").items
    assert in_a_sentence(Change("n", item, None, value), "A course") == f"A course: {words}."
