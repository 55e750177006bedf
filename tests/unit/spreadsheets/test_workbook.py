"""Workbooks: read as a person sees them; what is none, or would grow without end, is said in one line."""

import io
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import reading, workbook


def saved(file: Path, *rows: list[object]) -> Path:
    """A workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file


def test_cells_are_read_as_they_are_seen_and_empty_rows_left_out(tmp_path: Path) -> None:
    rows = (
        ["name", "day", "number", "yes", None],
        ["Wren", date(2026, 11, 20), 7.0, True],
        [None],
        [" Robin ", None, 1.5],
    )
    table = reading.read(saved(tmp_path / "a.xlsx", *map(list, rows)))
    assert table.header == ("name", "day", "number", "yes")
    assert [(one.line, list(one.cells.values()), one.whole) for one in table.rows] == [
        (2, ["Wren", "2026-11-20", "7", "yes"], True),
        (4, ["Robin", "", "1.5", ""], True),
    ]


def test_a_cell_beyond_the_header_is_no_whole_row(tmp_path: Path) -> None:
    table = reading.read(saved(tmp_path / "a.xlsx", ["name"], ["Wren", "stray"]))
    assert [one.whole for one in table.rows] == [False]


def packed(**files: bytes) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as there:
        for name, content in files.items():
            there.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (packed(letter=b"hello"), "is a zip file, and no workbook"),
        (b"PK\x03\x04rest of something", "is a zip file, and no workbook"),
        (packed(**{"xl__workbook.xml": b"<nothing"}), "cannot be read as a workbook"),
    ],
)
def test_what_is_no_workbook_is_said(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(raw)
    with pytest.raises(Problem, match=says):
        reading.read(tmp_path / "a.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNPACKED", 1000)
    (tmp_path / "a.xlsx").write_bytes(packed(**{"xl__workbook.xml": b" " * 5000}))
    with pytest.raises(Problem, match="grows too large"):
        reading.read(tmp_path / "a.xlsx")


def _with_rows(file: Path, rows: bytes) -> Path:
    """A workbook whose first sheet says this of its rows."""
    with zipfile.ZipFile(saved(file, ["name"])) as there:
        held = {one: there.read(one) for one in there.namelist()}
    begin, end = held["xl/worksheets/sheet1.xml"].split(b"<sheetData>", 1)[0], b"</sheetData></worksheet>"
    held["xl/worksheets/sheet1.xml"] = begin + b"<sheetData>" + rows + end
    file.write_bytes(packed(**{name.replace("/", "__"): content for name, content in held.items()}))
    return file


def test_a_row_that_says_it_stands_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999999"><c><v>1</v></c></row>'
    tracemalloc.start()
    with pytest.raises(Problem, match="beyond the last"):
        reading.read(_with_rows(tmp_path / "a.xlsx", far))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_small_workbook_that_grows_three_hundred_times_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="grows too large"):
        reading.read(_with_rows(tmp_path / "a.xlsx", b"<row><c><v>1</v></c></row>" * 200_000))


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_more_rows_than_are_taken_at_once_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    (tmp_path / "a.csv").write_text("name\na\nb\nc\n")
    saved(tmp_path / "a.xlsx", ["name"], ["a"], ["b"], ["c"])
    with pytest.raises(Problem, match="more than 2 rows"):
        reading.read(tmp_path / name)


def test_entities_in_a_workbook_do_not_grow(tmp_path: Path) -> None:
    file = saved(tmp_path / "a.xlsx", ["name"], ["Wren"])
    with zipfile.ZipFile(file) as there:
        held = {one: there.read(one) for one in there.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>'
    held["xl/workbook.xml"] = bomb + held["xl/workbook.xml"].split(b"?>", 1)[-1]
    with zipfile.ZipFile(file, "w") as out:
        for name, content in held.items():
            out.writestr(name, content)
    with pytest.raises(Problem, match="cannot be read as a workbook"):
        reading.read(file)


def test_an_empty_workbook_is_empty(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is empty"):
        reading.read(saved(tmp_path / "a.xlsx"))


def test_a_sheet_that_is_a_chart_is_said(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["name"])
    book.worksheets[0].append(["Wren"])
    book.create_chartsheet("Picture", 0)
    book.save(tmp_path / "chart.xlsx")
    with pytest.raises(Problem, match="nothing but a chart"):
        reading.read(tmp_path / "chart.xlsx")


@pytest.mark.parametrize(
    ("at", "value"), [(6, b"\x01\x00"), (8, b"\x63\x00")], ids=["locked", "packed as nobody knows"]
)
def test_a_workbook_that_cannot_be_unpacked_says_so(tmp_path: Path, at: int, value: bytes) -> None:
    file = saved(tmp_path / "a.xlsx", ["name"], ["Wren"])
    raw = bytearray(file.read_bytes())
    for mark, first in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + first : place + first + 2] = value
            place = raw.find(mark, place + 4)
    file.write_bytes(bytes(raw))
    with pytest.raises(Problem, match="cannot be read as a workbook"):
        reading.read(file)
