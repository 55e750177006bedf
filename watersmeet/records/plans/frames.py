"""Needs as typed rows for evidence: only of people who said yes to evaluation, and never their words."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pyarrow as pa

from watersmeet.base.actor import Actor
from watersmeet.base.batches import SIZE, batches
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans.models import Met, Need

SCHEMA = pa.schema(
    [
        pa.field("need", pa.string(), nullable=False),
        pa.field("person", pa.string(), nullable=False),
        pa.field("domain", pa.string(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("settled_on", pa.date32()),
        pa.field("partnership", pa.string(), nullable=False),
        pa.field("happened_on", pa.date32(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
STATES = {Met.MET: "met", Met.PARTLY: "partly", Met.NOT: "not_met", Met.NOT_KNOWN: "not_yet_known"}
_ZONE = ZoneInfo("Europe/London")


def needs(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each need that the actor's partner may evaluate, as it stands now (evidence's table `needs`)."""
    rows = people.allowed(
        Need.objects.order_by("named_at", "pk"), actor=actor, category=Category.NEEDS, purpose=Purpose.EVALUATION
    )
    return batches((_row(need) for need in rows.defer("words").iterator(SIZE)), SCHEMA)


def _row(need: Need) -> dict[str, object]:
    return {
        "need": str(need.pk),
        "person": str(need.person_id),
        "domain": need.domain,
        "state": STATES[Met(need.met)],
        "settled_on": need.settled_at.astimezone(_ZONE).date() if need.settled_at else None,
        "partnership": str(need.partnership_id),
        "happened_on": need.named_at.astimezone(_ZONE).date(),
        "recorded_at": need.recorded_at,
    }
