"""What the official validator checks, checked here of every address of ours by both published definitions.

It fetches its definition from the network and needs .NET; its list of checks is in STANDARDS.md. It follows the same
steps: the root says which version, then each list page by page, then one by one what the list named.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.conformance.openreferral import PROFILE, ROOT, WEBSITE, all_told, answers, faults, told

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]
MOST_OF_EACH = 5
"""So many of what a list names are asked for one by one: the first, so that a run stays short."""
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")


def some_ids(client: Client, path: str) -> list[str]:
    """Identifiers that a list names: the first, and that of what has most to say."""
    held = all_told(client, path)
    much = [one["id"] for one in held if "All of it" in json.dumps(one)]
    return list(dict.fromkeys([*(one["id"] for one in held[:MOST_OF_EACH]), *much]))


def test_the_root_picks_the_newest_definition(served: Client) -> None:
    said = told(served, "/")
    bare = said["version"].upper().removeprefix("HSDS-UK-").removeprefix("V")
    assert float(bare) == 3.0
    assert said["openapi_url"].endswith("/3.0/openapi.json")


@pytest.mark.parametrize("definition", [WEBSITE, PROFILE])
def test_every_path_answers_as_it_is_defined(served: Client, oruk: Path, definition: str) -> None:
    seen = set()
    for path, parameters, check in answers(oruk, definition):
        root = path.removesuffix("/{id}")
        if path.endswith("{id}"):
            addresses = [f"{root}/{one}" for one in some_ids(served, root)]
        elif "page" in parameters:
            pages = told(served, f"{path}?per_page=20")["total_pages"]
            addresses = [f"{path}?per_page=20&page={page}" for page in sorted({1, max(1, pages // 2), pages})]
        else:
            addresses = [path]
        assert addresses, path
        for address in addresses:
            body = told(served, address)
            assert faults(check, body) == [], address
            assert "contents" not in body or body["contents"], address
            seen.add(path)
    assert len(seen) >= 9


@pytest.mark.parametrize("definition", [WEBSITE, PROFILE])
def test_the_check_sees_what_is_broken(served: Client, oruk: Path, definition: str) -> None:
    broken = 0
    for path, _parameters, check in answers(oruk, definition):
        if path in {f"/{name}" for name in LISTS}:
            page = told(served, path)
            first = page["contents"][0]
            assert faults(check, page | {"contents": [first | {"id": "7"}]}), path
            assert faults(check, page | {"total_items": "many"}) or path == "/organizations", path
            broken += 1
    assert broken >= 4


def test_every_parameter_of_both_definitions_is_taken(served: Client, oruk: Path) -> None:
    examples = {
        "search": "a",
        "page": "1",
        "per_page": "5",
        "format": "json",
        "day": "MO",
        "postcode": "EX31 1AA",
        **dict.fromkeys(("minimal", "full", "full_service", "top_only"), "true"),
        **dict.fromkeys(("taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id"), str(uuid_of_nobody())),
        "modified_after": "2026-01-01T00:00:00Z",
        "minimum_age": "18",
        "maximum_age": "60",
        "start_time": "09:00",
        "end_time": "17:00",
        "proximity": "500",
    }
    taken = 0
    for definition in (WEBSITE, PROFILE):
        for path, parameters, check in answers(oruk, definition):
            [one, *_more] = some_ids(served, path.removesuffix("/{id}")) if path.endswith("{id}") else [""]
            for name in parameters:
                query = f"{name}={quote(examples[name])}" + ("&postcode=EX31%201AA" if name == "proximity" else "")
                body = told(served, f"{path.replace('{id}', one)}?{query}")
                if name not in {"full", "full_service"} or path.endswith("{id}"):
                    assert faults(check, body) == [], (path, name)
                taken += 1
    assert taken >= 60


def uuid_of_nobody() -> str:
    """An identifier that nothing has."""
    return "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("service", "/services"),
        ("service_at_location", "/service_at_locations"),
        ("organization", "/organizations"),
        ("taxonomy", "/taxonomies"),
        ("taxonomy_term", "/taxonomy_terms"),
    ],
)
def test_the_official_checker_finds_nothing_in_any_of_ours(
    served: Client, checker: Callable[..., subprocess.CompletedProcess[str]], schema: str, path: str
) -> None:
    listed = all_told(served, path)
    single = [told(served, f"{path}/{one}") for one in some_ids(served, path)]
    full = [{"contents": all_told(served, f"{path}?full=true")}] if schema in {"service", "organization"} else []
    found = checker(schema, {"contents": listed}, *single, *full)
    assert (found.returncode, found.stdout.strip()) == (0, "0 schema errors")
    assert checker(schema, {"contents": [listed[0] | {"id": "7"}]}).returncode == 1


@pytest.mark.parametrize("name", ["", *LISTS])
def test_every_answer_may_be_read_by_any_page_and_what_is_not_there_is_json(client: Client, name: str) -> None:
    for address in (f"{ROOT}/{name}", f"{ROOT}/{name}/none" if name else f"{ROOT}/?x=1", f"{ROOT}/{name}?colour=red"):
        for method in (client.get, client.options, client.head):
            assert method(address)["Access-Control-Allow-Origin"] == "*", address
    wrong = client.get(f"{ROOT}/{name}?colour=red")
    assert (wrong.status_code, list(json.loads(wrong.content)["parameters"])) == (400, ["colour"])
    if name:
        missing = client.get(f"{ROOT}/{name}/{uuid_of_nobody()}")
        assert (missing.status_code, missing["Content-Type"]) == (404, "application/json")


def test_nothing_is_served_empty_and_every_identifier_is_one(served: Client) -> None:
    def empties(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [hit for one in value.values() for hit in empties(one)]
        if isinstance(value, list):
            return [hit for one in value for hit in empties(one)] or ([] if value else [value])
        return [value] if value in (None, "") else []

    for name in LISTS:
        path = f"/{name}?full=true" if name in {"services", "service_at_locations", "organizations"} else f"/{name}"
        held = all_told(served, path)
        assert empties(held) == []
        assert len({one["id"] for one in held}) == len(held)
