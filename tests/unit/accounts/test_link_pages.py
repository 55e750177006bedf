"""The door of a link, by a browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from tests.factories import accounts as make
from tests.factories import partnerships as places
from watersmeet.accounts import links, models
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref

pytestmark = pytest.mark.urls("tests.unit.accounts.pages_for_tests")


@pytest.fixture
def person():
    return uuid4()


@pytest.fixture
def subject():
    return Ref("referral", uuid4())


@pytest.fixture
def token(person, subject):
    return make.link(person=person, subject=subject)


def open_it(client, token, pin="4826", **more):
    return client.post(f"/l/{token}/open/", {"second": pin}, **more)


def test_the_landing_says_nothing_of_whom_or_what(client, token, person, subject):
    page = client.get(f"/l/{token}/")

    words = page.content.decode()
    assert page.status_code == 200
    assert str(person) not in words
    assert str(subject.id) not in words
    assert not any(word in words.lower() for word in ("referral", "status", "mental", "anxi"))


def test_the_pin_can_be_looked_at_while_it_is_typed(client, token):
    words = client.get(f"/l/{token}/").content.decode()

    assert 'data-module="nhsuk-password-input"' in words
    assert 'inputmode="numeric"' in words
    assert "Show what you typed" in words


def test_looking_changes_nothing(client, token):
    before = list(models.Link.objects.values())
    for method in (client.get, client.head):
        method(f"/l/{token}/")
        method(f"/l/{token}/open/")

    assert list(models.Link.objects.values()) == before
    assert not client.session.keys()


def test_a_get_never_opens(client, token):
    page = client.get(f"/l/{token}/open/", {"second": "4826"})

    assert page.status_code == 302
    assert page["Location"] == f"/l/{token}/"
    assert not client.session.keys()


def test_the_pin_opens_the_page_for_that_person(client, token, person, subject):
    page = open_it(client, token, follow=True)

    assert page.redirect_chain == [(f"/status/{subject.id}/", 302)]
    assert page.content.decode() == f"link None {person} {subject.id}"


def test_it_closes_after_fifteen_minutes(client, token, subject, monkeypatch):
    open_it(client, token)
    monkeypatch.setenv("WATERSMEET_NOW", "+14m")
    assert client.get(f"/status/{subject.id}/").status_code == 200
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")

    page = client.get(f"/status/{subject.id}/")

    assert page.status_code == 403
    assert "use your own link, or your reference and your PIN" in page.content.decode()


def test_it_closes_at_once_when_the_link_ends(client, token, person, subject):
    open_it(client, token)
    links.end_links(person=person)

    assert client.get(f"/status/{subject.id}/").status_code == 403


def test_the_person_can_close_it(client, token, subject):
    open_it(client, token)

    assert client.get("/l/close/").status_code == 405
    assert client.post("/l/close/").status_code == 302
    assert client.get(f"/status/{subject.id}/").status_code == 403


def test_a_link_opens_only_what_it_was_sent_for(client):
    open_it(client, make.link("measures", subject=Ref("request", uuid4())))

    assert client.get(f"/answer/{uuid4()}/").status_code == 200
    assert client.get(f"/status/{uuid4()}/").status_code == 404
    assert client.get("/work/").status_code == 404


def test_opening_signs_out_whoever_used_the_browser(client, token, person):
    member = places.member()
    client.force_login(member.user)

    page = open_it(client, token, follow=True)

    assert f"link None {person}" in page.content.decode()
    assert client.get("/work/").status_code == 404


def test_another_pin_is_told_kindly_beside_the_field(client, token):
    page = open_it(client, token, pin="9174")

    assert page.status_code == 200
    assert "That is not the one we have. Please try again." in page.content.decode()
    assert "9174" not in page.content.decode()
    assert "opened_link" not in client.session


def test_an_empty_pin_is_asked_for(client, token):
    assert "Enter your PIN" in open_it(client, token, pin="").content.decode()
    assert models.Link.objects.get().tries == 0


def test_too_many_guesses_wait_and_then_lock_with_a_number_to_ring(client, token):
    for _guess in range(5):
        open_it(client, token, pin="9174")
    waiting = open_it(client, token, pin="9174")
    models.Link.objects.update(tries=links.TRIES)
    cache.clear()
    locked = open_it(client, token)

    assert waiting.status_code == 429
    assert "wait 5 minutes" in waiting.content.decode()
    assert "Ring us and we will send you a new one." in locked.content.decode()


def test_links_that_ended_and_links_that_never_were_look_the_same(client, token, monkeypatch):
    ended = make.link(until=clock.now() + timedelta(minutes=1))
    monkeypatch.setenv("WATERSMEET_NOW", "+1d")

    pages = [client.get(f"/l/{one}/") for one in (ended, "AAAAAAAAAAAAAAAAAAAAAA")]

    assert {page.status_code for page in pages} == {404}
    assert pages[0].content == pages[1].content


def test_a_volunteers_link_acts_in_their_role_until_they_leave(client):
    member = places.member(Role.VOLUNTEER)
    subject = Ref("referral", uuid4())
    token = make.link(user=member.user_id, subject=subject, partnership=member.partnership_id)
    open_it(client, token)
    assert client.get(f"/status/{subject.id}/").status_code == 404  # a person's page
    member.user.is_active = False
    member.user.save()

    assert links.look(token) is None
