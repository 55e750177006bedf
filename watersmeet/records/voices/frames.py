"""Deliberations as typed rows for evidence: who said what to which statement, by numbers that name nobody."""

from collections.abc import Iterator
from uuid import UUID

import pyarrow as pa

from watersmeet.base.batches import SIZE, batches
from watersmeet.records.voices.talk_models import Opinion, Shown, Statement

STATEMENTS = pa.schema(
    [
        pa.field("statement", pa.int32(), nullable=False),
        pa.field("words", pa.string(), nullable=False),
        pa.field("shown", pa.bool_(), nullable=False),
    ]
)
VOTES = pa.schema(
    [
        pa.field("participant", pa.int32(), nullable=False),
        pa.field("statement", pa.int32(), nullable=False),
        pa.field("says", pa.int8(), nullable=False),
        pa.field("said_on", pa.date32(), nullable=False),
    ]
)


def statements(deliberation: UUID) -> Iterator[pa.RecordBatch]:
    """One row for each statement that somebody looked at; those that wait are nobody's to read yet."""
    rows = Statement.objects.filter(deliberation=deliberation).exclude(shown=Shown.WAITING).order_by("number")
    told = ({"statement": row.number, "words": row.words or "", "shown": row.shown == Shown.SHOWN} for row in rows)
    return batches(told, STATEMENTS)


def votes(deliberation: UUID) -> Iterator[pa.RecordBatch]:
    """One row for the last word of each participant on each statement, in the order of days."""
    rows = Opinion.objects.filter(statement__deliberation=deliberation).select_related("statement", "participant")
    ordered = rows.order_by("said_on", "participant__number", "statement__number")
    told = (
        {
            "participant": row.participant.number,
            "statement": row.statement.number,
            "says": row.says,
            "said_on": row.said_on,
        }
        for row in ordered.iterator(SIZE)
    )
    return batches(told, VOTES)
