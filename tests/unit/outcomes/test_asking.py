"""Asking: by the model's instruments, once, kindly, and it tells the person by one message."""

from datetime import timedelta

import pytest

from tests.factories.accounts import COMMAND
from tests.factories.places import by_link, person, worker
from tests.unit.outcomes.asking import ONS4, Story
from watersmeet.audit.models import Line
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox.models import Posting
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment, State
from watersmeet.records.outcomes.models import OutcomeEvent, Request
from watersmeet.records.outcomes.states import MOVES
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return Story()


def test_at_the_start_goals_and_ons4_are_asked_and_at_the_end_needs_too(story):
    start = outcomes.asked(story.by_link, story.ask())
    assert [one.code for one in start.instruments] == ["goals", "ons4"]
    later = clock.now() + timedelta(days=30)
    Request.objects.filter(pk=start.id).update(asked_at=later - timedelta(days=60))
    end = outcomes.asked(story.by_link, story.ask(Moment.END))
    assert [one.code for one in end.instruments] == ["goals", "ons4", "needs"]


def test_there_are_ten_working_days_to_answer(story):
    asked = outcomes.asked(story.by_link, story.ask())
    assert asked.due_on == working_days.add(clock.today(), 10, "england")


def test_the_person_is_written_to_once_and_it_is_told_in_ids_alone(story):
    request = story.ask()
    story.ask()
    (posting,) = Posting.objects.filter(kind="person.measures")
    assert (posting.subject_kind, posting.subject_id) == ("request", request)
    assert (posting.to_kind, posting.to_id, posting.person) == ("person", story.person, story.person)


def test_asking_writes_one_event_and_one_audit_line(story):
    request = story.ask()
    assert [event.what for event in OutcomeEvent.objects.filter(subject=request)] == ["ask"]
    assert Line.objects.filter(verb="measure.ask", subject_id=request).count() == 1


def test_the_same_matter_and_moment_is_one_ask(story):
    assert story.ask() == story.ask()
    assert story.ask(key="k") == story.ask(key="k")
    assert Request.objects.count() == 1


def test_nobody_is_asked_the_same_again_within_the_models_days(story):
    story.ask()
    end = outcomes.asked(story.by_link, story.ask(Moment.END))
    assert [one.code for one in end.instruments] == ["needs"]
    with pytest.raises(Conflict):
        story.ask(about=Ref("referral", story.person))


def test_what_is_off_is_not_asked_and_the_rest_is(story):
    """PHQ-9 needs somebody on call, SWEMWBS its owners' licence: neither is here."""
    story.measures("goals", "phq9", "swemwbs", "ucla3")
    asked = outcomes.asked(story.by_link, story.ask())
    assert [one.code for one in asked.instruments] == ["goals", "ucla3"]
    with pytest.raises(Invalid) as told:
        outcomes.save_item(request=asked.id, instrument="phq9", item="q9", value=1, by=story.by_link)
    assert "was not asked" in str(told.value.fields)


@pytest.mark.parametrize(("code", "mend"), [("phq9", "on call"), ("gad7", "on call"), ("swemwbs", "their owners")])
def test_where_all_is_off_nobody_is_asked_and_why_is_said(story, code, mend):
    story.measures(code)
    with pytest.raises(Conflict) as told:
        story.ask()
    assert mend in told.value.next_step
    assert not Request.objects.exists()


@pytest.mark.parametrize(("days", "again"), [(6, False), (8, True)])
def test_seven_days_are_seven_days(story, days, again):
    first = story.ask()
    story.answer(first)
    Request.objects.filter(pk=first).update(asked_at=clock.now() - timedelta(days=days))
    if again:
        assert story.ask() != first
    else:
        with pytest.raises(Conflict):
            story.ask()


def test_a_merged_record_is_the_same_human_being(story):
    story.ask()
    other = person(story.at, name="Ada E Example")
    people.merge(person=story.person, other=other, by=story.worker)
    story.person = other
    with pytest.raises(Conflict):
        story.ask(about=Ref("referral", other))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PRACTITIONER, Role.MANAGER}])
def test_only_those_who_help_may_ask(story, role):
    with pytest.raises(Refused):
        story.ask(by=story.seat(role))
    with pytest.raises(Refused):
        story.ask(by=worker(story.at.group))


def test_the_worker_process_may_ask(story):
    assert story.ask(by=Actor(Kind.PROCESS, partnership=story.at.partnership.pk))


def test_asking_in_the_future_is_refused(story):
    with pytest.raises(Invalid):
        story.ask(at=clock.now() + timedelta(minutes=1))


def test_what_waits_is_shown_to_the_person_and_to_those_who_asked(story):
    request = story.ask()
    for actor in (story.by_link, story.worker):
        assert [asked.id for asked in outcomes.due(actor)] == [request]
    strangers = (by_link(story.at, person(story.at)), worker(story.at.group), story.seat(Role.VOLUNTEER), COMMAND)
    for stranger in strangers:
        assert outcomes.due(stranger) == []
        with pytest.raises(NotFound):
            outcomes.asked(stranger, request)


def test_stopping_costs_nothing_and_forgets_what_was_saved(story):
    request = story.ask()
    outcomes.save_item(request=request, instrument="ons4", item="happy", value=3, by=story.by_link)
    outcomes.stop(request=request, by=story.by_link)
    row = Request.objects.get(pk=request)
    assert (row.state, row.saved) == (State.STOPPED, None)
    assert outcomes.due(story.by_link) == []
    with pytest.raises(Conflict):
        story.answer(request)


def test_what_nobody_answered_closes_itself_after_its_last_day(story, monkeypatch):
    request = story.ask()
    due = Request.objects.get(pk=request).due_on
    monkeypatch.setenv(clock.VARIABLE, f"{due.isoformat()}T21:00:00Z")
    assert outcomes.keep_time() == 0
    monkeypatch.setenv(clock.VARIABLE, f"{(due + timedelta(days=1)).isoformat()}T09:00:00Z")
    with pytest.raises(Conflict):
        outcomes.save_item(request=request, instrument="ons4", item="happy", value=3, by=story.by_link)
    assert outcomes.keep_time() == 1
    assert outcomes.asked(story.by_link, request).state is State.EXPIRED


def test_paper_that_was_filled_in_in_time_counts_until_the_ask_is_closed(story, monkeypatch):
    request = story.ask()
    filled = clock.now()
    due = Request.objects.get(pk=request).due_on
    monkeypatch.setenv(clock.VARIABLE, f"{(due + timedelta(days=1)).isoformat()}T09:00:00Z")
    assert story.answer(request, {"ons4": ONS4}, by=story.worker, attended_by=story.worker.id, at=filled)


def test_only_the_clock_closes_what_is_late(story):
    with pytest.raises(Refused):
        outcomes.expire(by=story.worker)


def test_every_state_can_be_reached_and_only_open_is_left():
    reached = {State.OPEN} | {state for after in MOVES.values() for state in after}
    assert reached == set(State) == set(MOVES)
    assert [state for state, after in MOVES.items() if after] == [State.OPEN, State.EXPIRED]
