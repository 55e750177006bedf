"""An agreement ends in the middle: who has the next step keeps what it needs and goes on; nothing new is shared."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import by_link, places, work
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import NotFound, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement, LawfulBasis
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import For, State
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def person_of(referral: UUID) -> UUID:
    return Referral.objects.get(pk=referral).person_id


def end_it(_monkeypatch: pytest.MonkeyPatch) -> None:
    """The lead ends it today."""
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)


def let_it_lapse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last day passes."""
    Agreement.objects.update(until_on=clock.today())
    monkeypatch.setenv("WATERSMEET_NOW", "+2d")


@pytest.mark.parametrize("over", [end_it, let_it_lapse])
def test_the_holder_keeps_its_open_duty_and_what_that_needs(
    here: Place, over: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral, volunteer = work.waiting(here), places.worker(here.group)
    over(monkeypatch)  # type: ignore[operator]
    [item] = referrals.open_for(volunteer)
    assert item.card is not None
    assert referrals.get(volunteer, referral).words == "Company."
    assert people.contact_rules(volunteer, person_of(referral), on_duty=True).email
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(referral, by=volunteer)
    greeter = places.worker(here.front_door)
    referrals.see_outcome(referral, by=greeter)
    assert referrals.check() == {"referrals": 1, "open": 0, "orphans": 0}


def test_when_the_duty_is_over_nothing_is_seen_any_more(here: Place) -> None:
    referral, volunteer = work.waiting(here), places.worker(here.group)
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    referrals.decline(referral, by=volunteer, reason=referrals.Reason.FULL)
    with pytest.raises(NotFound):
        referrals.get(volunteer, referral)
    assert referrals.get(places.worker(here.front_door), referral).state == State.DECLINED


def test_a_stop_still_takes_it_from_the_holder_at_once(here: Place) -> None:
    referral, volunteer = work.waiting(here), places.worker(here.group)
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    who = person_of(referral)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert referrals.open_for(volunteer) == []
    with pytest.raises(NotFound):
        people.contact_rules(volunteer, who, on_duty=True)


def test_nothing_new_is_shared(here: Place) -> None:
    referral, volunteer, greeter = work.waiting(here), places.worker(here.group), places.worker(here.front_door)
    asked = work.waiting(here, name="Bo Example")
    referrals.ask_question(asked, by=volunteer, words="When?")
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    with pytest.raises(NotFound):
        referrals.get(volunteer, asked)
    plan = referrals.Plan(
        starts_at=clock.now() + timedelta(days=3), how=referrals.How.PHONE, who="Dee", agreed="We ring together."
    )
    for act in (
        lambda: referrals.answer_question(asked, by=greeter, words="On Tuesdays."),
        lambda: referrals.write_message(referral, by=greeter, words="News.", to=For.SIDE),
        lambda: referrals.write_message(referral, by=volunteer, words="News.", to=For.SIDE),
        lambda: referrals.hand_over(referral, plan, by=volunteer),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusal.missing == "agreement"
    assert work_stays_in_draft(here).state == State.DRAFT
    for category in Category:
        at_rest = {"giver": here.front_door.pk, "receiver": here.group.pk, "purpose": Purpose.REFERRAL}
        assert not people.gate(person_of(referral), **at_rest, category=category)


def work_stays_in_draft(here: Place) -> Referral:
    """Somebody asks for the group after the agreement ended: it waits with the front door."""
    return Referral.objects.get(pk=work.waiting(here, name="Cy Example"))


def test_the_holder_keeps_no_more_than_the_duty_needs(here: Place) -> None:
    referral, volunteer = work.waiting(here), places.worker(here.group)
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    kept = {
        category
        for category in Category
        if people.may_see(
            volunteer,
            controller=here.front_door.pk,
            person=person_of(referral),
            category=category,
            purpose=Purpose.REFERRAL,
            on_duty=True,
        )
    }
    assert kept == {Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL}


def test_a_group_that_answers_by_link_goes_on_too(here: Place) -> None:
    by_link.answers(here)
    referral = by_link.asked(here)
    link = Actor(Kind.LINK, partnership=here.partnership.pk, partner=here.group.pk, about=referral)
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    assert referrals.may_be_answered(referral, here.group.pk)
    assert referrals.seen_by_link(link, referral).words
    referrals.accept(referral, by=link)


def test_what_its_holder_cannot_see_is_not_called_fine(here: Place) -> None:
    work.waiting(here)
    assert referrals.check()["orphans"] == 0
    LawfulBasis.objects.filter(partner=here.group).delete()
    assert referrals.check() == {"referrals": 1, "open": 1, "orphans": 1}


def test_the_lead_reads_how_many_open_referrals_it_touches_before_ending_it(here: Place) -> None:
    lead = places.worker(here.front_door, Role.LEAD)
    client = Client()
    client.force_login(User.objects.get(pk=lead.id))
    page = f"/agreements/{Agreement.objects.get().pk}/"
    assert "No referral is open between these partners." in client.get(page).content.decode()
    work.waiting(here)
    assert "1 referral is open between these partners." in client.get(page).content.decode()
    work.waiting(here, to=here.therapy)
    assert "2 referrals are open between these partners." in client.get(page).content.decode()
    client.force_login(User.objects.get(pk=places.worker(here.group).id))
    assert "between these partners" not in client.get(page).content.decode()
