"""Write rows that could not be taken to a CSV file that a person can open and mend.

What stands there already is never written over, since somebody may have mended it: other rows go to a file beside it.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory.api import Quarantined, SourceRow

FIRST = ("line", "column at fault", "rule", "remedy")  # as many lines in a cell as the row has faults
_FORMULA = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")


def insist_may_write(file: Path, source: Path) -> None:
    """Raise Problem where that is the very file to import, or somebody else's."""
    if not file.exists():
        return
    if file.samefile(source):
        raise Problem(
            _("The quarantine %(file)s is the very file to import.") % {"file": file},
            _("Nothing was imported. Give the quarantine a name of its own."),
        )
    if file.is_file() and file.stat().st_size and not _is_ours(file):
        raise Problem(
            _("%(file)s is there already, and is not a quarantine of ours.") % {"file": file},
            _("Nothing was imported. Give the quarantine a name of its own, or move that file away."),
        )


def _is_ours(file: Path) -> bool:
    with file.open("rb") as there:
        return there.read(200).decode("utf-8-sig", errors="replace").startswith(",".join(FIRST))


def told(header: tuple[str, ...], rows: Iterable[Quarantined]) -> str:
    """What the file says: what is wrong where, then the row as it stood."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*FIRST, *map(harmless, header)])
    for row in rows:
        wrong = (
            "\n".join(told) for told in zip(*((one.column, one.rule, one.remedy) for one in row.faults), strict=True)
        )
        cells = (row.cells.get(name) or "" for name in header)
        writer.writerow([row.line, *map(harmless, (*wrong, *cells))])
    return out.getvalue()


def place_for(file: Path, text: str) -> Path:
    """The file itself; with a number in its name where it says something else already."""
    names = (file if number == 1 else file.with_name(f"{file.stem}.{number}{file.suffix}") for number in count(1))
    same = (b"", text.encode("utf-8-sig"))
    return next(one for one in names if not one.is_file() or one.read_bytes() in same)


def write(file: Path, text: str) -> None:
    """Write it. Raises Problem."""
    try:
        file.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise Problem(
            _("The quarantine cannot be written: %(fault)s.") % {"fault": fault.strerror or fault},
            _("Nothing was imported. Name a file in a folder you may write to."),
        ) from None


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever blanks come first and however wide its signs are."""
    first = next((mark for mark in cell if mark.isprintable() and not mark.isspace()), "")
    risky = cell.startswith(_BREAKS) or unicodedata.normalize("NFKC", first) in _FORMULA
    return f"'{cell}" if risky else cell


def as_it_was(cell: str) -> str:
    """A cell that `harmless` changed, without its mark."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def without_ours(table: Table) -> Table:
    """A table without what we ourselves wrote into a file of rows to mend: first columns, and marks before signs."""
    header = tuple(name for name in table.header if name not in FIRST)
    if header == table.header:
        return table
    rows = (
        SourceRow(row.line, {name: as_it_was(row.cells.get(name) or "") for name in header}, row.whole)
        for row in table.rows
    )
    return Table(header, tuple(rows))
