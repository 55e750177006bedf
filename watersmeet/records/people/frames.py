"""People as evidence may read them: who said yes to evaluation, and which records are one human being."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db.models import Q

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.batches import batches
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.gate import allowed
from watersmeet.records.people.models import Age, Person, SameAs


def people(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each person who agreed to any evaluation; their age only where they agreed to that."""
    return batches(_rows(actor))


def merged(actor: Actor) -> dict[str, str]:
    """The record that stands for each other record of the same human being, within the actor's partnership."""
    pairs = SameAs.objects.filter(partnership=actor.partnership, undone_at=None).order_by("merged_at", "pk")
    stands: dict[str, str] = {}
    for one, other in pairs.values_list("person_id", "other_id"):
        first, second = sorted(stands.get(str(record), str(record)) for record in (one, other))
        if first != second:
            stands = {record: first if now == second else now for record, now in stands.items()} | {second: first}
    return stands


def _rows(actor: Actor) -> Iterator[dict[str, Any]]:
    own = Person.objects.filter(partnership=actor.partnership, erased_at=None)
    agreed = Q()
    for category in Category:
        agreed |= Q(pk__in=_allowed(actor, category))
    ages = set(_allowed(actor, Category.IDENTITY))
    for row in own.filter(agreed).order_by("made_at", "pk"):
        yield {
            "partnership": str(row.partnership_id),
            "person": str(row.pk),
            "age_band": row.age if row.pk in ages and row.age != Age.UNKNOWN else None,
            "district": None,
            "decile": None,
            "decile_source": None,
            "happened_on": clock.day(row.made_at),
            "recorded_at": row.made_at,
        }


def _allowed(actor: Actor, category: Category) -> Any:
    rows = allowed(Person.objects.all(), actor=actor, category=category, purpose=Purpose.EVALUATION, person="id")
    return rows.values_list("pk", flat=True)
