"""Shared plans and messages on the map: only what both partners know, and messages only where both said yes."""

from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.evidence.test_silo_map import counted
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound, Refused
from watersmeet.evidence.showings import api as showings
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


def asked(here: Place, *, who: UUID | None = None, writer: Partner | None = None, to: Partner | None = None) -> UUID:
    """The front door asks the group, or another, for somebody, on a need that it or another partner wrote down."""
    person, receiver = who or places.person(here), to or here.group
    places.permit(person, here.front_door, receiver)
    places.permit(person, receiver, here.front_door)
    need = plans.record_need(
        person=person,
        controller=(writer or here.front_door).pk,
        partnership=here.partnership.pk,
        domain=plans.Domain.PEOPLE,
        words="Company.",
        by=places.worker(here.front_door),
    )
    by = Actor("link", partnership=here.partnership.pk)
    return referrals.ask_for_self(
        person=person, partnership=here.partnership.pk, words="Company.", receiver=receiver.pk, need=need, by=by
    )


def begun(here: Place, referral: UUID, by: Partner | None = None) -> UUID:
    worker = places.worker(by or here.group)
    referrals.accept(referral, by=worker)
    referrals.start(referral, by=worker)
    return referral


def of_kind(actor: Actor, kind: str) -> list[tuple[str, str, int]]:
    return sorted((giver, receiver, times) for giver, receiver, what, times in counted(actor) if what == kind)


def write(here: Place, referral: UUID, by: Partner, words: str = "She likes mornings.") -> None:
    referrals.write_message(referral, by=places.worker(by), words=words, to=referrals.For.SIDE)


def say(partner: Partner, *, yes: bool) -> None:
    partnerships.count_messages(yes=yes, by=places.worker(partner, Role.MANAGER))


def test_a_plan_is_shared_once_the_other_has_started_on_the_need_that_one_wrote(here: Place, lead: Actor) -> None:
    referral = asked(here)
    assert of_kind(lead, "plan") == []
    begun(here, referral)
    assert of_kind(lead, "plan") == [(str(here.front_door.pk), str(here.group.pk), 1)]


def test_a_person_counts_once_in_a_month_however_many_needs(here: Place, lead: Actor) -> None:
    who = places.person(here)
    for _each in range(2):
        begun(here, asked(here, who=who))
    begun(here, asked(here))
    assert [times for *_pair, times in of_kind(lead, "plan")] == [2]


def test_started_anew_after_a_pause_is_no_second_plan(here: Place, lead: Actor) -> None:
    referral, worker = begun(here, asked(here)), places.worker(here.group)
    referrals.pause(referral, by=worker, reason=referrals.Reason.FULL)
    referrals.start(referral, by=worker)
    assert [times for *_pair, times in of_kind(lead, "plan")] == [1]


def test_where_one_of_the_two_was_not_told_no_plan_is_counted(here: Place, lead: Actor) -> None:
    begun(here, asked(here, writer=here.therapy))
    assert of_kind(lead, "plan") == []


def test_a_referral_that_was_a_mistake_is_no_shared_plan(here: Place, lead: Actor) -> None:
    referral = begun(here, asked(here))
    referrals.enter_in_error(referral, by=places.worker(here.group), reason=referrals.Reason.MISTAKE)
    assert of_kind(lead, "plan") == []


def test_messages_count_only_from_when_both_said_yes(here: Place, lead: Actor) -> None:
    referral = asked(here)
    write(here, referral, here.front_door)
    assert of_kind(lead, "message") == []
    say(here.front_door, yes=True)
    write(here, referral, here.front_door)
    assert of_kind(lead, "message") == []
    say(here.group, yes=True)
    assert of_kind(lead, "message") == []
    write(here, referral, here.group)
    assert of_kind(lead, "message") == [(str(here.group.pk), str(here.front_door.pk), 1)]


def test_how_much_was_written_is_not_counted(here: Place, lead: Actor) -> None:
    referral = asked(here)
    for partner in (here.front_door, here.group):
        say(partner, yes=True)
    for _each in range(3):
        write(here, referral, here.group)
    write(here, asked(here), here.group)
    assert of_kind(lead, "message") == [(str(here.group.pk), str(here.front_door.pk), 2)]


def test_who_takes_the_yes_back_is_not_counted_any_more_nor_what_was_before(here: Place, lead: Actor) -> None:
    referral = asked(here)
    for partner in (here.front_door, here.group):
        say(partner, yes=True)
    write(here, referral, here.group)
    say(here.front_door, yes=False)
    assert of_kind(lead, "message") == []
    say(here.front_door, yes=True)
    assert of_kind(lead, "message") == []


@pytest.mark.django_db
def test_a_map_that_is_shown_loses_messages_of_who_takes_the_yes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-03-10T10:00:00Z")
    here = places.place()
    for partner in (here.front_door, here.group):
        say(partner, yes=True)
    write(here, asked(here), here.group)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-05-13T10:00:00Z")
    lead, manager = places.worker(here.front_door, Role.LEAD), places.worker(here.group, Role.MANAGER)
    shown = showings.show(by=lead)
    kinds = {kind for *_pair, kind, _times in showings.own(manager, shown).ties}
    assert kinds == {"message", "referral"}
    say(here.group, yes=False)
    say(here.group, yes=True)
    assert {kind for *_pair, kind, _times in showings.own(manager, shown).ties} == {"referral"}
    monkeypatch.setenv("WATERSMEET_NOW", "2026-06-30T10:00:00Z")
    assert {kind for *_pair, kind, _times in showings.whole(lead, shown).map.ties} == {"referral"}


def test_only_a_manager_or_lead_of_the_partner_says_it_and_once(here: Place) -> None:
    for role in set(Role) - {Role.MANAGER, Role.LEAD}:
        with pytest.raises(Refused):
            partnerships.count_messages(yes=True, by=places.worker(here.group, role))
    with pytest.raises(NotFound):
        partnerships.count_messages(yes=True, by=Actor("link", partnership=here.partnership.pk))
    for _each in range(2):
        say(here.group, yes=True)
    assert Line.objects.filter(verb="partnership.count_messages").count() == 1
    assert set(partnerships.messages_counted(here.partnership.pk)) == {here.group.pk}


def test_a_manager_says_yes_and_takes_it_back_on_the_page_of_agreements(here: Place) -> None:
    manager = sign_in(Client(), places.worker(here.group, Role.MANAGER))
    assert "No partner has said yes." in words(manager.get("/agreements/"))
    assert manager.post("/agreements/messages/", {"count": "yes"}).status_code == 302
    assert f"Partners that said yes: {here.group}." in words(manager.get("/agreements/"))
    worker = sign_in(Client(), places.worker(here.surgery))
    assert "Do not count our messages" not in words(worker.get("/agreements/"))
    manager.post("/agreements/messages/", {"count": "no"})
    assert "No partner has said yes." in words(manager.get("/agreements/"))


def test_a_partner_that_is_not_told_how_it_went_shares_no_plan(here: Place, lead: Actor) -> None:
    who = places.person(here)
    begun(here, asked(here, who=who))
    people.withdraw(person=who, receiver=here.front_door.pk, by=places.by_link(here, who))
    assert of_kind(lead, "plan") == []
