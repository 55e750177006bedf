"""Who was told before learns that it has ended: by reference, once, and nothing of the person."""

from uuid import UUID

import pytest
from django.core import mail

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Role
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def asks(here: Place) -> tuple[UUID, UUID]:
    """Somebody's referral to the group: the person and the referral."""
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    made = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    return who, made


def stopped() -> list[tuple[UUID, UUID]]:
    """Whom the messages that sharing has ended go to, and about what."""
    return list(Posting.objects.filter(kind="partner.stopped").values_list("to_id", "subject_id"))


def stop(here: Place, who: UUID) -> None:
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))


def seen_there(here: Place) -> set[UUID]:
    """What the group sees of anybody."""
    return {one.id for one in referrals.open_for(places.worker(here.group))}


def test_a_stop_counts_for_every_record_of_the_same_human_being(here: Place) -> None:
    (one, first), (two, second) = asks(here), asks(here)
    people.merge(person=one, other=two, by=places.worker(here.front_door))
    assert seen_there(here) == {first, second}
    stop(here, two)
    assert seen_there(here) == set()
    assert {about for _to, about in stopped()} == {first, second}
    assert not people.shared_with(places.worker(here.front_door), one)


def test_a_stop_is_carried_to_an_older_yes_of_a_record_that_is_merged_later(here: Place) -> None:
    (one, _first), (two, second) = asks(here), asks(here)
    stop(here, one)
    assert seen_there(here) == {second}
    people.merge(person=one, other=two, by=places.worker(here.front_door))
    assert seen_there(here) == set()


def test_a_yes_that_was_said_after_the_stop_stands_when_records_are_merged(here: Place) -> None:
    one, _first = asks(here)
    stop(here, one)
    two, second = asks(here)
    people.merge(person=one, other=two, by=places.worker(here.front_door))
    assert seen_there(here) == {second}


def test_who_is_not_counted_in_one_record_is_counted_in_none(here: Place) -> None:
    one, two = places.person(here), places.person(here)
    for who in (one, two):
        places.permit(who, here.front_door, here.front_door, purpose=Purpose.EVALUATION)
    people.stop_counting(person=one, receiver=here.front_door.pk, by=places.by_link(here, one))
    people.merge(person=one, other=two, by=places.worker(here.front_door))
    assert not people.counted_by(places.worker(here.front_door), two)


def test_a_partner_whose_referral_had_ended_learns_that_sharing_stopped(here: Place) -> None:
    who, referral = asks(here)
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    referrals.start(referral, by=volunteer)
    referrals.complete(referral, by=volunteer)
    referrals.see_outcome(referral, by=places.worker(here.front_door))
    outbox.deliver_all()
    stop(here, who)
    assert stopped() == [(here.group.pk, referral)]


@pytest.mark.parametrize("told_before", [True, False])
def test_an_open_one_is_told_of_once_and_not_as_news_to_sign_in_for(here: Place, told_before: bool) -> None:
    who, referral = asks(here)
    if told_before:
        outbox.deliver_all()
    stop(here, who)
    assert stopped() == [(here.group.pk, referral)]
    waiting = Posting.objects.filter(kind="partner.referral", to_id=here.group.pk, state="waiting")
    assert not waiting.exists()


def test_the_message_names_a_reference_and_nobody(here: Place) -> None:
    who, referral = asks(here)
    outbox.deliver_all()
    mail.outbox.clear()
    stop(here, who)
    outbox.deliver_all()
    [told] = [one for one in mail.outbox if "sharing has ended" in one.subject]
    assert told.to == ["group@place.example"]
    assert Referral.objects.get(pk=referral).reference in told.subject
    assert "Ada" not in told.body
    assert Posting.objects.get(kind="partner.stopped").person is None


def test_who_was_never_told_is_told_nothing(here: Place) -> None:
    who, _referral = asks(here)
    places.permit(who, here.front_door, here.surgery)
    outbox.deliver_all()
    people.withdraw(person=who, receiver=here.surgery.pk, by=places.by_link(here, who))
    assert stopped() == []


def test_forgetting_tells_every_partner_that_was_told(here: Place) -> None:
    who, referral = asks(here)
    referrals.accept(referral, by=places.worker(here.group))
    outbox.deliver_all()
    people.erase(person=who, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    assert sorted(stopped()) == sorted([(here.group.pk, referral), (here.front_door.pk, referral)])
    assert outbox.deliver_all()["sent"] >= 2
