"""A measure as data: its name and version, the tables it reads, its definition and its estimand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import ibis.expr.types as ir

from watersmeet.evidence.measures.estimand import Estimand
from watersmeet.evidence.tables import TABLES
from watersmeet.evidence.tables.engine import Compiled, compiled, unbound


@dataclass(frozen=True)
class Measure:
    """A pure definition from tables of the contract to one small frame of integers that can be added up."""

    name: str
    version: int
    tables: tuple[str, ...]
    define: Callable[..., ir.Table]
    estimand: Estimand

    def expression(self) -> ir.Table:
        """The definition over tables that no engine has been chosen for yet."""
        return self.define(*(unbound(TABLES[name]) for name in self.tables))

    def compiled(self, engine: str = "duckdb") -> Compiled:
        """The definition as an engine reads it, made once."""
        return _compiled(self, engine)


@cache
def _compiled(measure: Measure, engine: str) -> Compiled:
    return compiled(measure.expression(), engine)
