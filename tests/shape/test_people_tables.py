"""Whatever is kept about a person can be exported, erased and merged: no table about people is forgotten."""

import inspect
from collections.abc import Callable
from itertools import product
from uuid import UUID

import pytest
from django.db import models

from tests.factories import places
from tests.factories.places import Place
from tests.shape.test_models import foreign_keys, our_models
from watersmeet.base.actor import Role
from watersmeet.records.partnerships.api import held as leaves
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Kind, held
from watersmeet.records.people.models import Person

PEOPLES_OWN = {
    "people.ContactRules",
    "people.Permission",
    "people.Override",
    "people.Token",
    "people.SameAs",
    "people.Matter",
    "people.Copy",
}
"""Tables of the people room itself: its own actions end, delete or unseal them when a person is erased."""
BY_IDENTIFIER = {"outbox.Posting", "accounts.Link", "files.File"}
"""Lower floors know a person by the plain identifier alone: erasing cancels postings, forgets links and files."""


def about_people() -> set[type[models.Model]]:
    """Every model that points at a person, and every one that tells what happened to such a row."""
    direct = {model for model, _field, target in foreign_keys() if target is Person}
    told_of = {model for model, field, target in foreign_keys() if field.name == "subject" and target in direct}
    return direct | told_of


def labels(tables: set[type[models.Model]]) -> set[str]:
    return {model._meta.label for model in tables}


def test_every_table_about_people_is_named_by_its_room() -> None:
    named = {label for room in held.values() for label in room.tables}
    wanted = {label for label in labels(about_people()) if not label.startswith("people.")}

    assert wanted
    assert named == wanted


def test_every_table_about_people_is_taken_out_on_its_day() -> None:
    """Each room's `remove` (partnerships.held) names every one of its tables: a forgotten one would keep the rest."""
    for room, records in held.items():
        keeps = leaves.get(room)
        assert keeps is not None, room
        written = inspect.getsource(inspect.getmodule(type(keeps)))
        for label in records.tables:
            assert f"{label.partition('.')[2]}" in written, label


ASKED: dict[str, Callable[[UUID, Place], object]] = {
    "erase": lambda who, at: people.erase(
        person=who, others=people.same_as(who) - {who}, by=places.worker(at.front_door, Role.PRIVACY_OFFICER)
    ),
    "export": lambda who, at: people.tell(person=who, kind=Kind.ACCESS, words="", by=places.by_link(at, who)),
    "stop": lambda who, at: people.withdraw(person=who, receiver=at.group.pk, by=places.by_link(at, who)),
}
"""What a person may ask of every room: to be forgotten, to have a copy, to be shared no more."""


@pytest.mark.django_db
@pytest.mark.parametrize("what", ASKED)
def test_every_room_is_asked_of_every_record_of_the_same_person(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at, heard = places.place(), set[tuple[str, UUID]]()
    one, two, three = (places.person(at) for _ in range(3))
    for who in (one, two, three):
        places.permit(who, at.front_door, at.group)
    for first, second in ((one, two), (two, three)):
        people.merge(person=first, other=second, by=places.worker(at.front_door))
    for room, records in held.items():

        def asked(person: UUID, room: str = room, **_more: object) -> list[object]:
            heard.add((room, person))
            return []

        monkeypatch.setattr(records, what, asked)

    ASKED[what](two, at)

    assert heard == set(product(held, (one, two, three)))


def test_a_room_names_its_own_tables_only() -> None:
    strange = {label for room, records in held.items() for label in records.tables if not label.startswith(f"{room}.")}

    assert strange == set()


def test_the_people_rooms_own_tables_are_known() -> None:
    assert {label for label in labels(about_people()) if label.startswith("people.")} == {
        *PEOPLES_OWN,
        "people.PersonEvent",
        "people.MatterEvent",
    }


def test_no_other_table_knows_a_person_by_the_plain_identifier() -> None:
    plain = {
        model
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.UUIDField) and field.name in {"person", "person_id"}
    }

    assert labels(plain) == BY_IDENTIFIER
