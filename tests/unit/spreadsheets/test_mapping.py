"""Files nobody shaped for us: known kinds, a mapping that is guessed, shown and kept, a trial that changes nothing."""

import csv
import json
from pathlib import Path

import pytest
import typer
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from tests.conftest import missing
from watersmeet.base.problems import Conflict, Problem
from watersmeet.exchange.spreadsheets import commands, reading, recognise
from watersmeet.exchange.spreadsheets.guess import guessed
from watersmeet.records.directory.models import DirectoryEvent, Location, Service
from watersmeet.records.partnerships.models import Partnership

pytestmark = pytest.mark.django_db
HEADER = ("Group", "What", "Address Line 1", "AddressLine2", "Where it is", "Tel. No", "Web", "Notes")
ROWS = (
    ("Tea and talk", "Company", "1 Example Row", "Sale", "M33 7ZF", "01632 960 001", "https://tea.example", "x"),
    ("Walking", "A walk", "2 Example Row", "", "m33 7ze", "N/A", "", ""),
    ("Choir", "Songs", "3 Example Row", "Sale", "M333 7ZF", "", "", "=1+1"),
)


def run(*words: str | Path) -> Result:
    """Run the command as the command line would."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["import", "services", *map(str, words)])


def counted(ran: Result) -> dict[str, int]:
    """The JSON line at its end; every row was taken or waits."""
    assert ran.stdout, (ran.exception, ran.output)
    told: dict[str, int] = json.loads(ran.stdout.splitlines()[-1])
    assert told["rows"] == told["accepted"] + told["quarantined"]
    return told


@pytest.fixture(params=[".csv", ".xlsx"])
def strange(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file whose header nobody knows."""
    file = tmp_path / f"Our groups{request.param}"
    if request.param == ".csv":
        with file.open("w", encoding="cp1252", newline="") as out:
            csv.writer(out, delimiter="¬").writerows([HEADER, *ROWS])
        return file
    book = Workbook()
    for cells in (HEADER, *ROWS):
        book.worksheets[0].append(cells)
    book.save(file)
    return file


def test_a_guess_is_shown_and_not_taken_by_itself(strange: Path) -> None:
    failed = run(strange)
    assert isinstance(failed.exception, Problem)
    assert "name = 'Group'" in failed.exception.next_step
    assert "postcode = 'Where it is'" in failed.exception.next_step
    assert "not used: Notes" in failed.exception.next_step
    assert not Partnership.objects.exists()


def test_a_trial_says_what_would_happen_and_changes_nothing(strange: Path, tmp_path: Path) -> None:
    trial = run(strange, "--dry-run", "--json", "--quarantine", tmp_path / "q.csv")
    assert counted(trial) == {"rows": 3, "accepted": 2, "quarantined": 1, "dry_run": True}
    assert "nothing was changed" in trial.stderr
    assert "M33 7ZF" in trial.stderr, "the remedy"
    assert not (tmp_path / "q.csv").exists()
    assert (Service.objects.count(), Partnership.objects.count(), DirectoryEvent.objects.count()) == (0, 0, 0)


def test_a_guess_that_is_taken_lists_services_and_again_changes_nothing(strange: Path) -> None:
    first, again = run(strange, "--guess", "--json"), run(strange, "--guess", "--json")
    assert counted(first) == counted(again) == {"rows": 3, "accepted": 2, "quarantined": 1}
    assert "2 unchanged" in again.stderr
    tea = Service.objects.get(name="Tea and talk")
    assert (tea.source, tea.description, tea.phone, tea.website) == (
        "our-groups", "Company", "01632 960 001", "https://tea.example"
    )  # fmt: skip
    assert Service.objects.get(name="Walking").phone == ""
    assert set(Location.objects.values_list("address", "town", "postcode")) == {
        ("1 Example Row", "Sale", "M33 7ZF"), ("2 Example Row", "", "M33 7ZE")
    }  # fmt: skip


def test_a_mapping_that_is_kept_can_be_changed_and_used(strange: Path, tmp_path: Path) -> None:
    kept = tmp_path / "ours.toml"
    assert run(strange, "--save-mapping", kept).exit_code == 0
    assert not Service.objects.exists()
    changed = kept.read_text(encoding="utf-8").replace('"What"', '"Notes"').replace('"community"', '"learning"')
    changed = changed.replace('    "Notes",\n', "")
    kept.write_text(changed, encoding="utf-8")
    assert counted(run(strange, "--mapping", kept, "--json"))["accepted"] == 2
    tea = Service.objects.get(name="Tea and talk")
    assert (tea.description, tea.organisation.sector) == ("x", "learning")
    assert isinstance(run(strange, "--save-mapping", kept).exception, Conflict)
    assert kept.read_text(encoding="utf-8") == changed


