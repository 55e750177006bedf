"""Scores of many at once: column by column what `scoring.py` does for one."""

from collections.abc import Collection, Mapping
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import Instrument, Item, Polarity, Total

MOST_NAMED = 20
"""So many faulty answers are named at most."""


def score_many(instrument: Instrument, answers: pa.Table, unknown: Collection[int] = ()) -> pa.Table:
    """One row in, one row out. `answers` has a column of whole numbers for each question, empty where there is none.

    `unknown` are numbers that stand for no answer, such as "refused". Out come `known` (how many questions have an
    answer) and, where the instrument has a total, `sum`, `score` (as published), `band` and `at_caseness`, each empty
    where it is not known. Raises Invalid, naming faulty answers by row, counted from 1, and question.
    """
    told = {item.code: _known(answers.column(item.code), unknown) for item in instrument.items}
    _insist_offered(instrument, told)
    known = reduce(pc.add, (pc.is_valid(column).cast(pa.int16()) for column in told.values()))
    out = {"known": known}
    if instrument.total:
        out |= _totals(instrument, instrument.total, reduce(pc.add, told.values()))
    return pa.table(out)


def _known(column: pa.ChunkedArray, unknown: Collection[int]) -> pa.ChunkedArray:
    numbers = column.cast(pa.int16())
    none = pc.is_in(numbers, value_set=pa.array(list(unknown), pa.int16()))
    return pc.if_else(none, pa.scalar(None, pa.int16()), numbers)


def _totals(instrument: Instrument, total: Total, summed: pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
    """A sum that lacks an answer is empty, and all that follows from it: adding to what is unknown gives unknown."""
    if total.table:
        score = pc.take(pa.array(total.table), pc.subtract(summed, instrument.sums[0]))
    else:
        score = pc.multiply(summed, pa.scalar(total.times, pa.int16()))
    return {"sum": summed, "score": score, "band": _band(total, score), "at_caseness": _at_caseness(total, score)}


def _band(total: Total, score: pa.ChunkedArray) -> pa.ChunkedArray:
    none = pa.nulls(len(score), pa.string())
    if not total.bands:
        return none
    within = [pc.and_(pc.greater_equal(score, one.from_), pc.less_equal(score, one.until)) for one in total.bands]
    chosen = pc.make_struct(*within, field_names=[one.code for one in total.bands])
    return pc.case_when(chosen, *[pa.scalar(one.code) for one in total.bands], none)


def _at_caseness(total: Total, score: pa.ChunkedArray) -> pa.ChunkedArray:
    if total.cut is None:
        return pa.nulls(len(score), pa.bool_())
    worse = pc.greater_equal if total.polarity is Polarity.LOWER else pc.less_equal
    return worse(score, total.cut)


def _insist_offered(instrument: Instrument, told: Mapping[str, pa.ChunkedArray]) -> None:
    wrong = {
        item.code: [_said(item, row, told[item.code][row].as_py()) for row in _not_offered(item, told[item.code])]
        for item in instrument.items
    }
    if any(wrong.values()):
        raise Invalid({code: says for code, says in wrong.items() if says})


def _said(item: Item, row: int, value: int) -> str:
    says = _("Row %(row)s: %(value)s was not offered. Write a whole number from %(low)s to %(high)s, or nothing.")
    return says % {"row": row + 1, "value": value, "low": item.low, "high": item.high}


def _not_offered(item: Item, column: pa.ChunkedArray) -> list[int]:
    outside = pc.or_(pc.less(column, item.low), pc.greater(column, item.high))
    rows: list[int] = pc.indices_nonzero(pc.fill_null(outside, pa.scalar(value=False))).to_pylist()
    return rows[:MOST_NAMED]
