"""A yes to telling the referrer that runs out on the way: from then on the referrer hears nothing more."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Override
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason, State
from watersmeet.records.referrals.models import ReferralEvent

pytestmark = pytest.mark.django_db
Told = tuple[UUID, UUID]


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order, for longer than any yes lasts."""
    at = places.place()
    Agreement.objects.update(until_on="2100-01-01")
    return at


@pytest.fixture
def told_of(here: Place) -> Told:
    """A person and their referral to the group, who said that the front door may be told how it goes."""
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    referral = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="I want some company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    return who, referral


def test_a_yes_that_ran_out_ends_what_the_referrer_is_told(
    here: Place, told_of: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    _who, referral = told_of
    volunteer, greeter = places.worker(here.group), places.worker(here.front_door)
    referrals.accept(referral, by=volunteer)
    referrals.start(referral, by=volunteer)
    referrals.keep_time()
    assert referrals.get(greeter, referral).state == State.STARTED
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    before = Posting.objects.filter(to_id=here.front_door.pk, kind="partner.referral").count()
    referrals.keep_time()
    with pytest.raises(NotFound):
        referrals.history(greeter, referral)
    referrals.complete(referral, by=volunteer, words="It went well.")
    assert Posting.objects.filter(to_id=here.front_door.pk, kind="partner.referral").count() == before
    assert ReferralEvent.objects.get(subject=referral, what="close").reason_code == Reason.NOT_TOLD
    assert ReferralEvent.objects.filter(subject=referral, what="yes_ran_out").count() == 1


def test_a_yes_given_again_after_it_ran_out_tells_the_referrer_again(
    here: Place, told_of: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, referral = told_of
    referrals.accept(referral, by=places.worker(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    greeter = places.worker(here.front_door)
    referrals.keep_time()
    with pytest.raises(NotFound):
        referrals.get(greeter, referral)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    referrals.keep_time()
    assert referrals.get(greeter, referral).state == State.ACCEPTED


def test_an_override_in_force_outlives_the_yes(here: Place, told_of: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    who, referral = told_of
    referrals.accept(referral, by=places.worker(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    Override.objects.create(
        partnership=here.partnership,
        person_id=who,
        giver=here.group,
        receiver=here.front_door,
        category=Category.REFERRAL,
        kind=people.OverrideKind.LIFE,
        reason="They rang and said goodbye.",
        by=places.worker(here.group).id,
        from_at=clock.now(),
        until=clock.now() + timedelta(days=1),
    )
    referrals.keep_time()
    assert referrals.get(places.worker(here.front_door), referral).state == State.ACCEPTED


def test_what_had_ended_before_the_yes_ran_out_is_still_read(
    here: Place, told_of: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    _who, referral = told_of
    volunteer, greeter = places.worker(here.group), places.worker(here.front_door)
    for move in (referrals.accept, referrals.start, referrals.complete):
        move(referral, by=volunteer)
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    referrals.keep_time()
    assert referrals.awaits_reading(greeter, referral)


def test_a_yes_given_anew_goes_on(here: Place, told_of: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    who, referral = told_of
    referrals.accept(referral, by=places.worker(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", "+360d")
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    referrals.keep_time()
    assert referrals.history(places.worker(here.front_door), referral)
