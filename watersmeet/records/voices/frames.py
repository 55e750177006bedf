"""For evidence: who said what to which statement, and answers of waves that are closed; by numbers that name nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

import pyarrow as pa

from watersmeet.base.actor import Actor
from watersmeet.base.batches import SIZE, batches
from watersmeet.records.voices.inquiry_models import Answer
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
SCHEMA = pa.schema(
    [
        pa.field("answer", pa.string(), nullable=False),
        pa.field("wave", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("organisation", pa.string()),
        pa.field("face", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("said", pa.string(), nullable=False),
        pa.field("partnership", pa.string(), nullable=False),
        pa.field("happened_on", pa.date32(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
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


def answers(actor: Actor, wave: UUID | None = None) -> Iterator[pa.RecordBatch]:
    """One row for each question that one person answered, in closed waves of the actor's place (table `answers`)."""
    rows = Answer.objects.filter(partnership=actor.partnership, wave__closed_at__isnull=False).order_by("pk")
    if wave is not None:
        rows = rows.filter(wave=wave)
    return batches((one for row in rows.defer("words").iterator(SIZE) for one in _rows(row)), SCHEMA)


def _rows(row: Answer) -> Iterator[dict[str, object]]:
    """Written down at the beginning of its day, as far as anybody may know."""
    whole = {
        "answer": str(row.pk),
        "wave": str(row.wave_id),
        "group": row.group,
        "organisation": row.organisation or None,
        "partnership": str(row.partnership_id),
        "happened_on": row.answered_on,
        "recorded_at": datetime.combine(row.answered_on, time(), UTC),
    }
    for key, said in sorted(row.given.items()):
        face, _dot, item = key.partition(".")
        yield whole | {"face": face, "item": item, "said": said}
