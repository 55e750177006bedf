"""A small invented place as tables of the contract."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.evidence.extracts.extract import Extract, extract
from watersmeet.evidence.tables import TABLES

HERE = "6f8b4f0e-3a52-4c2b-9d7a-000000000001"
THERE = "6f8b4f0e-3a52-4c2b-9d7a-000000000002"
READ_AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALWAYS = {"partnership": HERE, "happened_on": date(2026, 1, 5), "recorded_at": datetime(2026, 5, 2, 9, tzinfo=UTC)}


def batch(name: str, *rows: dict[str, Any]) -> list[pa.RecordBatch]:
    """Rows of one table as a room yields them."""
    schema = pa.schema([field.with_nullable(True) for field in TABLES[name].schema])
    filled = [dict.fromkeys(schema.names) | ALWAYS | row for row in rows]
    return [pa.RecordBatch.from_pylist(filled, schema=schema)]


def place(people: int = 4) -> dict[str, list[pa.RecordBatch]]:
    """People who were all referred and started; the first half finished and answered twice."""
    numbers = range(people)
    done = [n for n in numbers if n < people // 2]
    started, ended = date(2026, 2, 1), date(2026, 5, 1)
    return {
        "people": batch("people", *({"person": f"p{n}"} for n in numbers)),
        "needs": batch(
            "needs",
            *(
                {
                    "need": f"n{n}",
                    "person": f"p{n}",
                    "domain": "housing",
                    "state": "met" if n in done else "not_yet_known",
                }
                for n in numbers
            ),
        ),
        "referrals": batch(
            "referrals",
            *(
                {
                    "referral": f"r{n}",
                    "person": f"p{n}",
                    "referrer": "a",
                    "receiver": "b",
                    "state": "completed" if n in done else "started",
                    "started_on": started,
                    "ended_on": ended if n in done else None,
                }
                for n in numbers
            ),
        ),
        "responses": batch(
            "responses",
            *(
                {
                    "response": f"{when}{n}",
                    "person": f"p{n}",
                    "instrument": "ons4",
                    "scale": scale,
                    "score": 4 + later * (1 + n % 3),
                    "happened_on": on,
                }
                for n in done
                for later, when, on in ((0, "before", started), (1, "after", ended))
                for scale in ("satisfied", "worthwhile", "happy", "anxious")
            ),
        ),
        "uncounted": batch("uncounted", {"step": "referred", "people": 3, "recorded_at": READ_AT}),
    }


def of_actor(actor: Actor, people: int = 12) -> Extract:
    """The invented place as the actor's own, read now."""
    batches = place(people)
    for name, (made,) in batches.items():
        rows = [row | {"partnership": str(actor.partnership)} for row in made.to_pylist()]
        batches[name] = [pa.RecordBatch.from_pylist(rows, schema=made.schema)]
    return extract(batches, clock.now())
