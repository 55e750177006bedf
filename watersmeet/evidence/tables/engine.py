"""Runs one definition of a measure over typed frames; the only place that knows how an engine is spoken to."""

from collections.abc import Callable, Mapping

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from watersmeet.evidence.tables.columns import Table

Frames = Mapping[str, pa.Table]
Engine = Callable[[ir.Table, Frames], pa.Table]


def unbound(table: Table) -> ir.Table:
    """The table of the contract as an Ibis expression that no engine has been chosen for yet."""
    return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=table.name)


def sql(expression: ir.Table) -> str:
    """The expression as DuckDB reads it."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def on_duckdb(expression: ir.Table, frames: Frames) -> pa.Table:
    """Run on DuckDB in this process, in memory, with no way to files or to the network."""
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        rows = connection.sql(sql(expression)).to_arrow_table()
    return _settled(rows, expression)


ENGINES: dict[str, Engine] = {"duckdb": on_duckdb}


def compute(expression: ir.Table, frames: Frames, engine: str = "duckdb") -> pa.Table:
    """The rows of an expression in one fixed order, so that two runs can be compared byte for byte."""
    return ENGINES[engine](expression, frames)


def _settled(rows: pa.Table, expression: ir.Table) -> pa.Table:
    """Rows with the types that the definition promised (DuckDB sums integers into decimals), sorted by every column."""
    typed = rows.cast(expression.schema().to_pyarrow())
    return typed.sort_by([(name, "ascending") for name in typed.column_names])
