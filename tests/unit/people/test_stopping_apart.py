"""Counting stops apart from sharing; a yes that ran out is still shown and can be stopped."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.models import PersonEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def test_stopping_to_be_counted_leaves_what_is_shared_as_it_is(here: Place) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.front_door, here.front_door, Category.REFERRAL, purpose=Purpose.EVALUATION)
    me = places.by_link(here, who)
    assert [one.receiver for one in people.counted_by(me, who)] == [here.front_door.pk]
    for _press in range(2):
        people.stop_counting(person=who, receiver=here.front_door.pk, by=me)
    assert people.counted_by(me, who) == []
    assert [one.receiver for one in people.shared_with(me, who)] == [here.group.pk]
    assert PersonEvent.objects.filter(subject=who, what="stop_counting").count() == 1


def test_a_yes_that_ran_out_is_still_shown_and_can_be_stopped(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    me = places.by_link(here, who)
    [share] = people.shared_with(me, who)
    assert share.receiver == here.group.pk
    people.withdraw(person=who, receiver=here.group.pk, by=me)
    assert people.shared_with(me, who) == []


def test_nobody_else_stops_it(here: Place) -> None:
    who = places.person(here)
    places.permit(who, here.front_door, here.front_door, Category.REFERRAL, purpose=Purpose.EVALUATION)
    client = Client()
    client.force_login(User.objects.get(pk=places.worker(here.group).id))
    answer = client.post(reverse("people:stop_counting_of", args=[who, here.front_door.pk]))
    assert answer.status_code == 404
    assert people.counted_by(places.by_link(here, who), who)
