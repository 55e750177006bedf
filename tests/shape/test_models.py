"""What the database holds keeps to the floors."""

import tomllib
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from tests.shape.test_names import ROOT


@cache
def layers(name: str) -> list[set[str]]:
    """The layers of a contract of pyproject.toml, top first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = next(contract for contract in contracts if contract["name"].startswith(name))
    return [{room.strip(" ()") for room in layer.split("|")} for layer in found["layers"]]


def depth(module: str) -> tuple[int, int]:
    """How deep a module lies: its floor, then its room among the record rooms."""
    parts = module.split(".")[1:]
    floor = next(index for index, layer in enumerate(layers("Floors")) if parts[0] in layer)
    if parts[0] != "records":
        return floor, 0
    return floor, next(index for index, layer in enumerate(layers("Record rooms")) if parts[1] in layer)


def our_models() -> list[type[models.Model]]:
    """Every model of ours, those Django makes for many-to-many included."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("watersmeet.")]


def foreign_keys() -> Iterator[tuple[type[models.Model], models.Field, type[models.Model]]]:
    """Each relation between two models of ours: from, by, to."""
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                target = field.related_model
                if isinstance(target, type) and target.__module__.startswith("watersmeet."):
                    yield model, field, target


def room(model: type[models.Model]) -> str:
    return apps.get_containing_app_config(model.__module__).name  # type: ignore[union-attr]


def test_there_are_models_to_look_at() -> None:
    assert our_models()


def test_foreign_keys_point_down_or_stay_in_their_room() -> None:
    up = [
        f"{model.__module__}.{model.__name__}.{field.name} -> {target.__module__}"
        for model, field, target in foreign_keys()
        if room(model) != room(target) and depth(model.__module__) >= depth(target.__module__)
    ]
    assert up == []


def test_every_foreign_key_says_what_it_protects() -> None:
    """A record never vanishes because another was deleted: PROTECT, or one with a reason beside it."""
    allowed = {models.PROTECT, models.RESTRICT, models.CASCADE}
    loose = [
        f"{model.__name__}.{field.name}"
        for model, field, _target in foreign_keys()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete not in allowed
    ]
    assert loose == []
