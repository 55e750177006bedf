"""The published schemas of Open Referral UK 3.0, both sets of them, and what an address of ours answers."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = "/openreferral/v3"
WEBSITE, PROFILE = "website-3.0/openapi.json", "uk-profile-3.0/schema/openapi.json"
"""The two definitions: what the official validator fetches, and the UK profile's own."""
_PUBLISHED = {
    "website-3.0/schema": "https://openreferraluk.org/specifications/3.0/schema/",
    "uk-profile-3.0/schema": "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/",
    "uk-profile-3.0/schema/compiled": "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/compiled/",
}


def told(client: Client, address: str) -> Any:
    """What an address answers."""
    answer = client.get(f"{ROOT}{address}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def lines(client: Client, address: str) -> list[Any]:
    """What an address answers, one object a line."""
    answer = client.get(f"{ROOT}{address}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def all_told(client: Client, address: str) -> list[Any]:
    """What all pages of a list hold together."""
    joined = f"{address}{'&' if '?' in address else '?'}per_page=500"
    pages = told(client, joined)["total_pages"]
    return [one for page in range(1, pages + 1) for one in told(client, f"{joined}&page={page}")["contents"]]


@cache
def published(folder: Path) -> Registry:
    """All schemas by the addresses at which they are published, and by their bare names within one set."""
    registry: Registry = Registry()
    for under, address in _PUBLISHED.items():
        for file in (folder / under).glob("*.json"):
            resource = Resource.from_contents(json.loads(file.read_text(encoding="utf-8")), DRAFT202012)
            registry = registry.with_resource(f"{address}{file.name}", resource)
    return registry


def schema(folder: Path, name: str) -> Draft202012Validator:
    """A validator by one file of a set."""
    under, _slash, file = name.rpartition("/")
    return _validator(folder, {"$ref": f"{_PUBLISHED[under]}{file}"})


def answers(folder: Path, definition: str) -> Iterator[tuple[str, dict[str, Any], Draft202012Validator]]:
    """Each path of a definition, its parameters by name, and a validator of what it answers."""
    openapi = json.loads((folder / definition).read_text(encoding="utf-8"))
    for path, methods in openapi["paths"].items():
        named = [_resolved(openapi, one) for one in methods["get"].get("parameters", [])]
        body = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check = _validator(folder, body | {"components": openapi["components"]})
        yield path, {one["name"]: one for one in named}, check


def faults(check: Draft202012Validator, payload: Any) -> list[str]:
    """Each fault as path and sentence."""
    return [f"{'/'.join(map(str, one.path))}: {one.message}" for one in check.iter_errors(payload)]


def _resolved(openapi: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    name = one.get("$ref", "").rpartition("/")[2]
    return openapi["components"]["parameters"][name] if name else one


def _validator(folder: Path, body: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(body, registry=published(folder), format_checker=FormatChecker())