@pytest.mark.parametrize(
    "content",
    ["", "[columns]\nname = 'Group'", "x = [", "source = 'a'\ntitle = 'a'\nlicence = 'a'\nsector = 'a'\n[columns]\n"],
)
def test_a_mapping_that_is_none_says_so(strange: Path, tmp_path: Path, content: str) -> None:
    kept = tmp_path / "ours.toml"
    kept.write_text(content)
    failed = run(strange, "--mapping", kept)
    assert isinstance(failed.exception, Problem)
    assert "ours.toml cannot be used" in failed.exception.say


def test_a_mapping_for_another_file_names_the_column_that_is_not_there(strange: Path, tmp_path: Path) -> None:
    kept, other = tmp_path / "ours.toml", tmp_path / "other.csv"
    run(strange, "--save-mapping", kept)
    other.write_text("Group,Where\nTea,M33 7ZF\n")
    failed = run(other, "--mapping", kept)
    assert isinstance(failed.exception, Problem)
    assert "no column address line 1" in failed.exception.say


def test_every_shape_that_ships_is_the_same_when_kept_and_read_again(tmp_path: Path) -> None:
    for number, shape in enumerate(recognise.shapes()):
        kept = tmp_path / f"{number}.toml"
        kept.write_text(recognise.as_toml(shape), encoding="utf-8")
        assert recognise.from_file(kept, shape.columns) == shape


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        (("Name", "Where", "Ring"), ("Tea", "M33 7ZF", "01632 960 001"), {"postcode": "Where", "phone": "Ring"}),
        (("Name", "a", "b"), ("Tea", "M33 7ZF", "tea@group.example"), {"postcode": "a", "email": "b"}),
        (("Name", "Post code", "b"), ("Tea", "M33 7ZF", "www.tea.example"), {"website": "b"}),
        (("Provider", "Postcode"), ("Tea", "M33 7ZF"), {"name": "Provider"}),
        (
            ("OrganisationName", "PostalCode"),
            ("Tea", "M33 7ZF"),
            {"name": "OrganisationName", "postcode": "PostalCode"},
        ),
    ],
)
def test_a_column_is_guessed_by_its_name_or_by_its_cells(
    tmp_path: Path, header: tuple[str, ...], cells: tuple[str, ...], column: dict[str, str]
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{','.join(header)}\n{','.join(cells)}\n")
    shape = guessed(reading.read(file), file)
    assert shape
    assert column.items() <= shape.mapping.columns.items()


@pytest.mark.parametrize(
    "content", ["colour,size\nred,4\n", "name\nTea\n", "where\nM33 7ZF\n", "name,name\na,M33 7ZF\n"]
)
def test_without_names_or_postcodes_there_is_no_guess(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(content)
    assert guessed(reading.read(file), file) is None


@pytest.mark.parametrize(
    ("name", "rows"), [("trafford/libraries/gm_libraries.csv", 141), ("nhs_choices_clinics.csv", 5_462)]
)
def test_real_lists_nobody_shaped_for_us(shared: Path, name: str, rows: int, tmp_path: Path, nightly: bool) -> None:
    """By day the larger one is tried on its first five hundred rows."""
    file, waits = shared / "data/feeds" / name, tmp_path / "waiting.csv"
    if not file.exists():
        missing(str(file))
    if rows > 500 and not nightly:
        lines = file.read_bytes().split(b"\n")
        rows, file = 500, tmp_path / file.name
        file.write_bytes(b"\n".join(lines[:501]) + b"\n")
    told = counted(run(file, "--json", "--quarantine", waits))
    assert told["rows"] == rows
    assert told["accepted"] == Service.objects.count() > rows // 2
    with waits.open(encoding="utf-8-sig", newline="") as there:
        waiting = list(csv.DictReader(there))
    assert len(waiting) == told["quarantined"]
    assert all(one["rule"] and one["remedy"] for one in waiting)
    before = DirectoryEvent.objects.count()
    again = run(file, "--json")
    assert counted(again) == told
    assert f"0 new, 0 revised, {told['accepted']} unchanged" in again.stderr
    assert DirectoryEvent.objects.count() == before
