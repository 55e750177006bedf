"""Workbooks: the first sheet of one, read as rows of words; an empty one to fill in."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

UNPACKED = 100 * 1024 * 1024
"""A workbook that grows larger than this when it is unpacked is none."""
GROWS = 100
"""So many times its size at most: what people keep in a sheet grows ten or twenty times."""
LAST_ROW = 2**20
"""Of a sheet; a file may say that a row stands far beyond, and then asks for all the rows before it."""
_TROUBLE = (
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    DefusedXmlException,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    RuntimeError,  # it is locked by a password, or packed in a way that nobody here knows
    OSError,
)


def records(raw: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything, with its number in the sheet. Raises Problem when it is no workbook."""
    _insist_workbook(raw, name)
    try:
        yield from _rows(raw, name)
    except _TROUBLE as fault:
        raise Problem(
            _("%(file)s cannot be read as a workbook: %(fault)s.") % {"file": name, "fault": fault},
            _("Open it, save it again as a workbook (.xlsx) or as CSV, and try once more."),
        ) from None


def _rows(raw: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    except AttributeError:  # openpyxl's own, where a sheet is a chart and is read as it streams
        say = _("%(file)s has a sheet that is nothing but a chart.") % {"file": name}
        raise Problem(say, _("Take that sheet out, or save the rows as CSV, and try once more.")) from None
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a sheet says of its own size may be wrong by a million rows
    for number, row in enumerate(sheet.values, 1):
        if number > LAST_ROW:
            raise Problem(_("%(file)s has a row beyond the last of a sheet.") % {"file": name}, _("Save it again."))
        cells = [_words(cell) for cell in row]
        if any(cells):
            yield number, cells


def _insist_workbook(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
    except _TROUBLE:
        sizes = {}
    if "xl/workbook.xml" not in sizes:
        raise Problem(
            _("%(file)s is a zip file, and no workbook.") % {"file": name}, _("Give a workbook (.xlsx) or a CSV file.")
        )
    if sum(sizes.values()) > min(UNPACKED, GROWS * len(raw)):
        say = _("%(file)s grows too large when it is unpacked.") % {"file": name}
        raise Problem(say, _("Split it into smaller files, or save it as CSV."))


def _words(cell: Any) -> str:
    """What a person sees in a cell, in the way our readers take it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def write(
    file: Path | BinaryIO,
    title: str,
    header: Sequence[str],
    guide: Sequence[Sequence[str]],
    rows: Iterable[Sequence[str]] = (),
) -> None:
    """A sheet with a header and rows, none to begin with; a second one says what to write in each column.

    Every cell is words; whoever gives them made sure that none is a formula.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    told = book.create_sheet(_("What to write"))
    for row in guide:
        told.append(list(row))
    for page, width in ((sheet, 24), (told, 40)):
        page.freeze_panes = "A2"
        for cells in page.iter_rows(max_row=1):
            for cell in cells:
                cell.font = Font(bold=True)
                page.column_dimensions[cell.column_letter].width = width
    for cells in told.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    book.save(file)
