"""Reads a file of many people's answers: comma-separated values, one row each. Nothing of it is kept."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem

WHOLE = r"^\s*-?\d{1,4}(\.0+)?\s*$"


def read_answers(file: Path, columns: Sequence[str]) -> pa.Table:
    """The named columns as whole numbers, empty where nothing stands; .csv or .csv.gz. Raises Problem."""
    if not file.is_file():
        raise Problem(_("There is no file %(file)s.") % {"file": file}, _("Check the path."))
    kinds = pa_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()))
    try:
        text = pa_csv.read_csv(file, convert_options=kinds)
    except (pa.ArrowInvalid, OSError, EOFError) as fault:
        say = _("%(file)s cannot be read as comma-separated values in UTF-8: %(fault)s")
        told = {"file": file, "fault": str(fault).splitlines()[0]}
        raise Problem(say % told, _("Save it as CSV in UTF-8.")) from None
    missing = [name for name in columns if name not in text.column_names]
    if missing:
        told = {"file": file, "missing": ", ".join(missing), "there": ", ".join(text.column_names)}
        mend = _("Name the columns with --items. It has: %(there)s.") % told
        raise Problem(_("%(file)s has no column %(missing)s.") % told, mend)
    return pa.table({name: _numbers(file, name, text.column(name)) for name in columns})


def _numbers(file: Path, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(column)
    filled = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    whole = pc.fill_null(pc.match_substring_regex(filled, WHOLE), pa.scalar(value=True))
    wrong = pc.indices_nonzero(pc.invert(whole))
    if len(wrong):
        row = wrong[0].as_py()
        say = _("%(file)s, row %(row)s, column %(name)s: %(value)s is no whole number.")
        told = {"file": file, "row": row + 1, "name": name, "value": filled[row].as_py()[:40]}
        raise Problem(say % told, _("Write a whole number, or nothing where there is no answer."))
    return filled.cast(pa.float64()).cast(pa.int16())
