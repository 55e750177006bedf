"""The person's walk, by their opened link and without JavaScript: who sees it, goals, each question, sending."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import link
from tests.factories.places import permit, worker
from tests.unit.outcomes.asking import Story
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment, State
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.pages.course import asked_words
from watersmeet.records.partnerships.api import Category, Partner, Purpose
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db
UNKIND = re.compile(r"\b(fail\w*|no-show|DNA|recover\w*|score\w*|symptom\w*|non-compl\w*)\b", re.IGNORECASE)
DANGER = "Nobody reads this at once. If you are in danger, call 999."


class Browser:
    """A browser in which the person opened their link."""

    def __init__(self, story: Story, request_id) -> None:
        cache.clear()
        self.client, self.id = Client(), request_id
        about = {"person": story.person, "partnership": story.at.partnership.pk}
        token = link("measures", subject=Ref("request", request_id), **about)
        opened = self.client.post(f"/l/{token}/open/", {"second": "4826"})
        assert opened.url == f"/measures/{request_id}/"

    def at(self, slug: str = "") -> str:
        return f"/measures/{self.id}/{slug + '/' if slug else ''}"

    def see(self, slug: str = "", status: int = 200) -> str:
        answer = self.client.get(self.at(slug))
        assert answer.status_code == status, (slug, answer.status_code, answer.get("Location"))
        return unescape(answer.content.decode())

    def send(self, slug: str, status: int = 302, **typed: str):
        answer = self.client.post(self.at(slug), typed)
        assert answer.status_code == status, (slug, answer.status_code)
        return answer.url.removeprefix(self.at()).strip("/") if status == 302 else unescape(answer.content.decode())


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def browser(story) -> Browser:
    return Browser(story, story.ask())


def test_first_the_person_reads_who_will_see_the_answers(story, browser):
    page = browser.see()
    assert "Who will see your answers" in page
    assert story.at.front_door.organisation.name in page
    assert story.at.group.organisation.name not in page
    assert "Tutors and volunteers do not see them" in page
    assert "radio" not in page


SEES = "Tutors and volunteers do not see them, but for one question: did you get the help you asked for?"


def listed(page: str, before: str) -> list[str]:
    """The lines of the list that stands after these words."""
    return re.findall("<li>(.*?)</li>", page.split(before)[1].split("</ul>")[0])


def reads(story: Story, partner: Partner, role: Role) -> bool:
    """Whether somebody in this role reads on the page of the request what became of it."""
    reader = Client()
    reader.force_login(User.objects.get(pk=worker(partner, role).id))
    return "Did they get it? Partly." in reader.get(f"/work/{story.about.id}/").content.decode()


def asked_for_help(story: Story) -> Story:
    """The person asked the group for help themself, and it is theirs to end."""
    permit(story.person, story.at.front_door, story.at.group)
    permit(story.person, story.at.front_door, story.at.therapy, Category.CONTACT)
    need, visitor = story.need("company on Thursdays"), Actor("link", partnership=story.at.partnership.pk)
    asking = {"partnership": story.at.partnership.pk, "receiver": story.at.group.pk, "by": visitor, "need": need}
    story.about = Ref("referral", referrals.ask_for_self(person=story.person, words="Company.", **asking))
    return story


def test_the_page_names_everybody_who_reads_whether_they_got_it(story):
    asked_for_help(story)
    at_group = {"controller": story.at.group.pk, "by": worker(story.at.group)}
    browser = Browser(story, story.ask(Moment.END, **at_group))
    page = browser.see()
    assert SEES in page
    said = listed(page, SEES)
    assert browser.send("needs-1", answer="1") == "send"
    browser.send("send")

    read = {(one, role) for one in story.at.partners for role in Role if reads(story, one, role)}

    helpers = {Role.PRACTITIONER, Role.MANAGER, Role.VOLUNTEER}
    assert read == {(one, role) for one in (story.at.front_door, story.at.group) for role in helpers}
    assert said == [f"Workers and volunteers at {one}" for one in (story.at.front_door, story.at.group)]
    assert listed(page, "The workers who help you at:") == [str(story.at.group)]


def test_the_page_names_everybody_who_reads_how_they_are(story):
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=Purpose.SUPPORT)
    permit(story.person, story.at.front_door, story.at.therapy, Category.WELLBEING_SCORES, purpose=Purpose.REFERRAL)
    permit(story.person, story.at.front_door, story.at.therapy, Category.CONTACT, purpose=Purpose.SUPPORT)
    asked = story.ask()
    said = listed(Browser(story, asked).see(), "The workers who help you at:")
    story.answer(asked)
    assert said == [str(one) for one in story.at.partners if story.course(worker(one))]
    assert said == [str(story.at.front_door), str(story.at.group)]


def test_who_answers_with_a_worker_learns_that_others_may_see_it_and_the_worker_learns_no_name(story):
    asked_for_help(story)
    permit(story.person, story.at.group, story.at.therapy)
    at_group = worker(story.at.group)
    asked = story.ask(Moment.END, controller=story.at.group.pk, by=at_group)
    together = Client()
    together.force_login(User.objects.get(pk=at_group.id))
    page = unescape(together.get(f"/measures/{asked}/").content.decode())
    assert listed(page, SEES) == [f"Workers and volunteers at {one}" for one in (story.at.front_door, story.at.group)]
    assert "You may have said yes to other places too." in page
    assert str(story.at.therapy) not in page


def test_who_stopped_the_request_is_not_said_to_have_chosen_not_to_answer(story):
    asked_for_help(story)
    browser = Browser(story, story.ask())
    referrals.withdraw(story.about.id, by=story.by_link, reason=referrals.Reason.FOUND_OTHER)
    outbox.deliver_all()
    page = browser.see("thanks")
    assert "Your request has ended, so we do not ask you these questions any more." in page
    assert "You chose to stop" not in page
    latest = outcomes.latest_asked(story.worker, story.person)
    assert latest is not None
    assert asked_words(latest).endswith(": the request ended before they answered.")
    assert [one["state"] for one in outcomes.Held().export(story.person)] == ["The request ended before they answered"]


def test_after_the_last_day_nothing_says_that_there_is_time(story, browser, monkeypatch):
    browser.send("ons4-happy", answer="3")
    last = Request.objects.get(pk=browser.id).due_on
    monkeypatch.setenv(clock.VARIABLE, f"{(last + timedelta(days=1)).isoformat()}T09:00:00Z")
    assert Request.objects.get(pk=browser.id).state == State.OPEN, "the clockwork has not run yet"
    latest = outcomes.latest_asked(story.worker, story.person)
    assert latest is not None
    assert "There was time to answer until" in asked_words(latest)
    assert outcomes.due(story.by_link) == []
    with pytest.raises(NotFound):
        outcomes.sends_to(browser.id)
    late = Browser(story, browser.id)
    assert late.send("ons4-happy", answer="4") == "thanks"
    assert "The time to answer is over." in late.see("thanks")


def test_the_thanks_at_the_end_promise_no_more_help_from_the_answers(story):
    browser = Browser(story, story.ask(Moment.END))
    browser.send("ons4-happy", answer="3")
    browser.send("send")
    page = browser.see("thanks")
    assert "They help us see what helps people, and what does not." in page
    assert "your worker" not in page


def test_the_whole_walk_from_goals_to_thanks(story, browser):
    assert browser.send("goals", first="go out on my own", second="learn to cook") == "goals-1"
    assert "Your goal: learn to cook." in browser.see("goals-2")
    walk = ["goals-1", "goals-2", "ons4-satisfied", "ons4-worthwhile", "ons4-happy", "ons4-anxious", "send"]
    for here, then in pairwise(walk):
        assert browser.send(here, answer="4") == then
    assert "4" in browser.see("send")
    assert browser.send("send") == "thanks"
    assert "Thank you" in browser.see("thanks")
    (point,) = story.course()
    assert set(point.scores.values()) == {4}
    assert len(story.course(code="goals")[0].scores) == 2


def test_at_the_end_needs_are_asked_and_settled(story):
    need = story.need("a course in the evening")
    browser = Browser(story, story.ask(Moment.END))
    page = browser.see("needs-1")
    assert "You asked for help with: a course in the evening. Did you get it?" in page
    assert browser.send("needs-1", answer="1") == "send"
    browser.send("send")
    assert Need.objects.get(pk=need).met == "partly"


def test_goals_are_not_asked_for_anew_at_the_end(story):
    browser = Browser(story, story.ask(Moment.END))
    browser.see("goals", status=404)


def test_ons4_is_one_question_a_page_in_its_own_words(browser):
    page = browser.see("ons4-satisfied")
    assert page.count('type="radio"') == 11
    assert "Overall, how satisfied are you with your life nowadays?" in page
    assert "0, not at all satisfied" in page
    assert "10, completely satisfied" in page
    assert "There are no right or wrong answers" in page
    assert "There are no right or wrong answers" not in browser.see("ons4-happy")


def test_any_question_can_be_skipped(story, browser):
    assert browser.send("ons4-satisfied", skip="yes") == "ons4-worthwhile"
    browser.send("ons4-happy", answer="3")
    assert "Skipped" in browser.see("send")
    browser.send("send")
    assert story.course()[0].scores == {"satisfied": None, "worthwhile": None, "happy": 3, "anxious": None}


def test_what_was_answered_is_kept_and_the_person_goes_on_where_they_were(story, browser):
    browser.send("goals")
    browser.send("ons4-satisfied", answer="7")
    later = Browser(story, browser.id)
    assert "Go on where you were" in later.see()
    assert later.at("ons4-worthwhile") in later.see()
    assert re.search(r'value="7"[^>]* checked', later.see("ons4-satisfied"))


@pytest.mark.parametrize("typed", [{}, {"answer": ""}, {"answer": "11"}, {"answer": "-1"}, {"answer": "four"}])
def test_a_question_without_an_answer_says_what_to_do_and_keeps_nothing(browser, typed):
    page = browser.send("ons4-happy", status=422, **typed)
    assert "There is a problem" in page
    assert "Choose an answer, or skip this question" in page or "Choose one of the answers offered" in page
    assert Request.objects.get(pk=browser.id).saved is None


def test_goals_that_are_too_long_are_shown_again_and_nothing_typed_is_lost(story, browser):
    page = browser.send("goals", status=422, first="x" * 201, second="learn to cook")
    assert "x" * 201 in page
    assert "learn to cook" in page
    assert plans.goals_for(story.by_link, story.person) == []


def test_goals_can_be_changed_and_the_page_sent_twice_changes_nothing(story, browser):
    for _time in range(2):
        browser.send("goals", first="go out", third="sleep")
    assert [goal.words for goal in plans.goals_for(story.by_link, story.person)] == ["go out", "sleep"]
    assert 'value="go out"' in browser.see("goals")
    browser.send("goals", first="go out with a friend", second="")
    assert [goal.words for goal in plans.goals_for(story.by_link, story.person)] == ["go out with a friend"]


def test_no_goals_are_fine(browser):
    assert browser.send("goals") == "ons4-satisfied"


def test_markup_in_a_goal_is_words(browser):
    browser.send("goals", first="<script>alert(1)</script>")
    raw = browser.client.get(browser.at("goals-1")).content.decode()
    assert "<script>alert(1)" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_looking_never_acts(story, browser):
    before = Request.objects.get(pk=browser.id).version
    for slug in ("", "goals", "ons4-satisfied", "send", "stop"):
        browser.see(slug)
    assert Request.objects.get(pk=browser.id).version == before
    assert outcomes.asked(story.by_link, browser.id).state is State.OPEN


def test_the_person_can_stop_and_it_ends_kindly(story, browser):
    browser.send("ons4-happy", answer="3")
    assert "You get the same help" in browser.see("stop")
    assert browser.send("stop") == "thanks"
    page = browser.see("thanks")
    assert "You chose to stop" in page
    assert story.course() == []
    assert browser.client.get(browser.at("ons4-happy")).url == browser.at("thanks")


def test_sent_twice_is_sent_once(story, browser):
    browser.send("ons4-happy", answer="3")
    browser.send("send")
    assert browser.send("send") == "thanks"
    assert len(story.course()) == 1


def test_free_text_says_that_nobody_reads_it_at_once(browser):
    assert DANGER in browser.see("goals")
    assert DANGER in browser.see()


def test_every_page_is_kind_and_works_without_scripts(story, browser):
    story.goal()
    for slug in ("", "goals", "goals-1", "ons4-satisfied", "ons4-anxious", "send", "stop"):
        page = browser.see(slug)
        words = re.sub(r"<[^>]+>", " ", page)
        assert not UNKIND.search(words), slug
        assert page.count("<h1") == 1, slug
        assert len(re.findall("<script(?![^>]*src=)", page)) == 0
        assert "I want to stop" in page or slug == "stop"
        for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL):
            assert "csrfmiddlewaretoken" in form, slug
            assert 'type="submit"' in form, slug


def test_a_page_that_is_not_there_is_not_found(browser):
    browser.see("ons4-item9", status=404)
    browser.see("phq9-1", status=404)
    assert browser.send("phq9-1", answer="1") == "goals"


def test_without_the_opened_link_the_door_is_closed_and_says_how_it_opens(browser):
    for place in (browser.at(), browser.at("thanks")):
        answer = Client().get(place)
        assert answer.status_code == 403
        said = answer.content.decode()
        assert "This page is closed." in said
        assert "Do you work here? Sign in first." in said


def test_somebody_elses_opened_link_finds_nothing(story, browser):
    other = Story(at=story.at)
    stranger = Browser(other, other.ask())
    assert stranger.client.get(browser.at()).status_code == 404
    assert stranger.client.post(browser.at("stop")).status_code == 404
    assert outcomes.asked(story.by_link, browser.id).state is State.OPEN


def test_who_stopped_sharing_is_not_told_that_they_would_not_answer(story, browser):
    outcomes.Held().stop(story.person, receiver=story.at.front_door.pk, by=story.by_link)
    page = browser.client.get(browser.at(), follow=True).content.decode()
    assert "You stopped sharing, so we do not ask you these questions any more." in page
    assert "You chose to stop" not in page
    assert "tell your worker" not in page
