"""Recomputes published percentages on exact integers, half up to one decimal place."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from watersmeet.evidence.published.formulas import NHSTT, Formula
from watersmeet.evidence.published.reading import COLUMNS, KEY
from watersmeet.evidence.tables.engine import compiled, compute

COUNT, PERCENTAGE = "count", "percentage"
NUMBER = r"^[0-9]{1,12}(\.[0-9]{1,6})?$"
MILLION = 1_000_000


@dataclass(frozen=True)
class Mismatch:
    """A published percentage that its own counts do not give."""

    group: dict[str, str]
    measure: str
    published: Decimal
    recomputed: Decimal


@dataclass(frozen=True)
class Recomputed:
    """Every numeric percentage of a file is reproduced, mismatched, or not computable from the file."""

    published: int
    reproduced: int
    not_computable: int
    mismatches: tuple[Mismatch, ...]


def recompute(rows: pa.Table, formulas: Iterable[Formula] = NHSTT) -> Recomputed:
    """Compare each numeric percentage of a published table with the one its counts give."""
    source = ibis.table(dict.fromkeys(COLUMNS, "string"), name="published")
    answers = compute(compiled(comparison(source, tuple(formulas))), {"published": rows}).to_pylist()
    computable = [row for row in answers if row["tenths"] is not None]
    different = [row for row in computable if row["tenths"] * (MILLION // 10) != row["millionths"]]
    return Recomputed(
        published=len(answers),
        reproduced=len(computable) - len(different),
        not_computable=len(answers) - len(computable),
        mismatches=tuple(_mismatch(row) for row in different),
    )


def comparison(published: ir.Table, formulas: tuple[Formula, ...]) -> ir.Table:
    """One row per numeric percentage: as published in millionths, as recomputed in tenths (null: not computable)."""
    numeric = published.filter(published.value.re_search(NUMBER))
    stated = numeric.filter(numeric.measure_statistic == PERCENTAGE)
    stated = stated.select(
        *KEY, "measure_name", millionths=(stated.value.cast("decimal(18, 6)") * MILLION).cast("int64")
    )
    counts = _counts(numeric, formulas)
    groups = counts.rename({f"counts_{name}": name for name in KEY})
    joined = stated.left_join(groups, [stated[name].identical_to(groups[f"counts_{name}"]) for name in KEY])
    return joined.select(*KEY, "measure_name", "millionths", tenths=_tenths(joined, formulas))


def _counts(numeric: ir.Table, formulas: tuple[Formula, ...]) -> ir.Table:
    """One row per group with a column per count; a count stated twice with two values is unknown."""
    whole = numeric.filter((numeric.measure_statistic == COUNT) & ~numeric.value.contains("."))
    value = whole.value.cast("int64")
    names = sorted({name for f in formulas for name in (f.measure, f.of, f.less) if name})
    columns = {}
    for name in names:
        here = whole.measure_name == name
        columns[f"n_{name}"] = ibis.ifelse(value.nunique(where=here) == 1, value.max(where=here), None)
    return whole.group_by(*KEY).agg(**columns)


def _tenths(joined: ir.Table, formulas: tuple[Formula, ...]) -> ir.IntegerValue:
    """Tenths of a per cent, half up: floor(1000 n / d + 1/2) as (2000 n + d) // 2d."""
    cases = []
    for formula in formulas:
        numerator = joined[f"n_{formula.measure}"]
        denominator = joined[f"n_{formula.of}"]
        if formula.less:
            denominator = denominator - joined[f"n_{formula.less}"]
        rate = (numerator * 2000 + denominator) // (denominator * 2)
        cases.append(((joined.measure_name == formula.measure) & (denominator > 0), rate))
    return ibis.cases(*cases, else_=ibis.null("int64")).cast("int64")


def _mismatch(row: dict[str, object]) -> Mismatch:
    return Mismatch(
        group={name: str(row[name]) for name in KEY},
        measure=str(row["measure_name"]),
        published=Decimal(str(row["millionths"])) / MILLION,
        recomputed=Decimal(str(row["tenths"])) / 10,
    )
