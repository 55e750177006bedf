"""One thing that a partner may see is stopped by itself: the rest goes on, also where records are found to be one."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_sharing import open_page, words
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, Refused
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Matter, Permission, PersonEvent

pytestmark = pytest.mark.django_db
BACK = (Category.REFERRAL, Category.ATTENDANCE)


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def who(here: Place) -> UUID:
    """Somebody of whom the group may tell the front door what happened, and if they came."""
    person = places.person(here)
    places.permit(person, here.group, here.front_door, *BACK)
    return person


def told(here: Place, who: UUID) -> set[Category]:
    """What the group may tell the front door now."""
    between = {"giver": here.group.pk, "receiver": here.front_door.pk, "purpose": Purpose.REFERRAL}
    return {one for one in Category if people.gate(who, **between, category=one)}


def stop(here: Place, who: UUID, **other: Any) -> None:
    said = {"receiver": here.front_door.pk, "category": Category.ATTENDANCE, "by": places.by_link(here, who), **other}
    people.stop_one(person=who, **said)


def test_one_thing_stops_and_the_rest_goes_on(here: Place, who: UUID) -> None:
    assert told(here, who) == set(BACK)
    for _press in range(2):
        stop(here, who)
    assert told(here, who) == {Category.REFERRAL}
    [share] = people.shared_with(places.by_link(here, who), who)
    assert share.categories == (Category.REFERRAL,)
    assert PersonEvent.objects.filter(subject=who, what="stop_one", reason_code="attendance").count() == 1
    assert not Matter.objects.exists(), "nothing is locked: the rest is in use"


def test_it_is_no_stop_of_the_rest_for_a_paper_that_is_older(here: Place, who: UUID) -> None:
    before = clock.now()
    stop(here, who)
    assert not people.stopped_since(who, here.front_door.pk, before)
    people.withdraw(person=who, receiver=here.front_door.pk, by=places.by_link(here, who))
    assert people.stopped_since(who, here.front_door.pk, before)


@pytest.mark.parametrize("needed", [Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL])
def test_without_some_things_nobody_can_help(here: Place, who: UUID, needed: Category) -> None:
    with pytest.raises(Invalid):
        stop(here, who, category=needed)
    assert told(here, who) == set(BACK)


def test_a_new_yes_to_it_counts_again(here: Place, who: UUID) -> None:
    stop(here, who)
    places.permit(who, here.group, here.front_door, *BACK)
    assert told(here, who) == set(BACK)


def test_letting_the_rest_go_on_does_not_bring_it_back(here: Place, who: UUID) -> None:
    stop(here, who)
    people.renew(person=who, receiver=here.front_door.pk, by=places.by_link(here, who))
    assert told(here, who) == {Category.REFERRAL}


def test_in_another_record_of_theirs_the_older_yes_to_it_ends_and_the_rest_stays(here: Place, who: UUID) -> None:
    other = places.person(here)
    places.permit(other, here.group, here.front_door, *BACK)
    stop(here, who)
    later = places.person(here)
    places.permit(later, here.group, here.front_door, *BACK)
    for one in (other, later):
        people.merge(person=who, other=one, by=places.worker(here.front_door))
    assert told(here, other) == {Category.REFERRAL}
    assert told(here, later) == set(BACK), "they said yes to it after the stop"


def test_it_counts_for_all_their_records_at_once(here: Place, who: UUID) -> None:
    other = places.person(here)
    places.permit(other, here.group, here.front_door, *BACK)
    people.merge(person=who, other=other, by=places.worker(here.front_door))
    stop(here, who)
    assert told(here, other) == {Category.REFERRAL}


def test_nobody_else_stops_it(here: Place, who: UUID) -> None:
    for stranger in (places.by_link(here, places.person(here)), places.worker(here.group)):
        with pytest.raises(Refused):
            stop(here, who, by=stranger)
    assert told(here, who) == set(BACK)


def test_it_is_a_button_on_their_page(client: Client, here: Place, who: UUID) -> None:
    open_page(client, here, who)
    assert f"Stop telling {here.front_door}: if you came" in words(client.get("/sharing/"))
    page = words(client.post(f"/sharing/{here.front_door.pk}/stop/attendance/", follow=True))
    assert "Stop telling" not in page
    assert "is not told this any more: if you came. You can say yes to it again." in page
    assert client.post(f"/sharing/{here.front_door.pk}/stop/heron/").status_code == 404


def test_an_older_yes_that_comes_in_later_does_not_bring_it_back(here: Place, who: UUID) -> None:
    signed = clock.now()
    stop(here, who)
    other = places.person(here)
    people.merge(person=who, other=other, by=places.worker(here.front_door))
    for one in (who, other):
        people.give_permission(
            person=one,
            giver=here.group.pk,
            receiver=here.front_door.pk,
            purpose=Purpose.REFERRAL,
            categories=BACK,
            statement="paper-share-1",
            at=signed,
            by=places.COMMAND,
        )
        assert told(here, one) == {Category.REFERRAL}


def test_what_is_stopped_alone_is_stopped(here: Place, who: UUID) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Permission.objects.filter(person=who).update(alone=True)
