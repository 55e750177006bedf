"""Asking to be rung, and asking on the phone: safe to ring or not rung, forgotten soon, told once."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import asking, places
from tests.factories.places import Place
from watersmeet.accounts.models import Link, User
from watersmeet.audit.models import Line
from watersmeet.base import clock, ids
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Age, ContactRules, Permission, Person
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Called, State, Wanted
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.holdings import OfPartners
from watersmeet.records.referrals.models import CallBack, Referral

RING = {
    "age": "18_over",
    "name": "Wren",
    "phone": "07700 900 982",
    "times": ["morning"],
    "message": "no",
    "say_who": "no",
    "key": "one",
}
SAID = {
    "age": "18_over",
    "words": "Company on Thursdays.",
    "domain": "people",
    "name": "Wren",
    "ways": ["phone"],
    "phone": "07700 900 982",
    "times": ["morning"],
    "message": "no",
    "say_who": "yes",
    "share": "yes",
    "pin": "4826",
    "key": "one",
}


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def worker(place: Place) -> Actor:
    """Somebody who answers at the front door."""
    return places.worker(place.front_door)


@pytest.fixture
def call(client: Client, place: Place) -> CallBack:
    """Wren asked to be rung."""
    client.post("/ring-me/", RING)
    return CallBack.objects.get()


def test_a_name_a_number_and_a_time_are_all_it_takes(client: Client, place: Place) -> None:
    page = client.post("/ring-me/", RING, follow=True)

    assert f"A person at {place.front_door} rings you by Wednesday 25 November." in words(page)
    call = CallBack.objects.get()
    assert (call.controller, call.due_on.isoformat()) == (place.front_door, "2026-11-25")
    rules = ContactRules.objects.get().rules
    assert (rules["channels"], rules["phone"], rules["daytimes"]) == (["phone"], "+447700900982", ["morning"])
    assert (rules["leave_message"], rules["say_who"]) == (False, False)
    assert not Referral.objects.exists()
    assert not Permission.objects.exists()


def test_a_second_click_asks_once(client: Client, place: Place) -> None:
    client.post("/ring-me/", RING)
    client.post("/ring-me/", RING)
    assert CallBack.objects.count() == Person.objects.count() == 1


def test_on_a_friday_the_call_is_due_on_monday(client: Client, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-27T10:00:00Z")
    client.post("/ring-me/", RING)
    assert CallBack.objects.get().due_on.isoformat() == "2026-11-30"


def test_of_somebody_under_16_nothing_is_kept(client: Client, place: Place) -> None:
    page = client.post("/ring-me/", {**RING, "age": "under_16"}, follow=True)
    assert "Childline" in words(page)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("age", "", "Choose how old you are"),
        ("name", " ", "Write what we should call you"),
        ("phone", "12", "Enter a phone number"),
        ("times", [], "Choose when it is safe to ring you"),
        ("message", "", "Say if we may leave a message"),
        ("say_who", "", "Say if we may say who we are"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    client: Client, place: Place, field: str, given: Any, said: str
) -> None:
    page = client.post("/ring-me/", {**RING, field: given})
    assert said in words(page)
    assert page.status_code == 400
    if field != "name":
        assert 'value="Wren"' in page.content.decode()
    assert not Person.objects.exists()


def test_it_is_in_the_work_of_the_front_door_and_of_nobody_else(call: CallBack, worker: Actor, place: Place) -> None:
    [task] = referrals.tasks_for(worker)
    assert (task.task, task.due_on, task.person) == ("call.make", call.due_on, call.person_id)
    assert "Wren" not in task.says
    assert "Wren" in words(browser_of(worker).get("/work/"))
    for other in (places.worker(place.group), places.worker(place.front_door, Role.TUTOR)):
        assert referrals.tasks_for(other) == []
        assert browser_of(other).get(f"/work/call/{call.pk}/").status_code in {403, 404}
        with pytest.raises(NotFound):
            referrals.note_call(call.pk, Called.REACHED, by=other)


def test_the_number_is_shown_only_while_it_is_safe_to_ring(
    call: CallBack, worker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(worker)
    assert "+447700900982" in words(browser.get(f"/work/call/{call.pk}/"))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T14:00:00Z")
    later = words(browser.get(f"/work/call/{call.pk}/"))
    assert "900982" not in later
    assert "Not now." in later
    assert "Do not say who we are" in later


def test_not_reached_it_stays_and_is_due_again_and_each_try_is_written_down(call: CallBack, worker: Actor) -> None:
    for tries in (1, 2):
        browser_of(worker).post(f"/work/call/{call.pk}/", {"outcome": "not_reached"})
        call.refresh_from_db()
        assert (call.tries, call.ended_at) == (tries, None)
    assert Line.objects.filter(verb="call.try", subject_id=call.pk).count() == 2
    assert "Tried before" in words(browser_of(worker).get(f"/work/call/{call.pk}/"))


def test_the_lead_reads_that_a_call_is_open_before_a_partner_leaves(call: CallBack, place) -> None:
    lead = browser_of(places.worker(place.front_door, Role.LEAD))
    page = words(lead.get(f"/partners/{call.controller_id}/leave/"))
    assert f"A call that somebody asked for, {ids.reference(call.pk)}" in page
    assert "Wren" not in page


def test_who_rang_first_is_not_rung(call: CallBack, worker: Actor) -> None:
    said = browser_of(worker).post(f"/work/call/{call.pk}/", {"outcome": "rang_us"}, follow=True)
    assert "Noted. Nobody rings them now." in words(said)
    assert referrals.tasks_for(worker) == []
    assert ContactRules.objects.get().rules["channels"] != []


def test_who_asked_not_to_be_rung_is_not_reached_again(call: CallBack, worker: Actor) -> None:
    referrals.note_call(call.pk, Called.NOT_AGAIN, by=worker)
    assert ContactRules.objects.get().rules["channels"] == []
    assert referrals.tasks_for(worker) == []
    with pytest.raises(Conflict):
        referrals.note_call(call.pk, Called.REACHED, by=worker)


def test_reached_they_are_referred_without_saying_it_twice(call: CallBack, worker: Actor, place: Place) -> None:
    page = browser_of(worker).post(f"/work/call/{call.pk}/", {"outcome": "reached"}, follow=True)
    assert "Wren" in words(page)
    assert "07700 900982" in words(page).replace("+447700900982", "07700 900982")

    made = referrals.draft(Wanted(person=call.person_id, receiver=place.group.pk, domain=Domain.PEOPLE), by=worker)
    referrals.said_yes(made, by=worker)
    referral = Referral.objects.get()
    assert (referral.way_in, referral.state) == ("phone", State.SENT)


def test_it_is_forgotten_soon_after_its_end(call: CallBack, worker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert referrals.forget_calls() == 0, "not while it is open"
    referrals.note_call(call.pk, Called.STOPPED, by=worker)
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(days=13)).isoformat())
    assert referrals.forget_calls() == 0
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(days=1, minutes=1)).isoformat())
    assert referrals.forget_calls() == 1
    person = Person.objects.get()
    assert (person.name, person.erased_at is not None) == (None, True)
    assert not ContactRules.objects.exists()
    assert referrals.forget_calls() == 0


def test_who_has_another_record_is_not_forgotten_with_a_call(
    call: CallBack, worker: Actor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = places.person(place)
    people.merge(person=call.person_id, other=other, by=worker)
    referrals.note_call(call.pk, Called.STOPPED, by=worker)
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(days=60)).isoformat())
    assert referrals.forget_calls() == 0
    people.unmerge(person=call.person_id, other=other, by=worker)
    assert referrals.forget_calls() == 1
    assert Person.objects.get(erased_at=None).pk == other


def test_who_was_referred_is_kept(call: CallBack, worker: Actor, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referrals.note_call(call.pk, Called.REACHED, by=worker)
    referrals.draft(Wanted(person=call.person_id, receiver=place.group.pk, domain=Domain.PEOPLE), by=worker)
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(days=60)).isoformat())
    assert referrals.forget_calls() == 0


def test_it_is_exported_and_goes_with_the_person_and_a_partner_that_owes_it_cannot_leave(
    call: CallBack, place: Place
) -> None:
    assert any("asked to be rung" in one for one in Held().export(call.person_id))
    assert [ref.kind for ref in OfPartners().holds(place.front_door.pk)] == ["callback"]
    people.erase(person=call.person_id, by=places.worker(place.front_door, Role.PRIVACY_OFFICER))
    call.refresh_from_db()
    assert call.outcome == "stopped"


def test_on_the_phone_it_ends_as_if_they_had_asked_themselves(worker: Actor, place: Place, service: Any) -> None:
    browser = browser_of(worker)
    assert service.name in words(browser.get("/phone/"))
    script = words(browser.get(f"/phone/service/{service.pk}/"))
    assert "call 999" in script
    assert f"If you say yes, {place.group} can see:" in script

    done = browser.post(f"/phone/service/{service.pk}/", SAID, follow=True)

    referral = Referral.objects.get()
    assert (referral.state, referral.receiver, referral.way_in) == (State.SENT, place.group, "phone")
    assert (referral.person.name, referral.person.age) == ("Wren", Age.ADULT)
    assert " ".join(referral.reference) in words(done)
    assert set(Permission.objects.values_list("statement", flat=True)) == {"ask-share-2"}
    back = Client().post("/back/", {"reference": referral.reference, "pin": "4826"})
    assert back["Location"] == f"/status/{referral.pk}/"


def test_a_no_on_the_phone_costs_nothing_and_no_pin_makes_no_link(worker: Actor, place: Place, service: Any) -> None:
    told = {**SAID, "share": "no", "pin": ""}
    done = browser_of(worker).post(f"/phone/service/{service.pk}/", told, follow=True)

    assert Referral.objects.get().state == State.DRAFT
    assert not Permission.objects.exists()
    assert not Link.objects.exists()
    assert "A person here talks with you before anybody else knows." in words(done)


def test_the_script_loses_nothing_to_a_mistake(worker: Actor, place: Place) -> None:
    page = browser_of(worker).post("/phone/script/", {**SAID, "domain": ""})
    assert "Choose what it is most about" in words(page)
    assert "Company on Thursdays." in words(page)
    assert not Person.objects.exists()


def test_a_service_for_others_is_left_out_with_one_press(worker: Actor, place: Place, service: Any) -> None:
    browser = browser_of(worker)
    young = {**SAID, "age": "16_17"}
    page = browser.post(f"/phone/service/{service.pk}/", young)
    assert "Go on without this service" in words(page)
    page = browser.post("/phone/script/", {**young, "without": "1"})
    assert "Company on Thursdays." in words(page)
    assert not Person.objects.exists()
    browser.post("/phone/script/", young)
    assert Referral.objects.get().holder == place.front_door


def test_on_the_phone_too_nothing_of_a_child_is_kept(worker: Actor, place: Place) -> None:
    page = browser_of(worker).post("/phone/script/", {**SAID, "age": "under_16"}, follow=True)
    assert "Childline" in words(page)
    assert not Person.objects.exists()


def test_only_the_front_door_answers_the_phone(place: Place, service: Any) -> None:
    for stranger in (places.worker(place.group), places.worker(place.front_door, Role.TUTOR)):
        for path in ("/phone/", "/phone/script/", f"/phone/service/{service.pk}/"):
            assert browser_of(stranger).get(path).status_code in {403, 404}
        assert "Somebody is on the phone" not in words(browser_of(stranger).get("/work/"))
    assert Client().get("/phone/").status_code == 302
    assert not referrals.takes_calls(VISITOR)


def test_the_first_page_of_asking_offers_a_call(client: Client, place: Place) -> None:
    assert "/ring-me/" in client.get("/ask/").content.decode()
    assert asking.PIN
