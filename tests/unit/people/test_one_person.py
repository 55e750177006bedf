"""Two records of one human being: what they forbid on either is forbidden; what they say once they are one holds."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.conftest import MONDAY
from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel, Daytime, SafeContact

pytestmark = pytest.mark.django_db
NOON = MONDAY.replace(hour=12, minute=30)
EMAIL, OTHER = "ada@person.example", "ada@work.example"


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def worker(here: Place) -> Actor:
    return places.worker(here.front_door)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """The clock moves on."""

    def moved(minutes: int) -> None:
        monkeypatch.setenv("WATERSMEET_NOW", (MONDAY + timedelta(minutes=minutes)).isoformat())

    moved(0)
    return moved


def may(person: UUID, channel: Channel = Channel.EMAIL, **asked: object) -> bool:
    answer, _contact = people.safe_contact(person, Attempt(channel, at=NOON, **asked))
    return bool(answer)


def contact(**told: object) -> SafeContact:
    return SafeContact(**{"channels": (Channel.EMAIL,), "email": EMAIL, **told})


@pytest.mark.parametrize(
    "said",
    [
        {"channels": ()},
        {"email": OTHER},
        {"daytimes": (Daytime.EVENING,)},
    ],
)
def test_what_one_record_forbids_is_forbidden_for_the_other_and_free_again_when_they_are_two(
    here: Place, worker: Actor, said: dict[str, object]
) -> None:
    one, two = places.person(here), places.person(here, **said)
    assert may(one)
    people.merge(person=one, other=two, by=worker)
    assert not may(one)
    assert not may(two)
    assert people.contact_rules(worker, one) == replace(people.contact_rules(worker, two))
    assert not people.contact_agrees(worker, one)

    people.unmerge(person=one, other=two, by=worker)

    assert may(one)
    assert people.contact_agrees(worker, one)


def test_not_this_group_said_on_one_record_counts_for_all_three(here: Place, worker: Actor) -> None:
    one, two = places.person(here), places.person(here)
    three = places.person(here, not_partners=(here.group.pk,))
    assert may(one, partner=here.group.pk)
    people.merge(person=one, other=two, by=worker)
    people.merge(person=two, other=three, by=worker)
    assert not may(one, partner=here.group.pk)
    assert may(one, partner=here.therapy.pk)


def test_what_they_say_once_they_are_one_holds_on_both_until_another_record_is_found(
    here: Place, worker: Actor, later
) -> None:
    one, two = places.person(here), places.person(here, email=OTHER)
    people.merge(person=one, other=two, by=worker)
    later(5)
    seen = people.contact_rules(worker, one)
    people.set_contact(person=two, contact=contact(email=OTHER), by=worker, seen=seen)

    assert may(one)
    assert people.contact_rules(worker, one).email == OTHER
    assert people.contact_agrees(worker, one)

    later(10)
    people.merge(person=one, other=places.person(here, channels=()), by=worker)
    assert not may(one)


def test_what_was_said_before_they_were_one_is_no_word_for_both(here: Place, worker: Actor, later) -> None:
    one, two = places.person(here), places.person(here, channels=())
    people.set_contact(person=one, contact=contact(), by=worker, seen=people.contact_rules(worker, one))
    later(5)
    people.merge(person=one, other=two, by=worker)
    assert not may(one)


def test_a_no_that_came_by_phone_counts_for_all_whatever_was_said_before(here: Place, worker: Actor, later) -> None:
    """Whoever wrote it down had one record alone before them: it adds to what is forbidden."""
    one, two = places.person(here), places.person(here)
    people.merge(person=one, other=two, by=worker)
    later(5)
    people.set_contact(person=one, contact=contact(), by=worker, seen=people.contact_rules(worker, one))
    later(10)
    people.set_contact(person=two, contact=SafeContact(), by=worker)
    assert not may(one)
    later(15)
    people.set_contact(person=two, contact=contact(), by=worker)
    assert may(one)


def test_a_page_that_was_open_when_they_became_one_changes_nothing(here: Place, worker: Actor) -> None:
    one, two = places.person(here), places.person(here, channels=())
    seen = people.contact_rules(worker, one)
    people.merge(person=one, other=two, by=worker)
    with pytest.raises(Conflict):
        people.set_contact(person=one, contact=contact(), by=worker, seen=seen)


def test_parted_again_each_has_what_was_said_on_it(here: Place, worker: Actor, later) -> None:
    one, two = places.person(here), places.person(here, email=OTHER)
    people.merge(person=one, other=two, by=worker)
    later(5)
    seen = people.contact_rules(worker, one)
    people.set_contact(person=one, contact=contact(say_who=True), by=worker, seen=seen)
    people.unmerge(person=one, other=two, by=worker)
    assert people.contact_rules(worker, one) == contact(say_who=True)
    assert people.contact_rules(worker, two) == contact(email=OTHER)


def test_who_keeps_where_they_live_secret_on_one_record_is_measured_from_nowhere(here: Place, worker: Actor) -> None:
    two = places.person(here, hidden_address=True)
    one = people.register(
        partnership=here.partnership.pk, controller=here.front_door.pk, name="Ada", postcode="EX31 1AA",
        contact=contact(), by=worker,
    )  # fmt: skip
    assert people.postcode_of(worker, one)
    people.merge(person=one, other=two, by=worker)
    assert people.postcode_of(worker, one) == ""
