"""Completions of an instrument, scored once on the way in."""

import pyarrow as pa
import pyarrow.compute as pc

from watersmeet.evidence import ons4
from watersmeet.evidence.tables.columns import CODE, ID, SMALL, Column, Rule, Table, always


def _off_the_scale(rows: pa.Table) -> pa.ChunkedArray:
    score = rows.column("score")
    outside = pc.or_(pc.less(score, ons4.LOWEST), pc.greater(score, ons4.HIGHEST))
    return pc.and_(pc.equal(rows.column("instrument"), "ons4"), outside)


def _no_such_question(rows: pa.Table) -> pa.ChunkedArray:
    known = pc.is_in(rows.column("scale"), value_set=pa.array(ons4.NAMES))
    return pc.and_(pc.equal(rows.column("instrument"), "ons4"), pc.invert(known))


RESPONSES = Table(
    name="responses",
    doc="One row per completion of an instrument and scale of it. ONS4 has four scales and no total.",
    key=("partnership", "response", "scale"),
    columns=(
        Column("response", ID, "The completion (UUID as text); all its scales share it."),
        Column("person", ID, "Who answered."),
        Column("referral", ID, "The referral it was asked for; empty when it was asked for none.", False),
        Column("instrument", CODE, "Code of the instrument: 'ons4', 'phq9' ..."),
        Column(
            "scale",
            CODE,
            "Code: for ons4 'satisfied', 'worthwhile', 'happy', 'anxious'; of a sum, the instrument.",
        ),
        Column("score", SMALL, "The score as a whole number; empty when the scale was skipped.", False),
        Column("supersedes", ID, "The response that this one corrects; the corrected one is no longer counted.", False),
        *always("The day it was completed by the person: not the day it was typed in."),
    ),
    rules=(
        Rule("score", "outside 0 to 10", _off_the_scale),
        Rule("scale", "not a question of ons4", _no_such_question),
    ),
)
