"""Who worked with whom in a place, month by month: counts between partners, and no person comes out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.referrals.models import Handover, Referral
from watersmeet.records.referrals.states import Meeting


def counts(actor: Actor) -> Iterator[dict[str, Any]]:
    """One row for each pair of partners of the actor's place, kind and month in which something went between them."""
    now = clock.now()
    sent = Referral.objects.filter(partnership=actor.partnership, sent_at__isnull=False)
    between = sent.exclude(referrer=F("receiver")).annotate(month=TruncMonth("sent_at"))
    yield from _rows(between.values("referrer", "receiver", "month"), "referral", "referrer", "receiver", actor, now)
    met = Handover.objects.filter(partnership=actor.partnership, outcome=Meeting.MET)
    joint = met.exclude(referral__referrer=F("referral__receiver")).annotate(month=TruncMonth("starts_at"))
    sides = ("referral__referrer", "referral__receiver")
    yield from _rows(joint.values(*sides, "month"), "handover", *sides, actor, now)


def _rows(
    grouped: QuerySet[Any, Any], kind: str, giver: str, receiver: str, actor: Actor, now: datetime
) -> Iterator[dict[str, Any]]:
    for row in grouped.annotate(times=Count("pk")).order_by(giver, receiver, "month"):
        yield {
            "partnership": str(actor.partnership),
            "giver": str(row[giver]),
            "receiver": str(row[receiver]),
            "kind": kind,
            "times": row["times"],
            "happened_on": row["month"].date(),
            "recorded_at": now,
        }
