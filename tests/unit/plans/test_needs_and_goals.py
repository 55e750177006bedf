"""Needs and goals: in the person's words, settled by those who may, gated, exported and forgotten."""

from datetime import timedelta

import pytest

from tests.factories.places import Place, by_link, permit, person, place, worker
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain, Met
from watersmeet.records.plans.held import Held
from watersmeet.records.plans.models import Goal, GoalEvent, Need, NeedEvent

pytestmark = pytest.mark.django_db
WORDS = "I get lonely at the weekend"


@pytest.fixture
def at() -> Place:
    return place()


@pytest.fixture
def ada(at):
    return person(at)


def need(here, who, *, words=WORDS, domain=Domain.PEOPLE, **more):
    where = {"controller": here.front_door.pk, "partnership": here.partnership.pk}
    return plans.record_need(person=who, domain=domain, words=words, by=VISITOR, **where, **more)


def goal(here, who, words="go out on my own", **more):
    where = {"controller": here.front_door.pk, "partnership": here.partnership.pk}
    return plans.add_goal(person=who, words=words, by=by_link(here, who), **where, **more)


def test_a_need_is_kept_in_the_persons_words_and_nobody_asked_yet_is_not_no(at, ada):
    need(at, ada, matters=2)
    (card,) = plans.needs_for(by_link(at, ada), ada)
    assert (card.words, card.domain, card.matters, card.met, card.settled_at) == (WORDS, "people", 2, "not_known", None)


def test_the_words_are_not_in_the_database(at, ada):
    row = Need.objects.get(pk=need(at, ada))
    assert WORDS.encode() not in bytes(Need.objects.filter(pk=row.pk).values_list("words", flat=True)[0].body)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"domain": "weather"}, "domain"),
        ({"matters": 4}, "matters"),
        ({"matters": -1}, "matters"),
        ({"words": "x" * 1001}, "words"),
        ({"at": "later"}, "at"),
    ],
)
def test_a_need_that_cannot_be_kept_names_the_field_and_keeps_nothing(at, ada, more, field):
    if more.get("at") == "later":
        more = {"at": clock.now() + timedelta(hours=1)}
    with pytest.raises(Invalid) as told:
        need(at, ada, **more)
    assert list(told.value.fields) == [field]
    assert not Need.objects.exists()


def test_the_same_key_gives_the_same_need_and_other_words_are_refused(at, ada):
    first = need(at, ada, key="k")
    assert need(at, ada, key="k") == first
    with pytest.raises(KeyReused):
        need(at, ada, key="k", words="something else")
    assert Need.objects.count() == 1


def test_the_person_says_whether_it_was_met_and_the_latest_word_stands(at, ada):
    one = need(at, ada)
    plans.settle_need(need=one, met=Met.PARTLY, by=by_link(at, ada), words="some weekends")
    plans.settle_need(need=one, met=Met.MET, by=worker(at.front_door))
    row = Need.objects.get(pk=one)
    assert row.met == Met.MET
    assert row.settled_by_kind == "user"
    events = [(event.version, event.what, event.reason_code) for event in NeedEvent.objects.filter(subject=one)]
    assert events == [(1, "record", ""), (2, "settle", "partly"), (3, "settle", "met")]


@pytest.mark.parametrize("met", ["not_known", "green"])
def test_a_need_is_settled_by_an_answer_only(at, ada, met):
    with pytest.raises(Invalid):
        plans.settle_need(need=need(at, ada), met=met, by=by_link(at, ada))


def test_what_was_said_earlier_and_written_down_later_is_history(at, ada, monkeypatch):
    one = need(at, ada)
    monkeypatch.setenv("WATERSMEET_NOW", "+9d")
    plans.settle_need(need=one, met=Met.MET, by=by_link(at, ada))
    plans.settle_need(need=one, met=Met.NOT, by=worker(at.front_door), at=clock.now() - timedelta(days=1))
    assert Need.objects.get(pk=one).met == Met.MET
    said = NeedEvent.objects.filter(subject=one).order_by("version").values_list("what", "reason_code")
    assert list(said) == [("record", ""), ("settle", "met"), ("settle", "not")]


def test_a_need_is_not_settled_before_it_was_named(at, ada):
    with pytest.raises(Invalid):
        plans.settle_need(need=need(at, ada), met=Met.MET, by=by_link(at, ada), at=clock.now() - timedelta(days=1))


def test_another_person_and_another_partner_cannot_settle_it(at, ada):
    one = need(at, ada)
    for stranger in (by_link(at, person(at, name="Bo Example")), worker(at.group)):
        with pytest.raises(NotFound):
            plans.settle_need(need=one, met=Met.MET, by=stranger)


