"""Runs one definition of a measure over typed frames; the only place that knows how an engine is spoken to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from watersmeet.evidence.tables.columns import Table

Frames = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Compiled:
    """A definition as one engine reads it, and the types that it promised."""

    engine: str
    sql: str
    schema: pa.Schema


@dataclass(frozen=True)
class Engine:
    """An engine: the dialect it reads, and how it is run."""

    dialect: str
    run: Callable[[str, Frames], pa.Table]


def unbound(table: Table) -> ir.Table:
    """The table of the contract as an Ibis expression that no engine has been chosen for yet."""
    return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=table.name)


def compiled(expression: ir.Table, engine: str = "duckdb") -> Compiled:
    """An expression in an engine's own words. It costs some tenths of a second: keep it."""
    text = str(ibis.to_sql(expression, dialect=ENGINES[engine].dialect))
    return Compiled(engine, text, expression.schema().to_pyarrow())


def compute(definition: Compiled, frames: Frames) -> pa.Table:
    """Its rows sorted by all columns, with the promised types: DuckDB sums integers into decimals."""
    typed = ENGINES[definition.engine].run(definition.sql, frames).cast(definition.schema)
    return typed.sort_by([(name, "ascending") for name in typed.column_names])


def _on_duckdb(sql: str, frames: Frames) -> pa.Table:
    """Run on DuckDB in this process, in memory, with no way to files or to the network."""
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        return connection.sql(sql).to_arrow_table()


ENGINES: dict[str, Engine] = {"duckdb": Engine("duckdb", _on_duckdb)}
