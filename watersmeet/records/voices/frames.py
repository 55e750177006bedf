"""Answers of waves that are closed, as typed rows for evidence: never the words, never who."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

import pyarrow as pa

from watersmeet.base.actor import Actor
from watersmeet.base.batches import SIZE, batches
from watersmeet.records.voices.inquiry_models import Answer

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
