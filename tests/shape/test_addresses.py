"""What is committed names no package registry and no path of somebody's machine."""

import re

from tests.shape.test_names import ROOT, committed

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))]
PATHS = [
    "/".join(("", *parts))
    for parts in (("work", "wt"), ("work", "main"), ("work", "shared"), ("tmp", ""), ("root", ""))
]
FORBIDDEN = re.compile(
    "|".join([re.escape(name) for name in HOSTS] + [rf"(?<![\w.]){re.escape(path)}" for path in PATHS])
)


def test_no_registry_address_and_no_machine_path() -> None:
    found = []
    for file in committed():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {hit.group()}" for hit in FORBIDDEN.finditer(text)]
    assert found == []


def test_the_search_finds_what_it_should() -> None:
    assert FORBIDDEN.search(f"see https://{HOSTS[0]}/simple")
    assert FORBIDDEN.search(f"open {PATHS[3]}x")
    assert not FORBIDDEN.search("/work/ is where a worker's day begins")
