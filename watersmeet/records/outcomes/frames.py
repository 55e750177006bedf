"""Answers as typed rows for evidence: only of people who said yes to evaluation, scored once on the way.

What became of needs is not here: it is in the frame of the plans room.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.core.paginator import Paginator

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.batches import batches
from watersmeet.base.db import keys
from watersmeet.records.outcomes.instrument import About, Instrument
from watersmeet.records.outcomes.models import Response
from watersmeet.records.outcomes.own import used
from watersmeet.records.outcomes.scoring import score
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans

SCHEMA = pa.schema(
    [
        pa.field("response", pa.string(), nullable=False),
        pa.field("person", pa.string(), nullable=False),
        pa.field("referral", pa.string()),
        pa.field("instrument", pa.string(), nullable=False),
        pa.field("scale", pa.string(), nullable=False),
        pa.field("score", pa.int16()),
        pa.field("supersedes", pa.string()),
        pa.field("partnership", pa.string(), nullable=False),
        pa.field("happened_on", pa.date32(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
AT_ONCE = 500


def responses(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each completion and scale that the actor's partner may evaluate (evidence's table `responses`)."""
    return batches(_rows(actor), SCHEMA)


def _rows(actor: Actor) -> Iterator[dict[str, Any]]:
    found = people.allowed(
        Response.objects.select_related("request").order_by("completed_at", "pk"),
        actor=actor,
        category=Category.WELLBEING_SCORES,
        purpose=Purpose.EVALUATION,
    )
    for page in Paginator(found, AT_ONCE):
        part = list(page.object_list)
        keys.load(row.person_id for row in part)
        every = {(row.instrument, row.instrument_version) for row in part}
        by = {pair: used(*pair) for pair in every}
        numbers = _numbers(part, by)
        for row in part:
            yield from _scales(row, by[row.instrument, row.instrument_version], numbers)


def _scales(row: Response, by: Instrument, numbers: dict[UUID, int]) -> Iterator[dict[str, Any]]:
    if by.about is About.NEED or row.answers is None:
        return
    for scale, value in score(by, row.answers).items():
        yield {
            "response": str(row.pk),
            "person": str(row.person_id),
            "referral": str(row.request.about_id) if row.request.about_kind == "referral" else None,
            "instrument": by.code,
            "scale": scale if by.about is About.SELF else f"goal_{numbers[UUID(scale)]}",
            "score": value,
            "supersedes": str(row.supersedes_id) if row.supersedes_id else None,
            "partnership": str(row.partnership_id),
            "happened_on": clock.day(row.completed_at),
            "recorded_at": row.recorded_at,
        }


def _numbers(part: list[Response], by: dict[tuple[str, int], Instrument]) -> dict[UUID, int]:
    """The number of every goal that was asked about: its words stay where they are."""
    asked = [row for row in part if by[row.instrument, row.instrument_version].about is About.GOAL]
    return plans.goal_numbers({UUID(key) for row in asked for key in row.answers or {}})
