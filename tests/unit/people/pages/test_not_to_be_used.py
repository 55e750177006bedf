"""Somebody asks that what is kept about them is not used for now: each partner answers, locks, and may use it again."""

from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_one_screen import sign_in
from tests.unit.people.pages.test_sharing import open_page, words
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound, Refused
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import RULES, Acts, Kind, Outcome
from watersmeet.records.people.models import Matter, Person
from watersmeet.records.referrals import api as referrals


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def officer(place: Place) -> Actor:
    return places.worker(place.front_door, Role.PRIVACY_OFFICER)


@pytest.fixture
def person(client: Client, place: Place) -> UUID:
    """Somebody who asks on their own page."""
    who = places.person(place, name="Ada Example")
    open_page(client, place, who)
    assert "Help that is going on now goes on." in words(client.get("/sharing/tell/restrict/"))
    client.post("/sharing/tell/restrict/", {"words": "My address is wrong.", "key": "k"})
    return who


def asked() -> Matter:
    return Matter.objects.get(kind=Kind.RESTRICT)


def settle(officer: Actor, outcome: Outcome = Outcome.STOPPED) -> None:
    people.settle(matter=asked().pk, outcome=outcome, words="So.", by=officer)


def test_the_officer_finds_it_in_their_work_and_locks_the_record(
    client: Client, place: Place, person: UUID, officer: Actor
) -> None:
    worker = places.worker(place.front_door)
    assert people.cards(worker, [person])
    sign_in(client, officer)
    assert "not used for now" in words(client.get("/work/"))
    page = f"/privacy/{asked().pk}/"
    assert "all that it keeps about them is locked" in words(client.get(page))
    client.post(page, {"outcome": "stopped", "words": "It is locked."})
    assert not people.cards(worker, [person])
    assert people.cards(officer, [person])
    own = {"giver": place.front_door.pk, "receiver": place.front_door.pk}
    refused = people.gate(person, **own, purpose=Purpose.REFERRAL, category=Category.NEEDS)
    assert refused.missing == "restricted"  # type: ignore[union-attr]
    lock = Matter.objects.get(kind=Kind.RESTRICTION)
    assert "It is locked until they let you use it again." in words(client.get(f"/privacy/{lock.pk}/"))


def test_the_person_reads_it_and_lets_it_be_used_again(
    client: Client, place: Place, person: UUID, officer: Actor
) -> None:
    settle(officer)
    page = words(client.get("/sharing/"))
    for said in ("We stopped using it.", "Locked: kept, and not used for now", f"{place.front_door} may use it again"):
        assert said in page
    lock = Matter.objects.get(kind=Kind.RESTRICTION)
    assert "They may use it again." in words(client.post(f"/sharing/use-again/{lock.pk}/", follow=True))
    assert "You let them use it again." in words(client.get("/sharing/"))
    assert people.cards(places.worker(place.front_door), [person])
    assert Matter.objects.get(pk=lock.pk).outcome == Outcome.LIFTED
    assert client.post(f"/sharing/use-again/{lock.pk}/").status_code == 404


def test_a_new_yes_to_something_does_not_unlock_what_they_asked_to_lock(
    place: Place, person: UUID, officer: Actor
) -> None:
    settle(officer)
    places.permit(person, place.group, place.front_door)
    assert not people.cards(places.worker(place.front_door), [person])


def test_what_is_open_goes_on_and_nothing_else_is_seen(place: Place, person: UUID, officer: Actor) -> None:
    places.permit(person, place.front_door, place.group)
    waits = referrals.ask_for_self(
        person=person,
        partnership=place.partnership.pk,
        words="Company.",
        receiver=None,
        by=places.by_link(place, person),
    )
    worker = places.worker(place.front_door)
    settle(officer)
    assert [one.id for one in referrals.open_for(worker)] == [waits]


@pytest.mark.parametrize("outcome", [Outcome.NOT_UPHELD, Outcome.TAKEN_BACK])
def test_another_answer_locks_nothing(place: Place, person: UUID, officer: Actor, outcome: Outcome) -> None:
    settle(officer, outcome)
    assert not Matter.objects.filter(kind=Kind.RESTRICTION).exists()
    assert people.cards(places.worker(place.front_door), [person])


