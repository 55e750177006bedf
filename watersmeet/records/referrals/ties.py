"""Who worked with whom in a place, month by month: counts between partners, and no person comes out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.referrals.models import Handover, Message, Referral, ReferralEvent
from watersmeet.records.referrals.states import Meeting, State


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
    sides = ("referrer", "receiver")
    yield from _rows(_shared(actor).values(*sides, "month"), "plan", *sides, actor, now, of="person")
    sides = ("sender", "to")
    yield from _rows(_written(actor).values(*sides, "month"), "message", *sides, actor, now, of="referral")


def _written(actor: Actor) -> QuerySet[Any]:
    """What partners wrote to each other since both said yes to counting it; what a person wrote is no tie."""
    sides = {f"{side}__messages_counted_from__lte": F("made_at") for side in ("sender", "to")}
    rows = Message.objects.filter(partnership=actor.partnership, **sides)
    return rows.exclude(referral__state=State.ENTERED_IN_ERROR).annotate(month=TruncMonth("made_at"))


def _shared(actor: Actor) -> QuerySet[Any]:
    """Referrals where the referrer wrote the need down and the other one started on it, with the month of that.

    Both know it of each other. Where two partners work with somebody and one was not told, nothing is counted: to
    whoever helps one person alone, the count would tell it.
    """
    begun = ReferralEvent.objects.filter(subject=OuterRef("pk"), what="start").order_by("happened_at")
    asked = Referral.objects.filter(partnership=actor.partnership, need__controller=F("referrer"), silent_since=None)
    known = asked.exclude(Q(referrer=F("receiver")) | Q(state=State.ENTERED_IN_ERROR))
    started = known.annotate(started_at=Subquery(begun.values("happened_at")[:1])).filter(started_at__isnull=False)
    return started.annotate(month=TruncMonth("started_at"))


def _rows(
    grouped: QuerySet[Any, Any], kind: str, giver: str, receiver: str, actor: Actor, now: datetime, of: str = "pk"
) -> Iterator[dict[str, Any]]:
    for row in grouped.annotate(times=Count(of, distinct=True)).order_by(giver, receiver, "month"):
        yield {
            "partnership": str(actor.partnership),
            "giver": str(row[giver]),
            "receiver": str(row[receiver]),
            "kind": kind,
            "times": row["times"],
            "happened_on": row["month"].date(),
            "recorded_at": now,
        }
