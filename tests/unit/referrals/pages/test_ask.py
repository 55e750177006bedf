"""Asking for help without an account: one page at a time, nothing lost, nothing kept too soon, never asked twice."""

import re
from dataclasses import replace

import pytest

from tests.factories import asking, places
from watersmeet.accounts.drawer import COOKIE
from watersmeet.accounts.links import Second
from watersmeet.accounts.models import Link
from watersmeet.base.actor import VISITOR
from watersmeet.design.dates import day
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people.api import SafeContact
from watersmeet.records.people.models import Age, ContactRules, Permission, Person, PersonEvent
from watersmeet.records.plans.models import Domain, Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State


def words(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_request_goes_straight_to_the_place_that_was_chosen(client, place, service):
    sent = asking.ask(client, service.pk)

    referral = Referral.objects.get()
    person = referral.person
    assert (referral.state, referral.receiver, referral.holder) == (State.SENT, place.group, place.group)
    assert (person.name, person.controller, person.age) == ("Wren", place.front_door, Age.ADULT)
    assert referral.words == Need.objects.get().words == asking.ANSWERS["need"]["words"]
    assert referral.need == Need.objects.get()
    assert referral.reference in words(sent)
    assert f"{place.group} answers by" in words(sent)


def test_the_yes_covers_what_was_read_and_no_more(client, place, service):
    asking.ask(client, service.pk)

    given = set(Permission.objects.values_list("giver", "receiver", "purpose", "category"))
    to_group = {
        (place.front_door.pk, place.group.pk, "referral", one) for one in ("identity", "contact", "needs", "referral")
    }
    back = {(place.group.pk, place.front_door.pk, "referral", one) for one in ("referral", "attendance")}
    assert given == to_group | back


def test_the_words_on_the_page_are_kept_with_the_yes(client, place, service):
    asking.fill_in(client, service.pk, until="share")
    shown = words(client.get("/ask/share/"))
    for step in ("share", "count", "pin"):
        asking.answer(client, step)
    asking.send(client)

    event = PersonEvent.objects.filter(what="permit").earliest("version")
    assert all(line in shown for line in event.words.splitlines())
    assert f"{place.group} can see: your name;" in event.words


def test_who_gave_an_email_gets_a_link_to_their_page_that_says_nothing(client, place, service, mailoutbox):
    sent = asking.ask(client, service.pk, ways={"ways": ["email"]}, details={"email": "wren@person.example"})
    assert "We send you a message with a link to the same page too" in words(sent)

    outbox.deliver_all()

    [message] = [one for one in mailoutbox if one.to == ["wren@person.example"]]
    client.cookies.clear()
    opened = client.post(f"{re.search(r'/l/[^/]+/', message.body).group()}open/", {"second": asking.PIN}, follow=True)
    assert "They have your request and will answer." in words(opened)
    for secret in ("Wren", "sleep", str(place.group), str(place.front_door), Referral.objects.get().reference):
        assert secret not in message.subject + message.body


def test_who_comes_back_by_themself_is_sent_nothing(client, place, service, mailoutbox):
    sent = asking.ask(client, service.pk, ways={"ways": ["back"]})
    outbox.deliver_all()

    assert "We send you a message" not in words(sent)
    assert not [one for one in mailoutbox if "person.example" in str(one.to)]


def test_counting_is_off_unless_ticked(client, place, service):
    asking.ask(client, service.pk, count={"count": "on"})

    counted = set(Permission.objects.filter(purpose="evaluation").values_list("giver", "receiver", "category"))
    categories = ("needs", "referral", "wellbeing_scores")
    givers = (place.front_door.pk, place.group.pk)
    assert counted == {(giver, place.front_door.pk, one) for giver in givers for one in categories}


def test_a_no_costs_nothing_and_tells_the_group_nothing(client, place, service):
    sent = asking.ask(client, service.pk, share={"share": "no"})

    referral = Referral.objects.get()
    assert (referral.state, referral.holder, referral.service) == (State.DRAFT, place.front_door, service)
    assert not Permission.objects.exists()
    assert not Posting.objects.filter(to_id=place.group.pk).exists()
    assert f"A person at {place.front_door} talks with you before anybody else knows." in words(sent)


def test_without_an_agreement_it_waits_with_the_front_door_and_nobody_is_asked_for_a_yes(client, place, service):
    Agreement.objects.update(ended_on=place.front_door.joined_on)
    asking.fill_in(client, service.pk, until="count")

    assert client.get("/ask/share/").status_code == 302
    asking.answer(client, "count")
    asking.answer(client, "pin")
    asking.send(client)
    assert Referral.objects.get().state == State.DRAFT
    assert not Permission.objects.exists()


def test_an_agreement_that_ends_before_send_is_no_bridge(client, place, service):
    asking.fill_in(client, service.pk)
    Agreement.objects.update(ended_on=place.front_door.joined_on)

    asking.send(client)

    assert (Referral.objects.get().state, Referral.objects.get().holder) == (State.DRAFT, place.front_door)


def test_without_a_service_the_front_door_reads_it(client, place):
    sent = asking.ask(client)

    assert Referral.objects.get().holder == place.front_door
    assert f"{place.front_door} reads your request by" in words(sent)


def test_a_second_click_and_the_back_button_ask_once(client, place, service):
    asking.fill_in(client, service.pk)
    drawer = client.cookies[COOKIE].value
    first = asking.send(client)
    client.cookies[COOKIE] = drawer
    second = asking.send(client)
    again = client.get("/ask/name/", follow=True)

    assert Referral.objects.count() == Person.objects.count() == Link.objects.count() == 1
    assert asking.link_on(first) == asking.link_on(second) == asking.link_on(again)


def test_the_same_asking_at_the_same_moment_is_written_once(place):
    """Two clicks that both read the draft before either wrote."""
    told = referrals.Told(
        partnership=place.partnership.pk,
        age=Age.ADULT,
        domain=Domain.HEALTH,
        words="",
        name="Wren",
        contact=SafeContact(),
        second=Second.pin(asking.PIN),
    )
    by = replace(VISITOR, partnership=place.partnership.pk)

    first, second = referrals.ask(told, by=by, key="draft"), referrals.ask(told, by=by, key="draft")

    assert first.referral == second.referral
    assert first.token
    assert not second.token
    assert Person.objects.count() == Referral.objects.count() == Link.objects.count() == 1


def test_one_who_comes_back_is_asked_for_no_number_and_never_contacted(client, place, service):
    sent = asking.ask(client, service.pk, ways={"ways": ["back"]})

    rules = ContactRules.objects.get().rules
    assert (rules["channels"], rules["phone"], rules["email"], rules["address"]) == ([], "", "", "")
    due = Referral.objects.get().due_on
    assert due is not None
    assert f"Nobody contacts you. Come back from {day(due)} to see the answer." in words(sent)
    assert "If there is no answer then, call" in words(sent)
    assert "If you hear nothing by then" not in words(sent)


def test_safe_contact_is_kept_as_told(client, place, service):
    asking.ask(
        client,
        service.pk,
        ways={"ways": ["phone"]},
        details={"phone": "07700 900 982"},
        times={"times": ["morning", "evening"]},
        safe={
            "message": "no",
            "say_who": "yes",
            "code_word": "kettle",
            "hidden": "on",
            "not_partners": [str(place.surgery.pk)],
        },
    )

    rules = ContactRules.objects.get().rules
    assert rules["channels"] == ["phone"]
    assert rules["phone"] == "+447700900982"
    assert rules["daytimes"] == ["morning", "evening"]
    assert (rules["leave_message"], rules["say_who"], rules["code_word"]) == (False, True, "kettle")
    assert rules["hidden_address"] is True
    assert rules["not_partners"] == [str(place.surgery.pk)]


def test_a_letter_needs_an_address_and_keeps_it(client, place, service):
    asking.ask(
        client,
        service.pk,
        ways={"ways": ["post"]},
        details={"address": "1 Example Row\nLynmouth", "postcode": "ex356en"},
    )

    assert ContactRules.objects.get().rules["address"] == "1 Example Row\nLynmouth"
    assert Person.objects.get().postcode == "EX35 6EN"


BAD = [
    ("age", {}, "Choose how old you are"),
    ("age", {"age": "12"}, "Choose one of the answers offered"),
    ("need", {"words": "Something"}, "Choose what it is most about"),
    ("need", {"words": "x" * 1001, "domain": "health"}, "Use 1,000 letters or fewer"),
    ("name", {"name": "  "}, "Write what we should call you"),
    ("ways", {}, "Choose a way that is safe"),
    ("ways", {"ways": ["sms", "back"]}, "Choose answers, or the last one alone"),
    ("details", {"phone": "12", "email": "wren@person.example"}, "Enter a phone number"),
    ("details", {"phone": "07700 900 982", "email": "wren"}, "Enter an email address in the right form"),
    ("times", {}, "Choose when it is safe to reach you"),
    ("share", {}, "Choose yes or no"),
    ("pin", {"pin": "12"}, "Choose a PIN of 4, 5 or 6 numbers"),
    ("pin", {"pin": "1234"}, "Many people choose this PIN"),
    ("pin", {}, "Choose a PIN of 4, 5 or 6 numbers"),
]


@pytest.mark.parametrize(("step", "told", "said"), BAD)
def test_bad_input_is_named_and_nothing_is_lost(client, place, service, step, told, said):
    asking.fill_in(client, service.pk, until=step)

    page = asking.answer(client, step, told)

    shown = words(page)
    assert page.status_code == 200
    assert "There is a problem" in shown
    assert said in shown
    if step != "pin":
        for typed in (one for value in told.values() for one in ([value] if isinstance(value, str) else value)):
            assert typed.strip() in page.content.decode(), "what was typed stays"
    assert asking.answer(client, step).status_code == 302, "it can be mended"
    assert not Person.objects.exists()


def test_a_pin_is_never_printed_back(client, place, service):
    asking.fill_in(client, service.pk, until="pin")
    page = asking.answer(client, "pin", {"pin": "9999"})
    asking.answer(client, "pin")

    assert "9999" not in words(page)
    assert asking.PIN not in words(client.get("/ask/check/"))


def test_jumping_ahead_leads_to_the_first_page_without_an_answer(client, place, service):
    asking.fill_in(client, service.pk, until="name")

    for ahead in ("pin", "check", "share", "nonsense"):
        assert client.get(f"/ask/{ahead}/")["Location"] == "/ask/name/"
    assert client.post("/ask/check/")["Location"] == "/ask/name/"
    assert client.get("/ask/need/").status_code == 200


def test_going_back_shows_what_was_told(client, place, service):
    asking.fill_in(client, service.pk)

    assert "I do not sleep" in words(client.get("/ask/need/"))
    assert 'value="wren@person.example"' in words(client.get("/ask/details/"))


def test_another_way_to_be_reached_asks_for_its_details(client, place, service):
    asking.fill_in(client, service.pk)

    assert asking.answer(client, "ways", {"ways": ["post"]})["Location"] == "/ask/details/"
    asking.answer(client, "details", {"address": "1 Example Row", "postcode": "EX35 6EN"})
    page = client.get("/ask/check/")
    assert "wren@person.example" not in words(page)


def test_nowhere_to_ask_says_so_kindly(client, db):
    page = client.get("/ask/")

    assert page.status_code == 200
    assert "Nobody can answer here yet" in words(page)


def test_of_several_places_the_chosen_service_decides(client, place, service):
    other = places.place()

    asking.ask(client, service.pk)

    assert Referral.objects.get().partnership == place.partnership != other.partnership


def test_of_several_places_one_is_chosen_when_no_service_says(client, place):
    other = places.place()
    page = client.post("/ask/", {})
    assert "Choose the place that is nearest to you" in words(page)

    client.post("/ask/", {"place": str(other.partnership.pk)})
    for step in ("who", "age", "need", "name", "ways", "details", "times", "safe", "count", "pin"):
        asking.answer(client, step)
    asking.send(client)

    assert Referral.objects.get().partnership == other.partnership


@pytest.mark.parametrize("service", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_service_that_is_gone_is_no_hindrance(client, place, service):
    assert client.get("/ask/", {"service": service}).status_code == 200
    asking.ask(client, service)
    assert Referral.objects.get().holder == place.front_door


def test_a_number_is_read_back_as_people_write_it(client, place, service):
    asking.fill_in(client, service.pk)

    assert "07700 900982" in words(client.get("/ask/check/"))


def test_on_a_sunday_the_page_says_when_the_first_message_comes(client, place, service, monkeypatch):
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-29T15:00:00Z")
    assert "The first one comes Monday 30 November at 9am, or later." in words(asking.ask(client, service.pk))


def test_when_messages_can_leave_the_page_says_nothing_of_waiting(client, place, service, monkeypatch):
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T15:00:00Z")
    assert "We send no messages at this hour" not in words(asking.ask(client, service.pk))
