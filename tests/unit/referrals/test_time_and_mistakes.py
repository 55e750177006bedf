"""Steps on other days than the ask, chases, mistakes: what the figures, the messages and the table make of them."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import places, work
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.working_days import Nation, is_working
from watersmeet.exchange.notify.words import TO_PARTNER
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals import frames
from watersmeet.records.referrals.api import SENT_WITH, Reason, State
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db
COUNTED = Category.REFERRAL


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def drafted(here: Place) -> tuple[UUID, UUID]:
    """A person who asked for the group without a yes, and their draft at the front door."""
    who = places.person(here)
    by = Actor("link", partnership=here.partnership.pk)
    made = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Some company.", receiver=here.group.pk, by=by
    )
    return who, made


def rows(here: Place, read: object = frames.referrals) -> list[dict[str, object]]:
    analyst = places.worker(here.front_door, Role.ANALYST)
    return [row for batch in read(analyst) for row in batch.to_pylist()]  # type: ignore[operator]


def test_one_sent_days_after_the_ask_was_recorded_when_it_was_sent(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, referral = drafted(here)
    monkeypatch.setenv("WATERSMEET_NOW", "+3d")
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    places.permit(who, here.front_door, here.front_door, COUNTED, purpose=Purpose.EVALUATION)
    referrals.send(referral, by=places.worker(here.front_door))
    [row] = rows(here)
    assert row["happened_on"] == clock.today("UTC")
    assert row["recorded_at"] >= Referral.objects.get(pk=referral).sent_at  # type: ignore[operator]


def test_those_not_counted_are_told_from_what_a_partner_itself_sent_or_received(here: Place) -> None:
    who, referral = drafted(here)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    referrals.send(referral, by=places.worker(here.front_door))

    def referred(analyst: Actor) -> int:
        found = [row for batch in frames.uncounted(analyst) for row in batch.to_pylist()]
        return next(row["people"] for row in found if row["step"] == "referred")

    told = [referred(places.worker(one, Role.ANALYST)) for one in (here.front_door, here.group, here.surgery)]
    assert told == [1, 1, 0]


def test_nothing_is_late_on_a_day_when_nobody_works(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    by = Actor("link", partnership=here.partnership.pk)
    made = referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="", receiver=here.group.pk, by=by)
    days = [clock.today() + timedelta(days=n) for n in range(1, 40)]
    friday = next(day for day in days if day.weekday() == 4 and is_working(day + timedelta(days=3), Nation.ENGLAND))
    Referral.objects.filter(pk=made).update(due_on=friday)
    acted = []
    for day in (1, 2, 3):
        monkeypatch.setenv("WATERSMEET_NOW", f"{friday + timedelta(days=day)}T12:00:00+00:00")
        acted.append(referrals.keep_time())
    assert acted == [0, 0, 1]


def test_a_chase_says_that_nobody_read_it_and_counts_no_days(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    by = Actor("link", partnership=here.partnership.pk)
    made = referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="", receiver=here.group.pk, by=by)
    referrals.decline(made, by=places.worker(here.group), reason=Reason.FULL)
    monkeypatch.setenv("WATERSMEET_NOW", "+12d")
    assert referrals.keep_time() == 1
    assert Posting.objects.filter(kind="partner.unread").count() == 1
    assert not Posting.objects.filter(kind="partner.late").exists()
    assert "{days}" not in str(TO_PARTNER["partner.unread"].text)


def test_where_nobody_manages_the_partner_itself_is_written_to(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    by = Actor("link", partnership=here.partnership.pk)
    referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="", receiver=here.group.pk, by=by)
    here.group.email = "group@partner.example"
    here.group.save()
    outbox.deliver_all()
    monkeypatch.setenv("WATERSMEET_NOW", "+8d")
    assert referrals.keep_time() == 1
    outbox.deliver_all()
    assert Posting.objects.get(kind="partner.late").state == "sent"


@pytest.mark.parametrize("closed", [False, True])
def test_a_mistake_can_be_said_from_wherever_it_stands_and_once(here: Place, *, closed: bool) -> None:
    _who, referral = drafted(here)
    greeter = places.worker(here.front_door)
    if closed:
        referrals.withdraw(referral, by=greeter, reason=Reason.PERSON_CHOSE)
        assert Referral.objects.get(pk=referral).closed_at
    assert referrals.moves(greeter, referral)[State.ENTERED_IN_ERROR] == (Reason.MISTAKE,)
    referrals.enter_in_error(referral, by=greeter, reason=Reason.MISTAKE)
    assert Referral.objects.get(pk=referral).state == State.ENTERED_IN_ERROR
    assert referrals.moves(greeter, referral) == {}
    with pytest.raises(Conflict):
        referrals.enter_in_error(referral, by=greeter, reason=Reason.MISTAKE)


def test_a_tutor_who_did_not_write_it_learns_from_no_step_that_it_is_there(here: Place) -> None:
    referral = work.waiting(here)
    tutor = places.worker(here.front_door, Role.TUTOR)
    for step in (referrals.see_outcome, referrals.accept, referrals.withdraw):
        with pytest.raises(NotFound):
            step(referral, by=tutor)
