"""What the directory gives evidence: what was looked for and not found, by month; about nobody in particular."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pyarrow as pa

from watersmeet.base.actor import Actor
from watersmeet.base.batches import batches
from watersmeet.base.months import months_later
from watersmeet.records.directory.unmet import shown

__all__ = ["unmet"]

SCHEMA = pa.schema(
    [
        pa.field("domain", pa.string(), nullable=False),
        pa.field("district", pa.string()),
        pa.field("times", pa.int64(), nullable=False),
        pa.field("partnership", pa.string(), nullable=False),
        pa.field("happened_on", pa.date32(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
OTHER = "other"


def unmet(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each month that is over, district and part of life of the actor's place, from its minimum on."""
    counted = shown(actor.partnership) if actor.partnership else {}
    return batches(
        (
            {
                "domain": domain or OTHER,
                "district": authority or None,
                "times": times,
                "partnership": str(actor.partnership),
                "happened_on": first,
                "recorded_at": datetime.combine(months_later(first, 1), time(), tzinfo=UTC),
            }
            for (first, authority, domain), times in counted.items()
        ),
        SCHEMA,
    )
