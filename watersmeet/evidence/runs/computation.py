"""The pure heart of a run: tables in, whole numbers and estimates out. No database, no clock, no chance."""

import hashlib
import importlib.metadata
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from watersmeet.evidence.measures import MEASURES, Measure
from watersmeet.evidence.runs.estimates import estimate
from watersmeet.evidence.runs.questions import QUESTIONS
from watersmeet.evidence.tables import TABLES
from watersmeet.evidence.tables.engine import compute

Json = dict[str, Any]
LIBRARIES = ("watersmeet", "duckdb", "ibis-framework", "pyarrow", "scipy")
CLOSE = 1e-9


@dataclass(frozen=True)
class Answer:
    """What a run found: rows of whole numbers by measure, estimates made from them, and which definitions made both."""

    counts: dict[str, list[Json]]
    estimates: Json
    specs: Json

    def as_data(self) -> Json:
        """The result as a run record keeps it."""
        return {"counts": self.counts, "estimates": self.estimates}


def answer(question: str, tables: Mapping[str, pa.Table], partnership: str, engine: str = "duckdb") -> Answer:
    """Answer a question from checked tables, for one partnership alone."""
    measures = [MEASURES[name] for name in QUESTIONS[question].measures]
    own = {name: _of_one_place(tables[name], partnership) for name in tables_of(question)}
    counts = {measure.name: _rows(measure, own, engine) for measure in measures}
    return Answer(counts, estimate(counts), {measure.name: spec(measure) for measure in measures})


def tables_of(question: str) -> tuple[str, ...]:
    """The tables a question reads, in the contract's order."""
    used = {table for name in QUESTIONS[question].measures for table in MEASURES[name].tables}
    return tuple(name for name in TABLES if name in used)


def spec(measure: Measure) -> Json:
    """A measure's version, the fingerprint of its definition, and its estimand."""
    definition = hashlib.sha256(measure.compiled().sql.encode()).hexdigest()[:16]
    return {"version": measure.version, "definition": definition, "estimand": measure.estimand.as_data()}


def engine_versions() -> dict[str, str]:
    """The versions of everything that took part in the arithmetic."""
    return {name: _version(name) for name in LIBRARIES}


def digest(table: str, frame: pa.Table) -> str:
    """A fingerprint of a frame's content, whatever order its rows came in. It is keyed before it is stored."""
    names = TABLES[table].content
    buffer = BytesIO()
    pa.csv.write_csv(frame.select(names).sort_by([(name, "ascending") for name in names]), buffer)
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def alike(one: object, other: object) -> bool:
    """Whether two results agree: whole numbers and words exactly, estimates to nine digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


def plain(data: Json) -> Json:
    """The same data as JSON gives it back, so that what was stored and what is new can be compared."""
    same: Json = json.loads(json.dumps(data))
    return same


def _rows(measure: Measure, tables: Mapping[str, pa.Table], engine: str) -> list[Json]:
    frames = {name: tables[name] for name in measure.tables}
    rows = compute(measure.compiled(engine), frames)
    listed: list[Json] = rows.drop_columns(["partnership"]).to_pylist()
    return listed


def _of_one_place(frame: pa.Table, partnership: str) -> pa.Table:
    return frame.filter(pc.equal(frame.column("partnership"), partnership))


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
