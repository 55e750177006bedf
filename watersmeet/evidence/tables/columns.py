"""How a table of the contract is written down: its columns, their types, and what each one means."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

ID = pa.string()
CODE = pa.string()
DATE = pa.date32()
INSTANT = pa.timestamp("us", tz="UTC")
SMALL = pa.int16()
COUNT = pa.int64()


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning, and what a value must obey to be counted."""

    name: str
    type: pa.DataType
    doc: str
    required: bool = True
    codes: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Rule:
    """A rule between columns: where it is told, in what words, and which rows break it."""

    column: str
    says: str
    broken: Callable[[pa.Table], pa.ChunkedArray]


@dataclass(frozen=True)
class Table:
    """One table of the contract: what a row is, what names it, and which dates come in which order.

    `counted_when_read`: its rows are counts made at the moment of reading, so their dates are the reader's.
    """

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    orders: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    counted_when_read: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The exact Arrow schema that a room's frames function yields."""
        return pa.schema(
            [pa.field(c.name, c.type, nullable=not c.required, metadata={"doc": c.doc}) for c in self.columns],
        )

    @property
    def content(self) -> list[str]:
        """The columns that say what was recorded; those of a count made when read leave its dates out."""
        dates = {"happened_on", "recorded_at"} if self.counted_when_read else set()
        return [column.name for column in self.columns if column.name not in dates]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def always(happened: str) -> tuple[Column, ...]:
    """The three columns that every table carries; `happened` says what took place on `happened_on`."""
    return (
        Column("partnership", ID, "The partnership whose record this is (its UUID as text)."),
        Column("happened_on", DATE, happened),
        Column("recorded_at", INSTANT, "When it was written down: 'as known on' questions and ties read this."),
    )
