"""Read a table from a file nobody shaped for us: a workbook, or CSV in which letters and separator are found."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import workbook
from watersmeet.exchange.spreadsheets.packed import unpacked
from watersmeet.records.directory.api import SourceRow

LARGEST = 50 * 1024 * 1024
MOST = 250_000
"""So many rows are read at once at most."""
WIDEST = 1000
"""So many columns at most: no list of services or people has as many."""
_SEPARATORS = (",", ";", "\t", "|", "\u00ac")
_PACKED = b"PK\x03\x04"
_MAGIC = {
    _PACKED: "a zip file or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A header, and the rows beneath it as they stand."""

    header: tuple[str, ...]
    rows: tuple[SourceRow, ...]


def read(file: Path, header: tuple[str, ...] | None = None) -> Table:
    """The table in a workbook's first sheet, or in CSV: UTF-8 or Windows-1252, its separator found. Raises Problem.

    CSV may be packed alone (.gz, .xz). `header` names the columns of a file that has no header of its own.
    """
    return read_bytes(unpacked(_bytes(file), str(file), LARGEST), str(file), MOST, header)


def read_bytes(raw: bytes, name: str, most: int, header: tuple[str, ...] | None = None) -> Table:
    """The table in the bytes of a file of that name, of so many rows at most. Raises Problem."""
    packed = raw.startswith(_PACKED)
    lines = workbook.records(raw, name) if packed else _lines(raw, name)
    try:
        header = header or _first(lines, name, packed=packed)
        wide = ((line, _fitted(cells, header)) for line, cells in lines) if packed else lines
        return Table(header, tuple(_row(line, cells, header) for line, cells in _as_many(wide, name, most)))
    except csv.Error as fault:
        raise Problem(
            _("%(file)s cannot be read as a table: %(fault)s.") % {"file": name, "fault": fault},
            _("Save it again as CSV."),
        ) from None


def _first(lines: Iterator[tuple[int, list[str]]], name: str, *, packed: bool) -> tuple[str, ...]:
    """The header. Raises Problem where there is nothing, or far too much."""
    first = next(lines, None)
    if first is None:
        raise Problem(_("%(file)s is empty.") % {"file": name}, _("Give a file with a header and rows."))
    cells = _trimmed(first[1]) if packed else first[1]
    if len(cells) > WIDEST:
        say = _("%(file)s has %(many)d columns; we read %(most)d at most.")
        raise Problem(
            say % {"file": name, "many": len(cells), "most": WIDEST},
            _("Leave out those that nobody needs."),
        )
    return tuple(cell.strip() for cell in cells)


def _lines(raw: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    text = decoded(raw, name)
    return _records(text, _separator(text))


def _as_many(lines: Iterable[tuple[int, list[str]]], name: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """The same. Raises Problem at one more than are taken at once."""
    for count, line in enumerate(lines):
        if count == most:
            say = _("%(file)s has more than %(most)d rows.") % {"file": name, "most": most}
            raise Problem(say, _("Split it into smaller files."))
        yield line


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at its end, which sheets are full of."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _fitted(cells: list[str], header: tuple[str, ...]) -> list[str]:
    """As wide as the header, where nothing stands beyond it."""
    cells = _trimmed(cells)
    return cells + [""] * (len(header) - len(cells))


def decoded(raw: bytes, name: str) -> str:
    """The text of a file in UTF-8, with or without its mark, else in Windows-1252. Raises Problem when it is none."""
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise Problem(
                _("%(file)s is %(what)s, not a CSV file.") % {"file": name, "what": what},
                _("Save it as CSV first."),
            )
    if b"\x00" in raw:
        raise Problem(
            _("%(file)s holds no text.") % {"file": name},
            _("Give a CSV file in UTF-8 or Windows-1252."),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _bytes(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise Problem(
                _("%(file)s is a folder.") % {"file": file},
                _("Name the CSV file in it."),
            )
        with file.open("rb") as there:
            ends = file.is_file() and file.stat().st_size <= LARGEST
            raw = there.read() if ends else there.read(LARGEST + 1)  # what has no end is not waited for
        if len(raw) > LARGEST:
            raise Problem(
                _("%(file)s is larger than 50 MB.") % {"file": file},
                _("Split it into smaller files."),
            )
        return raw
    except FileNotFoundError:
        raise Problem(_("There is no file %(file)s.") % {"file": file}, _("Check the name.")) from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise Problem(
            _("%(file)s cannot be read: %(why)s.") % {"file": file, "why": why}, _("Check the path.")
        ) from None


def _separator(text: str) -> str:
    """What parts the cells of the header: the separator that stands there most often, a comma if none does."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=header.count)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds anything, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _row(line: int, cells: list[str], header: tuple[str, ...]) -> SourceRow:
    whole = len(cells) == len(header)
    return SourceRow(line, dict(zip(header, cells, strict=False)), whole)
