"""Who may say what about a person's yes, asked of the actions themselves; and stops that two records share."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.partnerships.api import Category, Purpose, Sector
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Override, OverrideKind, Permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def who(here: Place) -> UUID:
    """Somebody who said yes to the group, and to being counted."""
    person = places.person(here)
    places.permit(person, here.front_door, here.group, Category.NEEDS)
    places.permit(person, here.front_door, here.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    return person


def in_force() -> int:
    return Permission.objects.filter(withdrawn_at=None, renewed_at=None).count()


@pytest.mark.parametrize("said", [people.withdraw, people.renew, people.stop_counting])
@pytest.mark.parametrize("stranger", ["of another partner", "another person", "a visitor"])
def test_nobody_else_says_it_for_them(here: Place, who: UUID, said, stranger: str) -> None:
    strangers = {
        "of another partner": places.worker(here.group),
        "another person": places.by_link(here, places.person(here)),
        "a visitor": VISITOR,
    }
    before = in_force()
    with pytest.raises((Refused, NotFound)):
        said(person=who, receiver=here.group.pk, by=strangers[stranger])
    assert in_force() == before


def test_to_renew_what_nobody_may_see_is_not_found(here: Place, who: UUID) -> None:
    me = places.by_link(here, who)
    people.withdraw(person=who, receiver=here.group.pk, by=me)
    with pytest.raises(NotFound):
        people.renew(person=who, receiver=here.group.pk, by=me)


class TestExpectation:
    """What is expected between health partners, without a yes."""

    @pytest.fixture
    def health(self, here: Place, who: UUID) -> Place:
        """Both sides are health partners, and the person's data are shared by expectation alone."""
        for partner in (here.front_door, here.group):
            partner.organisation.sector = Sector.PRIMARY_CARE
            partner.organisation.save()
        Permission.objects.all().delete()
        return here

    def say(self, here: Place, who: UUID, by: Actor) -> None:
        people.expect(person=who, giver=here.front_door.pk, receiver=here.group.pk, categories=[Category.NEEDS], by=by)

    def test_the_keeper_says_so(self, health: Place, who: UUID) -> None:
        self.say(health, who, places.worker(health.front_door))
        assert Permission.objects.get().ground == "expectation"

    def test_nobody_else_does(self, health: Place, who: UUID) -> None:
        with pytest.raises(Refused):
            self.say(health, who, places.worker(health.group))

    @pytest.mark.parametrize("outside", ["front_door", "group"])
    def test_both_sides_are_health_partners(self, health: Place, who: UUID, outside: str) -> None:
        organisation = getattr(health, outside).organisation
        organisation.sector = Sector.COMMUNITY
        organisation.save()
        with pytest.raises(Invalid) as wrong:
            self.say(health, who, places.worker(health.front_door))
        assert "receiver" in wrong.value.fields

    def test_not_after_the_person_objected(self, health: Place, who: UUID) -> None:
        places.permit(who, health.front_door, health.group, Category.NEEDS)
        people.withdraw(person=who, receiver=health.group.pk, by=places.by_link(health, who))
        with pytest.raises(Conflict):
            self.say(health, who, places.worker(health.front_door))


def override(here: Place, who: UUID, by: Actor, **changed) -> None:
    told = {
        "giver": here.front_door.pk,
        "receiver": here.group.pk,
        "categories": [Category.CONTACT],
        "kind": OverrideKind.LIFE,
        "reason": "They rang and said goodbye.",
        "until": clock.now() + timedelta(days=1),
    }
    people.override(person=who, by=by, **(told | changed))


def test_only_the_keeper_shows_without_a_yes(here: Place, who: UUID) -> None:
    with pytest.raises(Refused):
        override(here, who, places.worker(here.group))
    assert not Override.objects.exists()
    override(here, who, places.worker(here.front_door))
    assert Override.objects.count() == 1


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=31, seconds=1)])
def test_it_ends_within_a_month(here: Place, who: UUID, lasts: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    with pytest.raises(Invalid) as wrong:
        override(here, who, places.worker(here.front_door), until=clock.now() + lasts)
    assert "until" in wrong.value.fields
    override(here, who, places.worker(here.front_door), until=clock.now() + timedelta(days=31))