def test_a_receiver_with_the_persons_yes_settles_it_and_a_tutor_may_not(at, ada):
    one = need(at, ada)
    permit(ada, at.front_door, at.group, Category.NEEDS)
    with pytest.raises(Refused):
        plans.settle_need(need=one, met=Met.MET, by=worker(at.group, Role.TUTOR))
    plans.settle_need(need=one, met=Met.MET, by=worker(at.group, Role.VOLUNTEER))
    assert Need.objects.get(pk=one).met == Met.MET


def test_needs_show_those_that_matter_most_first(at, ada):
    need(at, ada, words="a", matters=None)
    need(at, ada, words="b", matters=3)
    need(at, ada, words="c", matters=1)
    assert [card.words for card in plans.needs_for(worker(at.front_door), ada)] == ["b", "c", "a"]


def test_each_part_of_the_gate_is_needed_to_see_needs(at, ada):
    need(at, ada)
    seeing = worker(at.group)
    assert plans.needs_for(seeing, ada) == []
    permit(ada, at.front_door, at.group, Category.PLAN)
    assert plans.needs_for(seeing, ada) == []
    permit(ada, at.front_door, at.group, Category.NEEDS, purpose=Purpose.SUPPORT)
    assert plans.needs_for(seeing, ada) == []
    permit(ada, at.front_door, at.group, Category.NEEDS)
    assert len(plans.needs_for(seeing, ada)) == 1
    people.withdraw(person=ada, receiver=at.group.pk, by=by_link(at, ada))
    assert plans.needs_for(seeing, ada) == []


@pytest.mark.parametrize("role", [Role.TUTOR, Role.ANALYST, Role.LEAD, Role.COMMUNITY_MEMBER])
def test_roles_that_do_not_help_people_see_no_needs_nor_goals(at, ada, role):
    need(at, ada)
    goal(at, ada)
    seat = worker(at.front_door, role)
    assert plans.needs_for(seat, ada) == plans.goals_for(seat, ada) == []


def test_goals_pass_the_gate_as_plan(at, ada):
    goal(at, ada)
    seeing = worker(at.group)
    permit(ada, at.front_door, at.group, Category.NEEDS, purpose=Purpose.SUPPORT)
    assert plans.goals_for(seeing, ada) == []
    permit(ada, at.front_door, at.group, Category.PLAN, purpose=Purpose.SUPPORT)
    assert [card.words for card in plans.goals_for(seeing, ada)] == ["go out on my own"]


def test_goals_are_numbered_reworded_and_left(at, ada):
    first, second = goal(at, ada), goal(at, ada, "learn to cook")
    plans.reword_goal(goal=first, words=" go out with a friend ", by=by_link(at, ada))
    plans.reword_goal(goal=first, words="go out with a friend", by=by_link(at, ada))
    plans.leave_goal(goal=second, by=by_link(at, ada))
    (card,) = plans.goals_for(by_link(at, ada), ada)
    assert (card.number, card.words) == (1, "go out with a friend")
    assert [event.words for event in GoalEvent.objects.filter(subject=first)] == [None, "go out on my own"]
    third = goal(at, ada, "sleep")
    assert Goal.objects.get(pk=third).number == 3
    with pytest.raises(Conflict):
        plans.reword_goal(goal=second, words="cook", by=by_link(at, ada))


def test_a_goal_needs_words_and_is_the_persons_own(at, ada):
    with pytest.raises(Invalid):
        goal(at, ada, "  ")
    one = goal(at, ada)
    for stranger in (by_link(at, person(at, name="Bo Example")), worker(at.group)):
        with pytest.raises(NotFound):
            plans.reword_goal(goal=one, words="x", by=stranger)
    with pytest.raises(Refused):
        plans.reword_goal(goal=one, words="x", by=worker(at.front_door, Role.VOLUNTEER))


def test_a_merged_record_is_read_as_one(at, ada):
    other = person(at, name="Ada E Example")
    need(at, ada)
    people.merge(person=ada, other=other, by=worker(at.front_door))
    assert len(plans.needs_for(worker(at.front_door), other)) == 1


def test_export_tells_all_and_erasing_leaves_no_word(at, ada):
    one = need(at, ada)
    goal(at, ada)
    told = Held().export(ada)
    assert [entry.get("need") or entry.get("goal") for entry in told] == [WORDS, "go out on my own"]
    plans.settle_need(need=one, met=Met.NOT, by=by_link(at, ada), words="nobody rang")
    Held().erase(ada, by=worker(at.front_door))
    assert Need.objects.get(pk=one).words is None
    assert Goal.objects.get(person=ada).words is None
    assert not NeedEvent.objects.exclude(words=None).exists()
    assert Need.objects.get(pk=one).met == Met.NOT
