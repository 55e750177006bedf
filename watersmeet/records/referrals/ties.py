"""Who worked with whom in a place, month by month: counts between partners, and no person comes out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.referrals.models import Handover, Message, Referral, ReferralEvent
from watersmeet.records.referrals.states import Meeting, State

OFTEN = 8


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


def started_on(partnership: UUID, since: datetime) -> dict[UUID, set[str]]:
    """By partner, the parts of life of needs that it started on for many people that others referred."""
    rows = _begun(partnership).exclude(referrer=F("receiver")).filter(started_at__gte=since)
    counted = rows.order_by().values("receiver", "need__domain").annotate(many=Count("person", distinct=True))
    domains: dict[UUID, set[str]] = {}
    for partner, domain in counted.filter(many__gte=OFTEN).values_list("receiver", "need__domain"):
        domains.setdefault(partner, set()).add(domain)
    return domains


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
    known = _begun(actor.partnership).filter(need__controller=F("referrer"), silent_since=None)
    shared: QuerySet[Any] = known.exclude(referrer=F("receiver")).annotate(month=TruncMonth("started_at"))
    return shared


def _begun(partnership: UUID | None) -> QuerySet[Any]:
    """Referrals on a need that were started, with when first."""
    begun = ReferralEvent.objects.filter(subject=OuterRef("pk"), what="start").order_by("happened_at")
    rows = Referral.objects.filter(partnership=partnership, need__isnull=False).exclude(state=State.ENTERED_IN_ERROR)
    started: QuerySet[Any] = rows.annotate(started_at=Subquery(begun.values("happened_at")[:1]))
    return started.filter(started_at__isnull=False)


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
