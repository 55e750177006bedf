"""Told once: who asks again on their own page is not asked again who they are and how to reach them."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.factories import asking, places, services
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.actor import Actor, Kind
from watersmeet.records.people import api as people
from watersmeet.records.referrals.models import Referral


@pytest.fixture
def service(place):
    return services.service(place, name="Harbour shed", description="Mend, carve and talk.")


@pytest.fixture
def wren(client: Client, service) -> Client:
    """Wren, who asked before, with their own page open."""
    asking.open_own_page(client, asking.ask(client, service.pk))
    return client


def contact_of(place, referral: Referral) -> people.SafeContact:
    person = referral.person_id
    return people.contact_rules(Actor(Kind.LINK, person=person, partnership=place.partnership.pk), person)


def test_only_what_is_new_is_asked(place, service, wren):
    assert "Begin with what I told you before" in words(wren.get(f"/ask/?service={service.pk}"))

    begun = wren.post("/ask/", {"service": str(service.pk), "as_before": "on"})

    assert begun["Location"] == "/ask/need/"
    assert asking.answer(wren, "need")["Location"] == "/ask/share/"
    for step in ("share", "count", "pin"):
        asking.answer(wren, step)
    check = words(wren.get("/ask/check/"))
    assert "Wren" in check
    assert "wren@person.example" in check
    asking.send(wren)
    first, second = Referral.objects.order_by("made_at")
    assert first.person_id != second.person_id
    assert contact_of(place, first) == contact_of(place, second)


def test_each_of_it_can_be_changed_first(service, wren):
    wren.post("/ask/", {"service": str(service.pk), "as_before": "on"})
    asking.answer(wren, "need")
    assert 'value="Wren"' in wren.get("/ask/name/").content.decode()
    asking.answer(wren, "name", {"name": "Wren Example"})
    for step in ("share", "count", "pin"):
        asking.answer(wren, step)
    assert "Wren Example" in words(wren.get("/ask/check/"))


def test_who_ruled_out_whom_they_ask_now_is_asked_that_again(place, service, wren):
    before = Referral.objects.get()
    contact = replace(contact_of(place, before), not_partners=(place.group.pk,))
    people.set_contact(person=before.person_id, contact=contact, by=places.by_link(place, before.person_id))
    wren.post("/ask/", {"service": str(service.pk), "as_before": "on"})
    assert asking.answer(wren, "need")["Location"] == "/ask/safe/"


def test_nobody_is_offered_what_another_told(service, client):
    assert "Begin with what I told you before" not in words(client.get(f"/ask/?service={service.pk}"))
    assert client.post("/ask/", {"service": str(service.pk), "as_before": "on"})["Location"] == "/ask/who/"


def test_beginning_with_nothing_filled_in_asks_everything(service, wren):
    assert wren.post("/ask/", {"service": str(service.pk)})["Location"] == "/ask/who/"
    assert "Wren" not in wren.get("/ask/name/", follow=True).content.decode()
