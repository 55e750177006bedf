"""Tiny tables drawn in text: what goes in, what must come out.

Columns that a grid leaves out take a plain value, so that a grid shows only what it is about. `-` is empty.
"""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from watersmeet.evidence.measures import Measure
from watersmeet.evidence.tables import TABLES, Column, check
from watersmeet.evidence.tables.engine import ENGINES, compute

PLAIN: dict[str, dict[str, Any]] = {
    "people": {},
    "needs": {"person": "p1", "domain": "housing", "state": "not_yet_known"},
    "referrals": {"person": "p1", "referrer": "a", "receiver": "b", "state": "sent"},
    "responses": {"instrument": "ons4", "scale": "happy", "person": "p1"},
    "uncounted": {},
}
IDS = {"people": "person", "needs": "need", "referrals": "referral", "responses": "response"}
ALWAYS = {"partnership": "here", "happened_on": date(2026, 1, 1), "recorded_at": datetime(2026, 12, 31, tzinfo=UTC)}

on_every_engine = pytest.mark.parametrize("engine", sorted(ENGINES))


def cells(text: str) -> list[dict[str, str | None]]:
    """The rows of a drawn table."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [{name: None if cell == "-" else cell for name, cell in zip(head, row, strict=True)} for row in rows]


def frame(name: str, text: str = "") -> pa.Table:
    """A drawn table of the contract, checked as real rows are."""
    table = TABLES[name]
    drawn = cells(text) if text.strip() else []
    rows = []
    for number, row in enumerate(drawn, start=1):
        typed = {column: _value(table.column(column), cell) for column, cell in row.items()}
        named = {IDS[name]: f"{name}{number}"} if name in IDS else {}
        rows.append(dict.fromkeys(table.schema.names) | ALWAYS | PLAIN[name] | named | typed)
    loose = pa.schema([field.with_nullable(True) for field in table.schema])
    checked = check(table, pa.Table.from_pylist(rows, schema=loose))
    assert checked.quarantined == (), checked.quarantined
    return checked.accepted


def measured(measure: Measure, engine: str, **frames: str) -> list[dict[str, Any]]:
    """The rows of a measure over drawn tables; tables that are not drawn are empty."""
    filled = {name: frame(name, frames.get(name, "")) for name in measure.tables}
    return compute(measure.compiled(engine), filled).to_pylist()


def expect(rows: list[dict[str, Any]], text: str) -> None:
    """The drawn columns of the drawn rows are exactly what came out, in any order."""
    wanted = cells(text)
    names = list(wanted[0]) if wanted else []
    got = [{name: None if row[name] is None else str(row[name]) for name in names} for row in rows]
    assert sorted(got, key=repr) == sorted(wanted, key=repr)


def _value(column: Column, cell: str | None) -> object:
    if cell is None:
        return None
    if pa.types.is_date(column.type):
        return date.fromisoformat(cell)
    if pa.types.is_timestamp(column.type):
        return datetime.fromisoformat(cell).replace(tzinfo=UTC)
    return int(cell) if pa.types.is_integer(column.type) else cell
