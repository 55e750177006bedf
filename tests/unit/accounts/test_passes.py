"""Passes of other systems: seen once, kept as a hash, for some purposes, for a while, each use written down."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories import places
from watersmeet.accounts import passes
from watersmeet.accounts.models import Pass, User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Kind, Role
from watersmeet.base.problems import Invalid, NotFound, Refused
from watersmeet.records.partnerships import api as partnerships

SCOPE = "referrals.exchange"


@pytest.fixture
def place():
    return places.place()


@pytest.fixture
def manager(place):
    return places.worker(place.group, Role.MANAGER)


def made(by, *, scopes=(SCOPE,), days=30):
    return passes.make(name="Learner records", scopes=scopes, until=clock.now() + timedelta(days=days), by=by)


@passes.machine(SCOPE)
def who(request):
    return HttpResponse(f"{request.actor.kind} {request.actor.partner}")


def asks(token, **more):
    header = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    return who(RequestFactory().post("/", **header, **more))


def test_who_shows_it_acts_as_that_system_of_that_partner(manager):
    answer = asks(made(manager))

    assert answer.status_code == 200
    assert answer.content.decode() == f"{Kind.SYSTEM} {manager.partner}"
    row = Pass.objects.get()
    assert row.last_used_at
    assert list(Line.objects.filter(subject_id=row.pk).order_by("pk").values_list("verb", flat=True)) == [
        "pass.make",
        "pass.use",
    ]


def test_only_a_hash_is_kept(manager):
    token = made(manager)
    row = Pass.objects.values().get()

    assert token not in str(row)
    assert token.removeprefix(passes.PREFIX).encode() not in bytes(row["token_hash"])


@pytest.mark.parametrize("way", ["none", "unknown", "ended", "over", "left"])
def test_what_is_no_good_pass_looks_the_same(manager, place, monkeypatch, way):
    token = made(manager)
    if way == "none":
        token = ""
    elif way == "unknown":
        token += "x"
    elif way == "ended":
        passes.end(identifier=Pass.objects.get().pk, by=manager)
    elif way == "over":
        Pass.objects.update(made_at=clock.now() - timedelta(days=9), until=clock.now() - timedelta(days=1))
    else:
        partnerships.leave(partner=place.group.pk, by=places.COMMAND)
    answer = asks(token)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert b"Send a good pass" in answer.content
    assert not Line.objects.filter(verb="pass.use").exists()


def test_it_does_what_it_was_made_for_and_nothing_else(manager):
    answer = asks(made(manager, scopes=["services.write"]))

    assert answer.status_code == 403
    assert Line.objects.filter(verb="pass.refused").count() == 1


def test_who_tries_many_must_wait():
    for _number in range(60):
        asks("wsm_guess")

    assert "Too many tries" in asks("wsm_guess").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_a_manager_makes_one(place, role):
    with pytest.raises(Refused):
        made(places.worker(place.group, role))


def test_a_manager_sees_and_ends_those_of_their_own_partner_alone(manager, place):
    made(manager)
    other = places.worker(place.surgery, Role.MANAGER)

    assert passes.of_partner(other) == []
    with pytest.raises(NotFound):
        passes.end(identifier=Pass.objects.get().pk, by=other)
    assert not passes.of_partner(manager)[0].ended


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"scopes": ["everything"]}, {"days": 400}, {"days": 0}])
def test_it_is_for_something_and_for_a_while(manager, wrong):
    with pytest.raises(Invalid):
        made(manager, **wrong)
    assert not Pass.objects.exists()


def test_the_page_shows_it_once(client, manager):
    client.force_login(User.objects.get(pk=manager.id))
    page = client.post("/passes/", {"name": "Learner records", "scopes": [SCOPE], "days": "30"}).content.decode()
    token = page.split('class="ws-address">')[1].split("<")[0]

    assert asks(token).status_code == 200
    again = client.get("/passes/").content.decode()
    assert token not in again
    assert "Learner records" in again
    assert client.get(f"/passes/{Pass.objects.get().pk}/end/").status_code == 405
    client.post(f"/passes/{Pass.objects.get().pk}/end/")
    assert asks(token).status_code == 401
    assert "It opens nothing any more." in client.get("/passes/").content.decode()
