"""Answering: saved as one goes, sent once, corrected by a new row, never guessed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.places import by_link, person, worker
from tests.unit.outcomes.asking import LATER, ONS4, Story
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment, State
from watersmeet.records.outcomes.models import OutcomeEvent, Request, Response
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.models import Need

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def request_id(story):
    return story.ask()


def save(story, request, item, value, **more):
    told = {"instrument": "ons4", "by": story.by_link, **more}
    outcomes.save_item(request=request, item=item, value=value, **told)


def test_answers_are_exact_and_in_the_order_of_answering(story, request_id):
    story.answer(request_id)
    (point,) = story.course()
    assert point.scores == ONS4
    assert (point.moment, point.about) == (Moment.START, story.about)


def test_the_database_does_not_learn_the_answers(story, request_id):
    save(story, request_id, "anxious", 9)
    assert b"anxious" not in Request.objects.filter(pk=request_id).values_list("saved", flat=True)[0].body
    story.answer(request_id)
    assert b"anxious" not in Response.objects.values_list("answers", flat=True)[0].body


def test_what_was_saved_is_sent_and_forgotten_as_a_draft(story, request_id):
    save(story, request_id, "happy", 5)
    save(story, request_id, "happy", 6)
    save(story, request_id, "anxious", None)
    assert outcomes.asked(story.by_link, request_id).saved == {"ons4": {"happy": 6, "anxious": None}}
    assert outcomes.answer(request=request_id, by=story.by_link)
    (point,) = story.course()
    assert point.scores == {"satisfied": None, "worthwhile": None, "happy": 6, "anxious": None}
    assert Request.objects.get(pk=request_id).saved is None


def test_all_skipped_is_answered_with_nothing_and_makes_no_response(story, request_id):
    save(story, request_id, "happy", None)
    assert outcomes.answer(request=request_id, by=story.by_link) == []
    assert outcomes.asked(story.by_link, request_id).state is State.ANSWERED


def test_sent_twice_is_one_answer(story, request_id):
    first = story.answer(request_id, key="k")
    assert story.answer(request_id, key="k") == first
    with pytest.raises(KeyReused):
        story.answer(request_id, {"ons4": LATER}, key="k")
    with pytest.raises(Conflict):
        story.answer(request_id)
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"ons4": {"happy": 11}}, "happy"),
        ({"ons4": {"item9": 1}}, "item9"),
        ({"phq9": {"item9": 1}}, "phq9"),
        ({"needs": {}}, "needs"),
    ],
)
def test_what_was_not_asked_or_not_offered_is_refused_and_nothing_is_lost(story, request_id, answers, field):
    save(story, request_id, "happy", 5)
    with pytest.raises(Invalid) as told:
        story.answer(request_id, answers)
    assert list(told.value.fields) == [field]
    assert outcomes.asked(story.by_link, request_id).saved == {"ons4": {"happy": 5}}
    assert not Response.objects.exists()


def test_a_goal_of_somebody_else_cannot_be_answered(story, request_id):
    other = Story(at=story.at)
    with pytest.raises(Invalid):
        save(story, request_id, str(other.goal()), 5, instrument="goals")


def test_a_goal_that_was_left_after_it_was_answered_is_left_out(story, request_id):
    kept, left = story.goal("cook"), story.goal("sleep")
    for goal in (kept, left):
        save(story, request_id, str(goal), 3, instrument="goals")
    plans.leave_goal(goal=left, by=story.by_link)
    outcomes.answer(request=request_id, by=story.by_link)
    (point,) = story.course(code="goals")
    assert point.scores == {str(kept): 3}


def test_needs_are_settled_in_the_plan(story):
    need, other = story.need(), story.need("somebody to talk to")
    request = story.ask(Moment.END)
    story.answer(request, {"needs": {str(need): 1, str(other): None}})
    assert Need.objects.get(pk=need).met == "partly"
    assert Need.objects.get(pk=other).met == "not_known"


def test_a_worker_beside_the_person_is_named_and_paper_counts_when_it_was_filled_in(story, request_id):
    when = clock.now() - timedelta(hours=2)
    Request.objects.filter(pk=request_id).update(asked_at=when)
    story.answer(request_id, by=story.worker, attended_by=story.worker.id, at=when)
    row = Response.objects.get()
    assert (row.completed_at, row.attended_by) == (when, story.worker.id)
    assert row.recorded_at > when
    with pytest.raises(Invalid):
        story.answer(story.ask(Moment.END), {"needs": {}}, at=clock.now() + timedelta(hours=1))


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.TUTOR, Role.ANALYST, Role.LEAD])
def test_roles_that_may_not_see_answers_may_not_write_them(story, request_id, role):
    with pytest.raises(Refused):
        story.answer(request_id, by=story.seat(role))


def test_strangers_find_nothing(story, request_id):
    for stranger in (by_link(story.at, person(story.at)), worker(story.at.group)):
        with pytest.raises(NotFound):
            story.answer(request_id, by=stranger)
        with pytest.raises(NotFound):
            outcomes.stop(request=request_id, by=stranger)


def test_a_correction_takes_the_place_of_what_was_wrong_and_both_are_kept(story, request_id):
    (old,) = story.answer(request_id)
    new = outcomes.correct(response=old, answers=LATER, words="typed the wrong sheet", by=story.worker)
    (point,) = story.course()
    assert (point.id, point.scores, point.answers, point.corrected) == (new, LATER, LATER, True)
    assert Response.objects.get(pk=new).supersedes_id == old
    assert Response.objects.get(pk=old).answers == ONS4
    assert OutcomeEvent.objects.filter(what="correct").get().words == "typed the wrong sheet"
    with pytest.raises(Conflict):
        outcomes.correct(response=old, answers=ONS4, words="again", by=story.worker)
    assert outcomes.correct(response=new, answers=ONS4, words="again", by=story.worker)


def test_a_correction_says_why_and_is_for_those_who_help(story, request_id):
    (old,) = story.answer(request_id)
    with pytest.raises(Invalid):
        outcomes.correct(response=old, answers=LATER, words=" ", by=story.worker)
    with pytest.raises(Refused):
        outcomes.correct(response=old, answers=LATER, words="x", by=story.seat(Role.VOLUNTEER))
    with pytest.raises(NotFound):
        outcomes.correct(response=old, answers=LATER, words="x", by=worker(story.at.group))


def test_the_database_refuses_a_second_response_to_one_ask(story, request_id):
    story.answer(request_id)
    row = Response.objects.get()
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_same_day_and_paper_come_in_the_order_in_which_they_were_answered(story):
    first = story.ask()
    before = clock.now() - timedelta(days=20)
    Request.objects.filter(pk=first).update(asked_at=before)
    end = story.ask(Moment.END)
    story.answer(end, {"ons4": LATER})
    story.answer(first, {"ons4": ONS4}, by=story.worker, at=before)
    assert [point.scores for point in story.course()] == [ONS4, LATER]
