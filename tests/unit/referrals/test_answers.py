"""What an answer says besides yes and no: what to try instead, where somebody waits, and asking anew."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.factories import accounts, places
from tests.factories import services as make
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Permission, Person, PersonEvent
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Details, Reason, State
from watersmeet.records.referrals.models import Referral, ReferralEvent

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


@pytest.fixture
def therapy(here: Place) -> UUID:
    """A service of the therapy partner that takes referrals."""
    return offered(here, "Talking therapy")


def offered(here: Place, name: str, **facts: object) -> UUID:
    return make.service(here, here.therapy, name=name, **facts).pk


def page_words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def row(referral: UUID) -> Referral:
    return Referral.objects.get(pk=referral)


def declined(here: Place, referral: UUID, *instead: UUID) -> None:
    volunteer = places.worker(here.group)
    referrals.decline(referral, by=volunteer, reason=Reason.FULL, details=Details(instead=instead))


def test_a_no_says_what_to_try_and_both_the_referrer_and_the_person_see_it(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    declined(here, referral, therapy)
    for reader in (places.worker(here.front_door), places.by_link(here, row(referral).person_id)):
        assert [one.name for one in referrals.instead(reader, referral)] == ["Talking therapy"]
        assert referrals.may_re_offer(reader, referral)
    assert not referrals.may_re_offer(places.worker(here.group), referral)


def test_only_open_services_of_the_place_can_be_named_and_only_where_a_step_says_them(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    elsewhere = make.service(places.place(), name="Elsewhere").pk
    for wrong in (elsewhere, uuid4()):
        with pytest.raises(Invalid):
            declined(here, referral, wrong)
    with pytest.raises(Invalid):
        referrals.accept(referral, by=places.worker(here.group), details=Details(instead=(therapy,)))
    assert row(referral).state == State.SENT


def test_with_the_persons_yes_the_new_one_goes_straight_on_and_the_old_one_is_closed_coded(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    declined(here, referral, therapy)
    places.permit(row(referral).person_id, here.front_door, here.therapy)
    new = referrals.re_offer(referral, service=therapy, by=places.worker(here.front_door))
    made, old = row(new), row(referral)
    assert (made.state, made.holder_id, made.based_on_id) == (State.SENT, here.therapy.pk, referral)
    assert (made.words, made.need_id, made.person_id) == (old.words, old.need_id, old.person_id)
    assert (old.state, old.holder_id) == (State.DECLINED, None)
    closed = ReferralEvent.objects.get(subject=referral, what="close")
    assert closed.reason_code == Reason.OFFERED_ANEW
    assert referrals.check() == {"referrals": 2, "open": 1, "orphans": 0}


def test_the_gate_is_asked_anew_and_without_a_yes_it_waits_with_the_referrer(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    declined(here, referral, therapy)
    greeter, therapist = places.worker(here.front_door), places.worker(here.therapy)
    new = referrals.re_offer(referral, service=therapy, by=greeter, yes=True)  # a worker cannot say the person's yes
    assert (row(new).state, row(new).holder_id) == (State.DRAFT, here.front_door.pk)
    assert referrals.open_for(therapist) == []
    assert not Permission.objects.filter(receiver=here.therapy).exists()


def test_the_persons_own_choice_is_their_yes_both_ways(here: Place, referral: UUID, therapy: UUID) -> None:
    declined(here, referral, therapy)
    who = row(referral).person_id
    new = referrals.re_offer(referral, service=therapy, by=places.by_link(here, who), yes=True)
    assert row(new).state == State.SENT
    assert Permission.objects.filter(person=who, giver=here.front_door, receiver=here.therapy).count() == 4
    assert Permission.objects.filter(person=who, giver=here.therapy, receiver=here.front_door).count() == 2
    assert referrals.offered_anew(places.by_link(here, who), referral) == new
    assert referrals.came_from(places.by_link(here, who), new) == referral
    assert referrals.came_from(places.worker(here.therapy), new) is None


def test_the_words_that_the_person_read_before_their_yes_are_kept_as_they_were(
    here: Place, referral: UUID, therapy: UUID, client: Client
) -> None:
    declined(here, referral, therapy)
    who = row(referral).person_id
    token = accounts.link(person=who, partnership=here.partnership.pk, subject=Ref("referral", referral))
    client.post(f"/l/{token}/open/", {"second": "4826"})
    shown = page_words(client.get(f"/status/{referral}/instead/{therapy}/"))
    client.post(f"/status/{referral}/instead/{therapy}/")
    kept = PersonEvent.objects.filter(subject=who, what="permit", words__isnull=False)
    assert kept.count() == 2
    for event in kept:
        lines = event.words.splitlines()
        assert len(lines) == 3
        assert all(line in shown for line in lines)
    assert f"{here.therapy} can see: your name;" in page_words(client.get("/sharing/"))


def test_a_draft_without_a_yes_leads_to_the_words_and_a_yes_sends_it(
    here: Place, referral: UUID, therapy: UUID, client: Client
) -> None:
    declined(here, referral, therapy)
    greeter = places.worker(here.front_door)
    new = referrals.re_offer(referral, service=therapy, by=greeter)
    client.force_login(User.objects.get(pk=greeter.id))
    story = client.get(f"/work/{new}/").content.decode()
    assert f'href="/read/{new}/"' in story
    assert f'action="/work/{new}/sent/"' not in story
    client.post(f"/read/{new}/", {"answer": "yes"})
    assert row(new).state == State.SENT
    assert Permission.objects.filter(giver=here.front_door, receiver=here.therapy).count() == 4


def test_it_is_offered_anew_once_and_the_same_key_gives_the_same_one(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    greeter = places.worker(here.front_door)
    with pytest.raises(Conflict):
        referrals.re_offer(referral, service=therapy, by=greeter)
    declined(here, referral, therapy)
    new = referrals.re_offer(referral, service=therapy, by=greeter, key="one")
    assert referrals.re_offer(referral, service=therapy, by=greeter, key="one") == new
    with pytest.raises(Conflict):
        referrals.re_offer(referral, service=therapy, by=greeter)
    with pytest.raises(Refused):
        referrals.re_offer(referral, service=therapy, by=places.worker(here.group))


def test_what_the_person_withdrew_is_offered_to_nobody(here: Place, referral: UUID, therapy: UUID) -> None:
    referrals.withdraw(referral, by=places.by_link(here, row(referral).person_id), reason=Reason.PERSON_CHOSE)
    with pytest.raises(Conflict):
        referrals.re_offer(referral, service=therapy, by=places.worker(here.front_door))


def test_a_service_that_takes_no_referrals_or_nobody_of_that_age_is_not_asked(here: Place, referral: UUID) -> None:
    declined(here, referral)
    greeter = places.worker(here.front_door)
    walk_in = offered(here, "Open door", takes_referrals=False)
    with pytest.raises(Invalid):
        referrals.re_offer(referral, service=walk_in, by=greeter)
    Person.objects.filter(pk=row(referral).person_id).update(age=people.Age.YOUNG)
    with pytest.raises(Invalid):
        referrals.re_offer(referral, service=offered(here, "Adults"), by=greeter)
    assert row(referral).closed_at is None


def test_a_group_that_the_person_ruled_out_is_not_asked(here: Place, referral: UUID, therapy: UUID) -> None:
    declined(here, referral)
    greeter, who = places.worker(here.front_door), row(referral).person_id
    rules = people.SafeContact(channels=(people.Channel.EMAIL,), email="a@b.example", not_partners=(here.therapy.pk,))
    people.set_contact(person=who, contact=rules, by=greeter)
    with pytest.raises(Invalid):
        referrals.re_offer(referral, service=therapy, by=greeter)


def test_found_ineligible_after_accepting_is_an_end_with_its_code_and_something_to_try(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    referrals.leave(referral, by=volunteer, reason=Reason.NOT_ELIGIBLE, details=Details(instead=(therapy,)))
    assert row(referral).state == State.LEFT
    assert ReferralEvent.objects.get(subject=referral, what="leave").reason_code == Reason.NOT_ELIGIBLE
    assert referrals.may_re_offer(places.worker(here.front_door), referral)


def test_where_somebody_waits_is_said_and_changed_and_looked_at_again(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    referrals.wait(referral, by=volunteer, details=Details(queue_place=3, expected_on=date(2027, 1, 11)))
    seen = referrals.get(places.by_link(here, row(referral).person_id), referral)
    assert (seen.queue_place, seen.expected_on) == (3, date(2027, 1, 11))
    first = row(referral).due_on
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-08T10:00:00Z")
    told = Posting.objects.filter(kind="person.referral").count()
    referrals.say_where(referral, by=volunteer, queue_place=1, expected_on=date(2027, 1, 11))
    assert (row(referral).queue_place, row(referral).state) == (1, State.WAITING)
    assert row(referral).due_on > first
    assert Posting.objects.filter(kind="person.referral").count() == told
    referrals.say_where(referral, by=volunteer, queue_place=1, expected_on=date(2027, 1, 18))
    assert Posting.objects.filter(kind="person.referral").count() == told + 1
    referrals.start(referral, by=volunteer)
    assert (row(referral).queue_place, row(referral).expected_on) == (None, None)
    with pytest.raises(Conflict):
        referrals.say_where(referral, by=volunteer, queue_place=1)


def test_a_place_in_the_queue_is_one_or_more_and_a_day_is_not_past(here: Place, referral: UUID) -> None:
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    yesterday = clock.today() - timedelta(days=1)
    for wrong in (Details(queue_place=-1), Details(expected_on=yesterday)):
        with pytest.raises(Invalid):
            referrals.wait(referral, by=volunteer, details=wrong)
    with pytest.raises(Refused):
        referrals.say_where(referral, by=places.worker(here.front_door), queue_place=1)


def test_forgetting_takes_out_what_was_suggested_and_an_export_tells_it(
    here: Place, referral: UUID, therapy: UUID
) -> None:
    places.permit(row(referral).person_id, here.group, here.front_door, Category.REFERRAL)
    declined(here, referral, therapy)
    [told] = referrals.Held().export(row(referral).person_id)
    assert told["try instead"] == ["Talking therapy"]
    referrals.Held().erase(row(referral).person_id, by=places.worker(here.front_door))
    assert not row(referral).instead.exists()