def test_only_the_person_unlocks_and_what_a_stop_locked_waits_for_a_yes(
    place: Place, person: UUID, officer: Actor
) -> None:
    settle(officer)
    lock = Matter.objects.get(kind=Kind.RESTRICTION)
    for stranger in (places.by_link(place, places.person(place)), places.worker(place.group)):
        with pytest.raises((NotFound, Refused)):
            people.use_again(person=person, matter=lock.pk, by=stranger)
    places.permit(person, place.front_door, place.group)
    people.withdraw(person=person, receiver=place.group.pk, by=places.by_link(place, person))
    by_stop = Matter.objects.get(kind=Kind.RESTRICTION, partner=place.group)
    with pytest.raises(NotFound):
        people.use_again(person=person, matter=by_stop.pk, by=places.by_link(place, person))


def test_every_kind_that_a_privacy_officer_acts_on_stands_in_their_work(
    client: Client, place: Place, person: UUID, officer: Actor
) -> None:
    acted = [kind for kind, rule in RULES.items() if rule.acts is Acts.PRIVACY and rule.asked]
    for kind in acted:
        people.tell(person=person, kind=kind, words="So.", by=places.by_link(place, person))
    assert {due.task for due in people.tasks_for(officer)} >= {f"matter.{kind}" for kind in acted if kind != Kind.NAMES}
    sign_in(client, officer)
    assert client.get("/work/").status_code == 200


def test_what_is_locked_is_kept_past_its_day(
    place: Place, person: UUID, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(officer)
    for day in ("2040-01-01T10:00:00Z", "2041-01-01T10:00:00Z"):
        monkeypatch.setenv("WATERSMEET_NOW", day)
        people.let_go()
    assert Person.objects.get(pk=person).erased_at is None
    people.use_again(
        person=person, matter=Matter.objects.get(kind=Kind.RESTRICTION).pk, by=places.by_link(place, person)
    )
    for day in ("2060-01-01T10:00:00Z", "2061-01-01T10:00:00Z"):
        monkeypatch.setenv("WATERSMEET_NOW", day)
        people.let_go()
    assert Person.objects.get(pk=person).erased_at


def test_whoever_is_locked_out_finds_nobody_and_opens_nothing(
    client: Client, place: Place, person: UUID, officer: Actor
) -> None:
    settle(officer)
    lock = Matter.objects.get(kind=Kind.RESTRICTION)
    worker = places.worker(place.front_door)
    assert people.find_person(worker, email="ada@person.example") == []
    sign_in(client, worker)
    assert client.get(f"/people/{person}/sharing/").status_code == 404
    assert client.post(f"/sharing/use-again/{lock.pk}/").status_code == 404
    assert client.post(f"/privacy/{lock.pk}/use-again/", {"words": "They rang."}).status_code in {403, 404}
    assert Matter.objects.get(pk=lock.pk).settled_at is None
    sign_in(client, officer)
    assert "They let your organisation use it again" in words(client.get(f"/privacy/{lock.pk}/"))
    assert client.post(f"/privacy/{lock.pk}/use-again/", {"words": " "}).status_code == 400
    client.post(f"/privacy/{lock.pk}/use-again/", {"words": "They came in, and said so."})
    assert people.find_person(worker, email="ada@person.example")
    assert client.post(f"/privacy/{lock.pk}/use-again/", {"words": "Again."}).status_code == 404


def test_asked_twice_it_is_locked_once_and_lifted_once(
    client: Client, place: Place, person: UUID, officer: Actor
) -> None:
    settle(officer)
    people.tell(person=person, kind=Kind.RESTRICT, words="Again.", by=places.by_link(place, person))
    second = Matter.objects.get(kind=Kind.RESTRICT, settled_at=None)
    people.settle(matter=second.pk, outcome=Outcome.STOPPED, words="So.", by=officer)
    lock = Matter.objects.get(kind=Kind.RESTRICTION)
    people.use_again(person=person, matter=lock.pk, by=places.by_link(place, person))
    assert people.cards(places.worker(place.front_door), [person])


def test_a_lock_is_on_every_record_of_theirs_and_so_is_its_end(place: Place, person: UUID, officer: Actor) -> None:
    settle(officer)
    other, worker = places.person(place), places.worker(place.front_door)
    people.merge(person=person, other=other, by=places.worker(place.front_door))
    assert not people.cards(worker, [person, other])
    lock = Matter.objects.get(kind=Kind.RESTRICTION, person=person)
    people.use_again(person=person, matter=lock.pk, by=places.by_link(place, person))
    assert set(people.cards(worker, [person, other])) == {person, other}


def test_who_is_forgotten_leaves_no_lock_behind(place: Place, person: UUID, officer: Actor) -> None:
    settle(officer)
    people.erase(person=person, by=officer)
    assert Matter.objects.get(kind=Kind.RESTRICTION).outcome == Outcome.FORGOTTEN
