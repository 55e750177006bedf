"""Somebody asks to be forgotten; a privacy officer looks at every record and does it, or says why not."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_one_screen import sign_in
from tests.unit.people.pages.test_sharing import open_page, words
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Kind, Outcome
from watersmeet.records.people.models import Matter, Person
from watersmeet.records.people.states import MatterState
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def officer(place: Place) -> Actor:
    return places.worker(place.front_door, Role.PRIVACY_OFFICER)


@pytest.fixture
def person(client: Client, place: Place) -> UUID:
    """Somebody with an open request, who asks on their own page to be forgotten."""
    who = places.person(place, name="Ada Example")
    places.permit(who, place.front_door, place.group)
    referrals.ask_for_self(
        person=who,
        partnership=place.partnership.pk,
        words="Company.",
        receiver=place.group.pk,
        by=places.by_link(place, who),
    )
    open_page(client, place, who)
    assert "This cannot be taken back." in words(client.get("/sharing/tell/forget/"))
    client.post("/sharing/tell/forget/", {"words": "", "key": "k"})
    return who


def asked() -> Matter:
    return Matter.objects.get(kind=Kind.FORGET)


def forget_page() -> str:
    return f"/privacy/{asked().pk}/forget/"


def test_the_person_reads_that_they_asked_and_by_when_they_hear(client: Client, person: UUID) -> None:
    page = words(client.get("/sharing/"))
    assert "You asked to be forgotten" in page
    assert "We answer by" in page


def test_the_officer_looks_at_the_record_and_forgets_them(client: Client, person: UUID, officer: Actor) -> None:
    sign_in(client, officer)
    register = words(client.get("/privacy/"))
    assert "To be forgotten" in register
    assert "Ada Example" not in register
    assert "Look at what goes, then forget them" in words(client.get(f"/privacy/{asked().pk}/"))
    page = words(client.get(forget_page()))
    assert "This cannot be taken back." in page
    assert "Ada Example" in page
    done = client.post(forget_page(), {"records": [str(person)]}, follow=True)
    assert "They are forgotten." in words(done)
    assert (asked().state, asked().outcome, asked().words) == (MatterState.SETTLED, Outcome.FORGOTTEN, None)
    assert Person.objects.get(pk=person).erased_at
    assert Referral.objects.get().state == State.WITHDRAWN
    assert client.get(forget_page()).status_code == 404


def test_nothing_is_forgotten_without_a_record_that_was_looked_at(client: Client, person: UUID, officer: Actor) -> None:
    sign_in(client, officer)
    refused = client.post(forget_page(), {})
    assert refused.status_code == 400
    assert "Look at each record first, then tick it" in words(refused)
    assert Person.objects.get(pk=person).erased_at is None
    with pytest.raises(Invalid):
        people.forget_asked(matter=asked().pk, looked_at=[], by=officer)


def test_of_two_records_both_are_looked_at(client: Client, place: Place, person: UUID, officer: Actor) -> None:
    other = places.person(place, name="A. Example")
    people.merge(person=person, other=other, by=places.worker(place.front_door))
    sign_in(client, officer)
    assert "A. Example" in words(client.get(forget_page()))
    refused = client.post(forget_page(), {"records": [str(person)]})
    assert refused.status_code == 400
    assert "This person is written down more than once." in words(refused)
    refused = client.post(forget_page(), {"records": [str(other)]})
    assert refused.status_code == 400
    assert "Look at each record first, then tick it." in words(refused)
    assert asked().state == MatterState.OPEN
    client.post(forget_page(), {"records": [str(person), str(other)]})
    assert Person.objects.filter(erased_at=None).count() == 0


def test_what_a_law_holds_is_said_and_not_forgotten(client: Client, place: Place, person: UUID, officer: Actor) -> None:
    Matter.objects.create(
        partnership=place.partnership, partner=place.front_door, person_id=person, kind=Kind.HOLD,
        about=place.front_door.pk, key_owner=person, opened_at=asked().opened_at,
    )  # fmt: skip
    sign_in(client, officer)
    assert "held by law" in words(client.get(forget_page()))
    refused = client.post(forget_page(), {"records": [str(person)]})
    assert "It is held by law." in words(refused)
    assert Person.objects.get(pk=person).erased_at is None


def test_it_may_be_taken_back_or_answered_with_why_not(client: Client, person: UUID, officer: Actor) -> None:
    sign_in(client, officer)
    page = f"/privacy/{asked().pk}/"
    assert "They asked to be forgotten" not in words(client.get(page))  # that is on the page of its own
    for told, status in (
        ({"outcome": "forgotten", "words": "Done."}, 400),
        ({"outcome": "taken_back", "words": "They rang."}, 302),
    ):
        assert client.post(page, told).status_code == status
    assert asked().outcome == Outcome.TAKEN_BACK
    with pytest.raises(Conflict):
        people.forget_asked(matter=asked().pk, looked_at=[person], by=officer)
    assert Person.objects.get(pk=person).erased_at is None


@pytest.mark.parametrize("side", ["front_door", "group"])
def test_where_nobody_is_privacy_officer_the_manager_reads_it_and_cannot_do_it(
    client: Client, place: Place, person: UUID, side: str
) -> None:
    manager = places.worker(getattr(place, side), Role.MANAGER)
    sign_in(client, manager)
    if side == "group":
        assert client.get(forget_page()).status_code == 404
        with pytest.raises(NotFound):
            people.to_forget(manager, asked().pk)
        return
    assert "Only a privacy officer can do this." in words(client.get(forget_page()))
    assert client.post(forget_page(), {"records": [str(person)]}).status_code == 403
    assert Person.objects.get(pk=person).erased_at is None


def test_a_worker_with_the_person_asks_for_them(client: Client, place: Place) -> None:
    who = places.person(place)
    worker: Any = places.worker(place.front_door)
    sign_in(client, worker)
    client.post(f"/people/{who}/sharing/tell/forget/", {"words": "They asked at the desk.", "key": "k"})
    assert asked().person_id == who
