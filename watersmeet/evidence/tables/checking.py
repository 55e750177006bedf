"""Lets a row into evidence, or sets it aside and says why; a value is never quoted."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from watersmeet.evidence.tables.columns import Column, Table

DAY_AHEAD = 1
"""A local day may be one ahead of the day in UTC: 00:30 on 2 July in London is still 1 July."""


class ContractBroken(ValueError):  # noqa: N818 - it reads as what it is
    """A whole frame that cannot be read as the table it says it is."""

    def __init__(self, table: str, missing: list[str], wrong: list[str]) -> None:
        self.table, self.missing, self.wrong = table, missing, wrong
        super().__init__(f"{table}: missing {missing or 'nothing'}; wrong type {wrong or 'nothing'}")


@dataclass(frozen=True)
class Quarantined:
    """One row that was set aside: its number in the frame (from 1), the column, the rule it broke."""

    table: str
    row: int
    column: str
    rule: str


@dataclass(frozen=True)
class Checked:
    """What may be counted and what was set aside; together they are every row that came in."""

    accepted: pa.Table
    quarantined: tuple[Quarantined, ...]


def check(table: Table, frame: pa.Table) -> Checked:
    """Split a frame into the rows that keep the contract and the rows that do not, each with its first reason."""
    rows = _shaped(table, frame)
    reasons: dict[int, Quarantined] = {}
    for column, rule, broken in _findings(table, rows):
        for index in _true_at(broken):
            reasons.setdefault(index, Quarantined(table.name, index + 1, column, rule))
    keep = pa.array([index not in reasons for index in range(rows.num_rows)], pa.bool_())
    accepted = rows.filter(keep)
    return Checked(accepted.cast(table.schema), tuple(reasons[index] for index in sorted(reasons)))


def _shaped(table: Table, frame: pa.Table) -> pa.Table:
    """The frame with exactly the table's columns and types, nulls still allowed everywhere."""
    missing = [column.name for column in table.columns if column.name not in frame.column_names]
    if missing:
        raise ContractBroken(table.name, missing, [])
    arrays, wrong = [], []
    for column in table.columns:
        try:
            arrays.append(frame.column(column.name).cast(column.type).combine_chunks())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            wrong.append(column.name)
    if wrong:
        raise ContractBroken(table.name, [], wrong)
    return pa.table(arrays, names=[column.name for column in table.columns])


def _findings(table: Table, rows: pa.Table) -> Iterator[tuple[str, str, pa.ChunkedArray]]:
    for column in table.columns:
        yield from _column_findings(column, rows.column(column.name))
    for earlier, later in table.orders:
        yield later, f"before {earlier}", pc.less(rows.column(later), rows.column(earlier))
    for rule in table.rules:
        yield rule.column, rule.says, rule.broken(rows)
    known = pc.cast(rows.column("recorded_at"), pa.date32())
    yield (
        "happened_on",
        "after it was recorded",
        pc.greater(pc.days_between(known, rows.column("happened_on")), DAY_AHEAD),
    )
    yield "+".join(table.key), "the same row again", _repeats(table, rows)


def _column_findings(column: Column, values: pa.ChunkedArray) -> Iterator[tuple[str, str, pa.ChunkedArray]]:
    if column.required:
        yield column.name, "empty", pc.is_null(values)
        if pa.types.is_string(column.type):
            yield column.name, "empty", pc.equal(pc.utf8_trim_whitespace(values), "")
    if column.codes:
        known = pc.is_in(values, value_set=pa.array(column.codes))
        yield column.name, "not a known code", pc.and_(pc.is_valid(values), pc.invert(known))
    if column.low is not None:
        yield column.name, f"below {column.low}", pc.less(values, column.low)
    if column.high is not None:
        yield column.name, f"above {column.high}", pc.greater(values, column.high)


def _repeats(table: Table, rows: pa.Table) -> pa.ChunkedArray:
    seen: set[tuple[object, ...]] = set()
    again = []
    for key in zip(*(rows.column(name).to_pylist() for name in table.key), strict=True):
        again.append(key in seen)
        seen.add(key)
    return pa.chunked_array([pa.array(again, pa.bool_())])


def _true_at(mask: pa.ChunkedArray) -> list[int]:
    found: list[int] = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    return found
