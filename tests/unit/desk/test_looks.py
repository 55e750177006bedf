"""Whoever sees a name or an answer is written down, on every page that shows one."""

import pytest
from django.test import Client

from tests.factories import places
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor
from watersmeet.outbox import api as outbox
from watersmeet.records.outcomes.models import Request
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db


def looks(client: Client, address: str) -> int:
    """How many lines one look at a page writes."""
    before = Line.objects.filter(verb="look.page").count()
    assert client.get(address).status_code == 200
    return Line.objects.filter(verb="look.page").count() - before


def test_each_page_that_names_a_person_writes_one_look(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    here = places.place()
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    visitor = Actor("link", partnership=here.partnership.pk)
    referral = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=visitor
    )
    worker = places.worker(here.group)
    client.force_login(User.objects.get(pk=worker.id))
    assert looks(client, "/work/") == 1
    assert looks(client, f"/work/{referral}/") == 1
    assert looks(client, f"/work/{referral}/accepted/") == 1
    referrals.accept(referral, by=worker)
    outbox.deliver_all()
    assert looks(client, f"/measures/{Request.objects.get().pk}/") == 1
