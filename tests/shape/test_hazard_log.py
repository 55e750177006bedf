"""Every control and every test that the hazard log names is there, so that the paper cannot drift."""

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cache

import pytest

from tests.shape.test_names import ROOT

LOG = ROOT / "docs" / "hazard-log.md"
STATES = {"held", "in part", "open", "not built"}
SEVERITIES = {"minor", "significant", "considerable", "major", "catastrophic"}
LIKELIHOODS = {"very low", "low", "medium", "high", "very high"}
QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    """One hazard as it is written."""

    id: str
    severity: str
    likelihood: str
    control: str
    test: str
    state: str

    @property
    def controls(self) -> list[str]:
        """Dotted names of ours, and files."""
        return [
            name for name in QUOTED.findall(self.control) if name.startswith(("watersmeet.", "watersmeet/", "docs/"))
        ]

    @property
    def tests(self) -> list[str]:
        """Tests by file and name."""
        return QUOTED.findall(self.test)


def rows(text: str) -> list[Row]:
    """Every row of every table."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| H")
    ]
    return [
        Row(id_, severity, likelihood, control, test, state)
        for id_, _what, severity, likelihood, control, test, state in cells
    ]


def is_there(control: str) -> bool:
    """Whether a dotted name can be imported, or a file exists."""
    if "/" in control:
        return (ROOT / control).is_file()
    parts = control.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def is_collected(test: str) -> bool:
    """Whether pytest would collect a test of this name from this file."""
    file, *names = test.split("::")
    return (ROOT / file).is_file() and "::".join(names) in _tests_of(file)


@cache
def _tests_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    alone = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    grouped = {
        f"{group.name}::{one.name}"
        for group in tree.body
        if isinstance(group, ast.ClassDef)
        for one in group.body
        if isinstance(one, ast.FunctionDef)
    }
    return frozenset(name for name in alone | grouped if name.rpartition("::")[2].startswith("test_"))


HAZARDS = rows(LOG.read_text())


def test_there_is_a_log_and_every_hazard_has_its_own_number() -> None:
    numbers = [tuple(int(part) for part in row.id[1:].split(".")) for row in HAZARDS]
    assert {chapter for chapter, _number in numbers} == set(range(1, 9))
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("row", HAZARDS, ids=lambda row: row.id)
def test_what_a_row_names_exists(row: Row) -> None:
    assert [control for control in row.controls if not is_there(control)] == []
    assert [test for test in row.tests if not is_collected(test)] == []


@pytest.mark.parametrize("row", HAZARDS, ids=lambda row: row.id)
def test_a_row_claims_no_more_than_it_shows(row: Row) -> None:
    assert row.severity in SEVERITIES
    assert row.likelihood in LIKELIHOODS
    assert row.state in STATES
    if row.state == "held":
        assert row.controls
        assert row.tests
    if row.state == "in part":
        assert row.controls
    assert row.control.startswith("Not built yet") == (row.state == "not built")
    assert row.control.startswith("None: ") == (row.state == "open")


def test_the_checks_find_what_they_should() -> None:
    assert is_there("watersmeet.records.people.gate.gate")
    assert not is_there("watersmeet.records.people.gate.a_gate_that_is_gone")
    assert not is_there("watersmeet/design/jinja2/design/gone.html")
    assert is_collected("tests/shape/test_hazard_log.py::test_the_checks_find_what_they_should")
    assert not is_collected("tests/shape/test_hazard_log.py::test_that_is_gone")
    assert not is_collected("tests/shape/test_hazard_log.py::rows")
