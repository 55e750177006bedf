"""Rows of a spreadsheet of referrals, as a partner keeps them, and files made of them."""

import csv
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook

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
