"""Reads a file of published measures, or says what about it cannot be read."""

from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from watersmeet.evidence.unreadable import Unreadable

KEY = (
    "reporting_period",
    "start_date",
    "end_date",
    "org_type",
    "org_code",
    "org_name",
    "variable_type",
    "variable_a",
    "variable_b",
)
"""What names one group of people; both of its counts and its percentages carry the same key."""

COLUMNS = (*KEY, "measure_name", "measure_statistic", "value")


class Reason(StrEnum):
    """Why a file cannot be recomputed."""

    NO_FILE = "no file"
    NOT_PARQUET = "not parquet"
    NO_COLUMNS = "columns missing"
    NO_ROWS = "no rows"
    NO_PERCENTAGES = "no percentages"


def read(path: Path) -> pa.Table:
    """The columns of a published file as text, dates too."""
    if not path.is_file():
        raise Unreadable(Reason.NO_FILE, path)
    try:
        names = pq.read_schema(path).names
        missing = [name for name in COLUMNS if name not in names]
        rows = pq.read_table(path, columns=[name for name in COLUMNS if name in names])
    except (pa.ArrowException, OSError) as problem:
        raise Unreadable(Reason.NOT_PARQUET, path) from problem
    if missing:
        raise Unreadable(Reason.NO_COLUMNS, path, detail=", ".join(missing))
    if not rows.num_rows:
        raise Unreadable(Reason.NO_ROWS, path)
    return rows.cast(pa.schema([(name, pa.string()) for name in rows.column_names]))
