"""Workbooks: the first sheet of one, read as rows of words; an empty one to fill in."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

UNPACKED = 400 * 1024 * 1024
"""A workbook that grows larger than this when it is unpacked is none."""
_TROUBLE = (zipfile.BadZipFile, DefusedXmlException, SyntaxError, LookupError, ValueError, TypeError, OSError)


def records(raw: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything, with its number in the sheet. Raises Problem when it is no workbook."""
    from openpyxl import load_workbook

    _insist_workbook(raw, name)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong by a million rows
        rows = [(number, [_words(cell) for cell in row]) for number, row in enumerate(sheet.values, 1)]
    except _TROUBLE as fault:
        raise Problem(
            _("%(file)s cannot be read as a workbook: %(fault)s.") % {"file": name, "fault": fault},
            _("Open it, save it again as a workbook (.xlsx) or as CSV, and try once more."),
        ) from None
    return ((number, cells) for number, cells in rows if any(cells))


def _insist_workbook(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
    except zipfile.BadZipFile:
        sizes = {}
    if "xl/workbook.xml" not in sizes:
        raise Problem(
            _("%(file)s is a zip file, and no workbook.") % {"file": name}, _("Give a workbook (.xlsx) or a CSV file.")
        )
    if sum(sizes.values()) > UNPACKED:
        raise Problem(_("%(file)s holds more than 400 MB.") % {"file": name}, _("Split it into smaller files."))


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


def write(file: Path, title: str, header: Sequence[str], guide: Sequence[Sequence[str]]) -> None:
    """An empty sheet with a header, and a second one that says what to write in each column."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append(list(header))
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
