"""Whatever is kept about a person can be exported, erased and merged: no table about people is forgotten."""

import inspect

from django.db import models

from tests.shape.test_models import foreign_keys, our_models
from watersmeet.records.partnerships.api import held as leaves
from watersmeet.records.people.api import held
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
