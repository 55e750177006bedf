"""The empty file to begin with: our columns, and what to write in each."""

import csv
import io

from django.utils.translation import gettext as _

from watersmeet.exchange.spreadsheets import workbook
from watersmeet.records.referrals.api import COLUMNS

ENDINGS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
"""What it can be: its ending, its media type."""


def of_referrals(ending: str) -> bytes:
    """An empty file for referrals, with that ending. Raises KeyError for another than ENDINGS."""
    header = [column.name for column in COLUMNS]
    return {".xlsx": _sheet, ".csv": _text}[ending](header)


def _sheet(header: list[str]) -> bytes:
    out = io.BytesIO()
    head = (_("Column"), _("Must be filled in"), _("What to write"), _("Example"))
    guide = [(one.name, _("yes") if one.required else _("no"), str(one.says), one.example) for one in COLUMNS]
    workbook.write(out, _("Referrals"), header, [head, *guide])
    return out.getvalue()


def _text(header: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(header)
    return out.getvalue().encode("utf-8-sig")
