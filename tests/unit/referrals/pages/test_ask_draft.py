"""What is told while asking: nothing is lost, nothing is kept too soon or too long."""

import base64

import pytest
from django.db import connection

from tests.factories import asking
from watersmeet.accounts.drawer import COOKIE
from watersmeet.records.people.models import ContactRules, Person
from watersmeet.records.referrals.models import Referral


def test_a_draft_cannot_be_read_in_the_cache(client, place, service):
    canary = "canaryinthecache"
    asking.fill_in(
        client, service.pk, need={"words": canary, "domain": "health"}, name={"name": canary},
        details={"phone": "07700900982", "email": f"{canary}@person.example"},
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        lying = [name.encode() + base64.b64decode(value) for name, value in cursor.fetchall()]
    assert lying
    for secret in (canary, "+447700900982", asking.PIN + '"', client.cookies[COOKIE].value, str(service.pk)):
        assert not any(secret.encode() in one for one in lying), secret


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
    ("pin", {"pin": "1234"}, "harder to guess"),
    ("pin", {}, "Choose a PIN of 4, 5 or 6 numbers"),
]


@pytest.mark.parametrize(("step", "told", "said"), BAD)
def test_bad_input_is_named_and_nothing_is_lost(client, place, service, step, told, said):
    asking.fill_in(client, service.pk, until=step)

    page = asking.answer(client, step, told)

    shown = asking.words(page)
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

    assert "9999" not in asking.words(page)
    assert asking.PIN not in asking.words(client.get("/ask/check/"))


def test_jumping_ahead_leads_to_the_first_page_without_an_answer(client, place, service):
    asking.fill_in(client, service.pk, until="name")

    for ahead in ("pin", "check", "share", "nonsense"):
        assert client.get(f"/ask/{ahead}/")["Location"] == "/ask/name/"
    assert client.post("/ask/check/")["Location"] == "/ask/name/"
    assert client.get("/ask/need/").status_code == 200


def test_going_back_shows_what_was_told(client, place, service):
    asking.fill_in(client, service.pk)

    assert "I do not sleep" in asking.words(client.get("/ask/need/"))
    assert 'value="wren@person.example"' in asking.words(client.get("/ask/details/"))


def test_another_way_to_be_reached_asks_for_its_details(client, place, service):
    asking.fill_in(client, service.pk)

    assert asking.answer(client, "ways", {"ways": ["post"]})["Location"] == "/ask/details/"
    asking.answer(client, "details", {"address": "1 Example Row", "postcode": "EX35 6EN"})
    page = client.get("/ask/check/")
    assert "wren@person.example" not in asking.words(page)


def test_what_was_told_before_another_way_was_chosen_is_not_kept(client, place, service):
    asking.fill_in(client, service.pk)
    asking.answer(client, "ways", {"ways": ["back"]})
    asking.send(client)

    rules = ContactRules.objects.get().rules
    assert (rules["phone"], rules["email"], rules["daytimes"]) == ("", "", [])


def test_a_draft_dies_after_half_an_hour(client, place, service, monkeypatch):
    asking.fill_in(client, service.pk)
    monkeypatch.setenv("WATERSMEET_NOW", "+31m")

    page = asking.send(client)

    assert page.status_code == 410
    assert "Let us begin again" in asking.words(page)
    assert "Nothing was sent" in asking.words(page)
    assert not Person.objects.exists()


def test_the_page_after_sending_dies_too(client, place, service, monkeypatch):
    asking.ask(client, service.pk)
    monkeypatch.setenv("WATERSMEET_NOW", "+31m")

    page = client.get("/asked/")

    assert page.status_code == 410
    assert Referral.objects.get().reference not in asking.words(page)
