"""A question is asked and answered: who holds it meanwhile, who may, and that no words leave."""

from datetime import date
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import NextAction, Reason, State
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import STATES, Holder, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place on a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


@pytest.fixture
def referral(here: Place) -> UUID:
    """Somebody's referral from the front door to the group, sent."""
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    visitor = Actor("link", partnership=here.partnership.pk)
    return referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=visitor
    )


def row(referral: UUID) -> Referral:
    return Referral.objects.get(pk=referral)


def test_the_table_says_who_holds_an_open_question_and_where_one_may_be_asked() -> None:
    asked = {state: table.asked for state, table in STATES.items() if table.asked}
    assert set(asked) == {State.SENT}
    assert (asked[State.SENT].holder, asked[State.SENT].next_action) == (Holder.REFERRER, NextAction.REPLY)
    assert asked[State.SENT].goes_to == STATES[State.SENT].goes_to
    with pytest.raises(LookupError):
        standing(State.STARTED, asked=True)


def test_the_referrer_holds_it_until_they_answer_then_it_returns_with_fresh_days(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    volunteer, greeter = places.worker(here.group, Role.VOLUNTEER), places.worker(here.front_door)
    referrals.ask_question(referral, by=volunteer, words="Can they climb stairs?")
    held = row(referral)
    assert (held.holder_id, held.next_action, held.due_on) == (here.front_door.pk, "reply", date(2026, 11, 26))
    assert [one.id for one in referrals.open_for(greeter)] == [referral]
    assert referrals.open_for(volunteer) == []
    assert referrals.open_question(greeter, referral) == "Can they climb stairs?"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-26T10:00:00Z")
    referrals.answer_question(referral, by=greeter, words="Yes, slowly.")
    held = row(referral)
    assert (held.holder_id, held.next_action, held.due_on) == (here.group.pk, "answer", date(2026, 12, 1))
    assert [step.words for step in referrals.history(volunteer, referral)][-2:] == [
        "Can they climb stairs?",
        "Yes, slowly.",
    ]


def test_each_writes_one_event_and_one_line_and_tells_the_other_side_alone_without_words(
    here: Place, referral: UUID
) -> None:
    before = set(Posting.objects.values_list("pk", flat=True))
    referrals.ask_question(referral, by=places.worker(here.group), words="Can they climb stairs?")
    referrals.answer_question(referral, by=places.worker(here.front_door), words="Yes.")
    told = Posting.objects.exclude(pk__in=before).values_list("kind", "to_id")
    assert sorted(told) == sorted([("partner.referral", here.front_door.pk), ("partner.referral", here.group.pk)])
    for verb in ("ask_question", "answer_question"):
        assert Line.objects.filter(verb=f"referral.{verb}").count() == 1
        assert ReferralEvent.objects.filter(subject=referral, what=verb).count() == 1


def test_only_the_receiver_asks_and_only_the_referrer_answers(here: Place, referral: UUID) -> None:
    volunteer, greeter = places.worker(here.group), places.worker(here.front_door)
    with pytest.raises(Refused):
        referrals.ask_question(referral, by=greeter, words="Why?")
    referrals.ask_question(referral, by=volunteer, words="Why?")
    with pytest.raises(Refused):
        referrals.answer_question(referral, by=volunteer, words="Because.")
    with pytest.raises(NotFound):
        referrals.answer_question(referral, by=places.worker(here.therapy), words="Because.")


def test_one_question_at_a_time_and_no_answer_without_one(here: Place, referral: UUID) -> None:
    volunteer, greeter = places.worker(here.group), places.worker(here.front_door)
    with pytest.raises(Conflict):
        referrals.answer_question(referral, by=greeter, words="Yes.")
    with pytest.raises(Invalid):
        referrals.ask_question(referral, by=volunteer, words="  ")
    referrals.ask_question(referral, by=volunteer, words="Why?")
    with pytest.raises(Conflict):
        referrals.ask_question(referral, by=volunteer, words="And why?")


def test_no_question_once_it_was_accepted_or_to_oneself(here: Place, referral: UUID) -> None:
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    with pytest.raises(Conflict):
        referrals.ask_question(referral, by=volunteer, words="Why?")
    visitor, who = Actor("link", partnership=here.partnership.pk), places.person(here, name="Bo Example")
    own = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.front_door.pk, by=visitor
    )
    assert row(own).state == State.SENT
    assert not referrals.may_ask_question(places.worker(here.front_door), own)


def test_the_receiver_need_not_wait_for_the_answer(here: Place, referral: UUID) -> None:
    volunteer = places.worker(here.group)
    referrals.ask_question(referral, by=volunteer, words="Why?")
    referrals.decline(referral, by=volunteer, reason=Reason.FULL)
    assert (row(referral).question_open, row(referral).next_action) == (False, "see_outcome")


def test_a_referrer_who_is_told_no_more_is_asked_nothing_and_what_was_open_comes_back(
    here: Place, referral: UUID
) -> None:
    who, volunteer = row(referral).person_id, places.worker(here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    referrals.ask_question(referral, by=volunteer, words="Why?")
    people.withdraw(person=who, receiver=here.front_door.pk, by=places.by_link(here, who))
    assert (row(referral).holder_id, row(referral).question_open) == (here.group.pk, False)
    assert not referrals.may_ask_question(volunteer, referral)
    assert referrals.check()["orphans"] == 0


def test_an_unanswered_question_is_told_of_at_the_referrer(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    referrals.ask_question(referral, by=places.worker(here.group), words="Why?")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-28T10:00:00Z")
    assert referrals.keep_time() == 1
    assert Posting.objects.get(kind="partner.late").to_id == here.front_door.pk
