"""Needs as typed rows for evidence, only of people who said yes to it and never their words; and signposts."""

from collections.abc import Iterator

import pyarrow as pa

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.batches import SIZE, batches
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans.gaps import lacking, sent_to
from watersmeet.records.plans.models import Elsewhere, Met, Need, Signpost

__all__ = ["lacking", "needs", "sent_to", "signposts"]

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
SIGNPOSTS = pa.schema(
    [
        pa.field("signpost", pa.string(), nullable=False),
        pa.field("partner", pa.string(), nullable=False),
        pa.field("domain", pa.string(), nullable=False),
        pa.field("service", pa.string()),
        pa.field("found", pa.int16(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("partnership", pa.string(), nullable=False),
        pa.field("happened_on", pa.date32(), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)
STATES = {Met.MET: "met", Met.PARTLY: "partly", Met.NOT: "not_met", Met.NOT_KNOWN: "not_yet_known"}


def needs(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each need that the actor's partner may evaluate, as it stands now (evidence's table `needs`)."""
    rows = people.allowed(
        Need.objects.order_by("named_at", "pk"), actor=actor, category=Category.NEEDS, purpose=Purpose.EVALUATION
    )
    return batches((_row(need) for need in rows.defer("words").iterator(SIZE)), SCHEMA)


def signposts(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each signpost of the actor's place that was not undone (evidence's table `signposts`)."""
    rows = Signpost.objects.filter(partnership=actor.partnership, undone_at=None).order_by("made_at", "pk")
    return batches((_pointed(row) for row in rows.iterator(SIZE)), SIGNPOSTS)


def _pointed(row: Signpost) -> dict[str, object]:
    return {
        "signpost": str(row.pk),
        "partner": str(row.partner_id),
        "domain": row.domain,
        "service": str(row.service_id) if row.service_id else None,
        "found": int(row.elsewhere != Elsewhere.NOWHERE),
        "reason": row.reason or None,
        "partnership": str(row.partnership_id),
        "happened_on": clock.day(row.made_at),
        "recorded_at": row.made_at,
    }


def _row(need: Need) -> dict[str, object]:
    return {
        "need": str(need.pk),
        "person": str(need.person_id),
        "domain": need.domain,
        "state": STATES[Met(need.met)],
        "settled_on": clock.day(need.settled_at) if need.settled_at else None,
        "partnership": str(need.partnership_id),
        "happened_on": clock.day(need.named_at),
        "recorded_at": need.recorded_at,
    }
