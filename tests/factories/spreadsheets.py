"""Rows of a spreadsheet of referrals, as a partner keeps them, and files made of them."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import typer
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from tests.factories.places import Place
from watersmeet.exchange.spreadsheets import commands
from watersmeet.records.referrals.import_columns import COLUMNS

HEADER = [column.name for column in COLUMNS]
WORDS = "May we tell the group your name and how to reach you? You can stop it on any day."
YES = {
    "who said yes": "the person",
    "said yes to": "name; contact; needs; what happened; if they came",
    "said yes on": "2026-11-19",
    "words they were read": WORDS,
}
Row = dict[str, object]


def row(number: int = 1, **other: object) -> Row:
    """Somebody who said yes to nothing yet; names of columns are written with _ for spaces."""
    told: Row = {
        "reference": f"R-{number:04}",
        "name": f"Person Example{number}",
        "age": "18 or over",
        "safe ways": "phone",
        "phone": f"01632 96{number % 10000:04}",
        "safe times": "morning",
        "leave a message": "no",
        "say who we are": "yes",
        "what would help": "Company on Thursdays.",
        "about": "people",
        "happened on": "2026-11-20",
    }
    return told | {name.replace("_", " "): cell for name, cell in other.items()}


def as_csv(file: Path, rows: Iterable[Row], header: Iterable[str] = HEADER) -> Path:
    """A CSV file of these rows."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(header), restval="", extrasaction="raise")
        writer.writeheader()
        writer.writerows(rows)
    return file


def as_workbook(file: Path, rows: Iterable[Row], header: Iterable[str] = HEADER) -> Path:
    """A workbook of these rows, dates and numbers as they are, with a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    names = list(header)
    sheet.append(names)
    for one in rows:
        sheet.append([one.get(name) for name in names])
    book.create_sheet("Notes").append(["not for import"])
    book.save(file)
    return file


def run(here: Place, file: Path, *more: str | Path) -> Result:
    """Run the command as the command line would, for the front door's people."""
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    whose = ["--partner", str(here.front_door), "--partnership", here.partnership.slug]
    return CliRunner().invoke(app, ["import", "referrals", str(file), *whose, "--json", *map(str, more)])


def counted(ran: Result) -> dict[str, int]:
    """The JSON line at its end."""
    assert ran.stdout, (ran.exception, ran.output)
    told: dict[str, int] = json.loads(ran.stdout.splitlines()[-1])
    assert told["rows"] == told["sent"] + told["drafts"] + told["before"] + told["quarantined"]
    taken = told["quarantined"] < told["rows"]
    assert ran.exit_code == (0 if taken else 1), (ran.exception, ran.output)
    return told


def waiting(file: Path) -> list[dict[str, str]]:
    """The rows that wait to be mended, beside the file."""
    with file.with_name(f"{file.stem}.quarantine.csv").open(encoding="utf-8-sig", newline="") as there:
        return list(csv.DictReader(there))


def to(here: Place, **other: object) -> dict[str, object]:
    """A row to the group."""
    return row(**{"to_partner": str(here.group), **other})  # type: ignore[arg-type]
