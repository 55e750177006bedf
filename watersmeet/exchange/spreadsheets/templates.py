"""The file to begin with: our columns, and what to write in each; empty, or with a partner's own listings."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from watersmeet.exchange.spreadsheets import workbook
from watersmeet.exchange.spreadsheets.quarantine import harmless
from watersmeet.records.directory.api import SHEET_COLUMNS, SHEET_HEADER
from watersmeet.records.referrals.api import COLUMNS

ENDINGS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
"""What it can be: its ending, its media type."""


def of_referrals(ending: str) -> bytes:
    """An empty file for referrals, with that ending. Raises KeyError for another than ENDINGS."""
    header = [column.name for column in COLUMNS]
    guide = [(one.name, _("yes") if one.required else _("no"), str(one.says), one.example) for one in COLUMNS]
    head = (_("Column"), _("Must be filled in"), _("What to write"), _("Example"))
    return _KINDS[ending](_("Referrals"), header, [head, *guide], ())


def of_listings(ending: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A file of listings, with that ending; no cell is a formula. Raises KeyError for another than ENDINGS."""
    told = _("Leave it as it is. Leave it empty in a new row.")
    guide = [(name, told, "") for name in SHEET_HEADER[:2]]
    guide += [(one.name, str(one.says), one.example) for one in SHEET_COLUMNS]
    head = (_("Column"), _("What to write"), _("Example"))
    cells = ([harmless(row.get(name, "")) for name in SHEET_HEADER] for row in rows)
    return _KINDS[ending](_("Listings"), SHEET_HEADER, [head, *guide], cells)


Rows = Iterable[Sequence[str]]


def _sheet(title: str, header: Sequence[str], guide: Sequence[Sequence[str]], rows: Rows) -> bytes:
    out = io.BytesIO()
    workbook.write(out, title, header, guide, rows)
    return out.getvalue()


def _text(_title: str, header: Sequence[str], _guide: Sequence[Sequence[str]], rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode("utf-8-sig")


_KINDS = {".xlsx": _sheet, ".csv": _text}
