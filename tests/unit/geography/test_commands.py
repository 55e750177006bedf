"""`watersmeet geography`: what it prints, for people and for programs."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.factories import geography as make
from watersmeet.exchange.geography import commands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf_here")]


def run(*words: str | Path) -> Result:
    """Run the command as the command line would."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["geography", *map(str, words)])


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two postcodes, an index of ten areas, and the boards that they lie in."""
    rows = [make.postcode("M33 7ZF"), make.postcode("M33 7ZE", doterm="202001"), make.postcode("nowhere")]
    ranks = {f"E010000{number:02}": number * 3 % 10 + 1 for number in range(1, 11)}
    boards = [
        {"lsoa11_code": code, "icb24_code": f"E5400000{rank % 2}", "icb24_name": f"Board {rank % 2}"}
        for code, rank in ranks.items()
    ]
    return [
        make.as_csv(tmp_path / "a.csv", rows),
        make.index(tmp_path / "b.csv", ranks, "lsoa11_code"),
        make.as_csv(tmp_path / "c.csv", boards, "lsoa11_code,icb24_code,icb24_name"),
    ]


def test_load_says_what_each_file_was_taken_for(files: list[Path]) -> None:
    told = run("load", *files).stdout.splitlines()
    assert told[0] == (
        "a.csv: taken for a directory of postcodes (postcodes, 2020-01). 3 rows, 2 kept, 1 left out "
        "(not written as a postcode)."
    )
    assert "an index of deprivation (imd, 2019). 10 rows, 10 kept." in told[1]
    again = json.loads(run("load", *files, "--json").stdout)["loaded"]
    assert [(one["kind"], one["rows"], one["before"]) for one in again] == [
        ("postcodes", 3, True), ("imd", 10, True), ("lsoa11-icb", 10, True)
    ]  # fmt: skip


def test_status_lists_what_lies_there(files: list[Path]) -> None:
    assert "geography load FILE" in run("status").stdout
    run("load", *files)
    told = json.loads(run("status", "--json").stdout)["tables"]
    assert {(one["kind"], one["vintage"], one["kept"]) for one in told} == {
        ("postcodes", "2020-01", 2), ("imd", "2019", 10), ("lsoa11-icb", "2024", 10)
    }  # fmt: skip
    assert all(one["bytes"] > 0 and one["file"].endswith(".csv") for one in told)
    assert len(run("status").stdout.splitlines()) == 3


def test_find_says_what_is_known_and_why_the_rest_is_not(files: list[Path]) -> None:
    run("load", *files)
    said = run("find", "m337zf").stdout
    assert "decile 4 (1 is the most deprived), rank 4 of 10" in said
    assert "unknown" in said
    found = json.loads(run("find", "M33 7ZE", "--json").stdout)
    assert (found["state"], found["ended"]) == ("ended", "2020-01")
    assert found["deciles"] == [{"index": "IMD 2019", "decile": 4, "rank": 4, "of": 10, "why": None}]
    lost = run("find", "ZZ99 9ZZ", "--json")
    assert (lost.exit_code, json.loads(lost.stdout)["state"]) == (1, "unknown")
    assert "no directory here holds it" in lost.stderr


def test_shares_are_of_each_area_s_own(files: list[Path]) -> None:
    run("load", *files)
    told = json.loads(run("shares", "--json").stdout)
    assert (told["index"], told["of"]) == ("IMD 2019", "2024")
    assert [(one["code"], one["most_deprived"], one["areas"], one["share"]) for one in told["shares"]] == [
        ("E54000000", 0, 5, 0.0), ("E54000001", 1, 5, 0.2)
    ]  # fmt: skip
