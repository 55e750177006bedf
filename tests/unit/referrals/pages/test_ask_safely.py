"""Asking is safe: nothing kept too soon or too long or readable, ages respected, a way out on every page."""

import base64

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import accounts as make
from tests.factories import asking, places, services
from watersmeet.accounts.drawer import COOKIE
from watersmeet.audit.models import Line
from watersmeet.base.actor import NOBODY
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Age, ContactRules, Person
from watersmeet.records.referrals.models import Referral


def rows() -> dict[str, int]:
    """How many rows every table holds, the cache's and the sessions' among them."""
    counted = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache")
        counted["shared_cache"] = cursor.fetchone()[0]
    return counted


def words(page) -> str:
    return " ".join(page.content.decode().split())


def test_under_16_stores_nothing_at_all(client, place, service):
    before = rows()
    asking.begin(client, service.pk)
    assert rows() != before, "the draft lies in the cache until the age is known"

    asking.answer(client, "who")
    page = client.post("/ask/age/", {"age": "under_16"}, follow=True)

    assert rows() == before
    assert "Childline" in words(page)
    assert "0800 1111" in words(page)
    assert not client.cookies[COOKIE].value


def test_nothing_is_a_record_before_send(client, place, service):
    before = rows()
    asking.fill_in(client, service.pk)
    after = rows()

    assert {name for name in after if after[name] != before[name]} == {"shared_cache"}


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


def test_somebody_of_17_is_asked_about_a_service_that_takes_them(client, place):
    walkers = services.service(place, min_age=16)

    asking.ask(client, walkers.pk, age={"age": "16_17"})

    assert Referral.objects.get().receiver == place.group
    assert Person.objects.get().age == Age.YOUNG


@pytest.mark.parametrize("facts", [{"min_age": 18}, {}, {"min_age": 17}])
def test_somebody_of_17_is_helped_by_the_front_door_when_the_service_is_not_for_them(client, place, facts):
    service = services.service(place, **facts)
    asking.begin(client, service.pk)
    asking.answer(client, "who")
    page = client.post("/ask/age/", {"age": "16_17"}, follow=True)
    assert "may not be for people of your age" in words(page)
    assert f"A person at {place.front_door}" in words(page)

    asking.fill_in(client, service.pk, age={"age": "16_17"})
    asking.send(client)

    referral = Referral.objects.get()
    assert (referral.receiver, referral.service) == (place.front_door, None)


def test_an_adult_is_not_sent_to_a_young_peoples_service(client, place):
    service = services.service(place, min_age=11, max_age=17)

    asking.ask(client, service.pk)

    assert Referral.objects.get().service is None


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
    assert "Let us begin again" in words(page)
    assert "Nothing was sent" in words(page)
    assert not Person.objects.exists()


def test_after_sending_nothing_says_that_it_could_still_be_taken_back(client, place, service):
    page = words(asking.ask(client, service.pk))

    assert "Clear what I typed" not in page
    assert "Clear this page now" in page


def test_the_page_after_sending_dies_too(client, place, service, monkeypatch):
    asking.ask(client, service.pk)
    monkeypatch.setenv("WATERSMEET_NOW", "+31m")

    page = client.get("/asked/")

    assert page.status_code == 410
    assert Referral.objects.get().reference not in words(page)


def test_whoever_sits_down_next_finds_nothing(client, place, service, ending):
    sent = asking.ask(client, service.pk)
    asking.begin(client, service.pk)
    asking.answer(client, "age")
    key = client.cookies[COOKIE].value

    ending(client, sent)

    assert not client.cookies[COOKIE].value
    client.cookies[COOKIE] = key  # somebody wrote it down
    assert client.get("/asked/").status_code == 410
    assert client.get("/ask/need/").status_code == 410


def _sign_out(client, _sent):
    client.force_login(make.user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/logout/").status_code == 200
    assert client.cookies[COOKIE].value, "looking at the page clears nothing"
    assert client.post("/account/logout/").status_code == 302


def _come_back(client, _sent):
    given = {"reference": Referral.objects.get().reference, "pin": asking.PIN}
    assert client.post("/back/", given).status_code == 302


ENDINGS = {
    "they close their page": lambda client, _sent: client.post("/l/close/"),
    "their link opens": asking.open_own_page,
    "they come back": _come_back,
    "a worker signs out": _sign_out,
    "they clear it": lambda client, _sent: client.post("/ask/clear/"),
}


@pytest.fixture(params=ENDINGS.values(), ids=list(ENDINGS))
def ending(request):
    """A way to end what one did on a shared computer."""
    return request.param


@pytest.mark.parametrize("path", ["/ask/", "/ask/need/", "/ask/check/", "/asked/"])
def test_pages_of_asking_offer_to_clear_what_was_typed(client, place, service, path):
    asking.ask(client, service.pk)
    asking.fill_in(client, service.pk)

    assert 'action="/ask/clear/"' in words(client.get(path))
    assert client.get("/ask/clear/").status_code == 405


def test_the_audit_names_a_visitor_in_this_place(client, place, service):
    asking.ask(client, service.pk)

    lines = Line.objects.filter(verb__in=("person.register", "referral.ask", "person.permit", "need.record"))
    assert {(line.actor_kind, line.actor_id, line.lane) for line in lines} == {("link", NOBODY, place.partnership.pk)}
    assert {line.verb for line in lines} == {"person.register", "referral.ask", "person.permit", "need.record"}


def test_somebody_who_may_be_known_is_noted_for_a_human_and_not_shown(client, place, service):
    known = places.person(place, email="wren@person.example", name="Wren Example")

    sent = asking.ask(client, service.pk)

    assert Line.objects.get(verb="person.may_be_known").detail == {"records": 1}
    assert "known" not in words(sent)
    new = Referral.objects.get().person_id
    assert people.may_be(places.worker(place.front_door), new) == {known}


def test_many_from_one_address_must_wait(client, place, service, monkeypatch):
    asking.fill_in(client, service.pk)
    monkeypatch.setattr("watersmeet.records.referrals.pages.ask.throttle.allows", lambda *_a, **_k: False)

    page = asking.send(client)

    assert "Please wait a little" in words(page)
    assert not Person.objects.exists()
    monkeypatch.undo()
    asking.send(client)
    assert Person.objects.exists(), "nothing was lost"


def test_every_page_is_stored_nowhere_and_offers_a_way_out(client, place, service):
    asking.fill_in(client, service.pk)
    pages = [client.get(f"/ask/{step}/") for step in (*asking.ANSWERS, "check")]
    pages += [client.get("/ask/"), asking.send(client)]

    for page in pages:
        assert page["Cache-Control"] == "no-store"
        for said in ("Leave quickly", "01632 960 123", "116 123", "999"):
            assert said in words(page)


def test_words_of_distress_put_the_lines_to_call_first(client, place, service):
    asking.fill_in(client, service.pk, need={"words": "I want to die", "domain": "health"})

    pages = [client.get("/ask/name/"), client.get("/ask/check/"), asking.send(client)]
    for page in pages:
        assert words(page).index("It sounds hard right now") < words(page).index("116 123")
    asking.fill_in(client, service.pk)
    assert "It sounds hard" not in words(client.get("/ask/check/"))
