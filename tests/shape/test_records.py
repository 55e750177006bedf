"""Every record belongs to one partnership, but for a declared list; every action leaves a line in the audit."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.db import models

from tests.shape.test_models import our_models
from tests.shape.test_names import ROOT

GLOBAL = {
    "partnerships.Organisation",
    "partnerships.Partnership",
    "partnerships.OfficialEntry",
    "partnerships.OfficialChange",
}
"""Known once for all partnerships, as official registers list them; a partnership is its own."""
RECORDS = ROOT / "watersmeet" / "records"
ROOMS = sorted(door.parent.name for door in RECORDS.glob("*/api.py"))
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
AUDITS = {"happened", "removed", "audit.write"}  # `removed` writes one for each row that it takes out
TOLD_BY_CALLER = {
    "partnerships.know_organisation": "an organisation belongs to no partnership: the action that names it tells of it",
    "directory.count_unmet": "a line would say when somebody looked for what; that a day's counts went is told",
    "directory.note_feed": "what is learnt of a feed while it is harvested: the harvest's beginning and end tell of it",
    "directory.note_page": "how far a harvest came: its beginning and end tell of it",
    "voices.propose_from": "what it makes is a proposal: the door of partnerships tells of it",
}

Function = ast.FunctionDef
Calls = dict[str, set[str]]


def test_every_record_belongs_to_a_partnership() -> None:
    records = [model for model in our_models() if model.__module__.startswith("watersmeet.records.")]
    without = {
        model._meta.label
        for model in records
        if not model._meta.auto_created and "partnership" not in {field.name for field in model._meta.get_fields()}
    }

    assert without == GLOBAL
    assert all(_is_partnership(model) for model in records if model._meta.label not in GLOBAL)


def _is_partnership(model: type[models.Model]) -> bool:
    if model._meta.auto_created:
        return True
    field = model._meta.get_field("partnership")
    return isinstance(field, models.ForeignKey) and not field.null and field.related_model is not None


def modules(room: str) -> list[Path]:
    """The room's own code: neither its pages nor its migrations."""
    return sorted((RECORDS / room).glob("*.py"))


@cache
def calls(room: str) -> Calls:
    """What each function of the room calls, by last name; `send = _face(...)` counts as calling `_face`."""
    found: Calls = {}
    for module in modules(room):
        for node in ast.parse(module.read_text()).body:
            for name in _names(node):
                found.setdefault(name, set()).update(_called(node))
    return found


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Function):
        yield node.name
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _called(node: ast.stmt) -> Iterator[str]:
    """Names of what is called, and "by=" when it says who acts."""
    if any(isinstance(inner, ast.keyword) and inner.arg == "by" for inner in ast.walk(node)):
        yield "by="
    for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        if isinstance(call.func, ast.Name):
            yield call.func.id
        elif isinstance(call.func, ast.Attribute):
            yield call.func.attr
            yield ast.unparse(call.func)


def reached(room: str, start: str) -> set[str]:
    """Every name that a call of `start` may come to, inside the room."""
    seen, new = {start}, {start}
    while new:
        new = {name for one in new for name in calls(room).get(one, set())} - seen
        seen |= new
    return seen


def door(room: str) -> list[str]:
    """Names of the functions that the room's door offers."""
    body = ast.parse((RECORDS / room / "api.py").read_text()).body
    listed = next(node.value for node in body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")
    return [name for name in ast.literal_eval(listed) if name in calls(room)]


DEEDS = [(room, name) for room in ROOMS for name in door(room) if reached(room, name) & {"by=", *WRITES}]


@pytest.mark.parametrize(("room", "name"), DEEDS, ids=lambda one: one)
def test_every_action_leaves_a_line_in_the_audit(room: str, name: str) -> None:
    if f"{room}.{name}" in TOLD_BY_CALLER:
        assert not reached(room, name) & AUDITS, "it tells now: take it off the list"
    else:
        assert reached(room, name) & AUDITS


def test_the_known_actions_are_among_those_looked_at() -> None:
    assert {("referrals", "send"), ("people", "erase"), ("outcomes", "answer"), ("plans", "add_goal")} <= {*DEEDS}
