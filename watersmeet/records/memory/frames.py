"""The memory as evidence may read it: who promised whom, who answered whom; counts between partners, and no words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.batches import batches
from watersmeet.records.memory.models import Entry, Remark, Said
from watersmeet.records.memory.states import Kind


def ties(actor: Actor) -> Iterator[pa.RecordBatch]:
    """How often one partner promised another something, or answered its question, by month (evidence's table `ties`).

    What was struck out does not count; nor does a promise that a newer one took the place of, so that one that was
    written anew is one. A question that a partner answered twice in a month is one.
    """
    return batches(_counts(actor))


def _counts(actor: Actor) -> Iterator[dict[str, Any]]:
    now = clock.now()
    said = Entry.objects.filter(
        partnership=actor.partnership, kind=Kind.COMMITMENT, struck_at=None, superseded_by=None
    ).exclude(body=F("promised_to"))
    between = said.filter(body__isnull=False, promised_to__isnull=False).annotate(month=TruncMonth("made_at"))
    yield from _rows(between, "commitment", "body", "promised_to", "pk", actor, now)
    answers = Remark.objects.filter(
        partnership=actor.partnership, what=Said.ANSWER, entry__struck_at=None, partner__isnull=False
    ).exclude(partner=F("entry__partner"))
    heard = answers.filter(entry__partner__isnull=False).annotate(month=TruncMonth("made_at"))
    yield from _rows(heard, "answer", "partner", "entry__partner", "entry", actor, now)


def _rows(
    rows: QuerySet[Any, Any], kind: str, giver: str, receiver: str, of: str, actor: Actor, now: datetime
) -> Iterator[dict[str, Any]]:
    grouped = rows.values(giver, receiver, "month").annotate(times=Count(of, distinct=True))
    for row in grouped.order_by(giver, receiver, "month"):
        yield {
            "partnership": str(actor.partnership),
            "giver": str(row[giver]),
            "receiver": str(row[receiver]),
            "kind": kind,
            "times": row["times"],
            "happened_on": row["month"].date(),
            "recorded_at": now,
        }
