"""Referrals as evidence may read them: those of people who agreed to evaluation; of the others, bare counts."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Exists, OuterRef, Q, QuerySet

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.batches import batches
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals.inside import passed
from watersmeet.records.referrals.loops import Loops, loops
from watersmeet.records.referrals.models import Handover, Referral, ReferralEvent
from watersmeet.records.referrals.states import Meeting, State
from watersmeet.records.referrals.ties import counts, started_on

__all__ = ["Loops", "handovers", "loops", "passed", "referrals", "started_on", "ties", "uncounted"]


def referrals(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each referral that was sent, as it stands now (the columns of evidence's table `referrals`)."""
    return batches(_rows(actor))


def handovers(actor: Actor) -> Iterator[pa.RecordBatch]:
    """One row for each referral that was sent: a joint first contact offered or not, planned, met (`handovers`)."""
    met: dict[UUID, list[Handover]] = {}
    rows = list(_agreed(actor).order_by("sent_at", "pk"))
    for one in Handover.objects.filter(referral__in=[row.pk for row in rows]).order_by("starts_at"):
        met.setdefault(one.referral_id, []).append(one)
    return batches(
        {
            "partnership": str(row.partnership_id),
            "referral": str(row.pk),
            "person": str(row.person_id),
            "referrer": str(row.referrer_id),
            "receiver": str(row.receiver_id),
            "offered": None if row.handover_offered is None else int(row.handover_offered),
            "planned": len(met.get(row.pk, [])),
            "met_on": next((_day(one.starts_at) for one in met.get(row.pk, []) if one.outcome == Meeting.MET), None),
            "happened_on": _day(row.sent_at),
            "recorded_at": row.made_at,
        }
        for row in rows
    )


def uncounted(actor: Actor) -> Iterator[pa.RecordBatch]:
    """How many people reached each step of the funnel and are in no other table (evidence's table `uncounted`).

    Counted from the partner's own record: what it sent or received.
    """
    own = _sent(actor).filter(Q(referrer=actor.partner) | Q(receiver=actor.partner))
    others = own.exclude(pk__in=_agreed(actor).values("pk"))
    started = others.filter(Exists(ReferralEvent.objects.filter(subject=OuterRef("pk"), what="start")))
    steps = {"referred": others, "started": started, "finished": others.filter(state=State.COMPLETED)}
    now = clock.now()
    return batches(
        {
            "partnership": str(actor.partnership),
            "step": step,
            "people": rows.values("person").distinct().count(),
            "happened_on": clock.day(now),
            "recorded_at": now,
        }
        for step, rows in steps.items()
    )


def ties(actor: Actor) -> Iterator[pa.RecordBatch]:
    """How often one partner worked with another in each month: counts of the place alone (evidence's table `ties`)."""
    return batches(counts(actor))


def _rows(actor: Actor) -> Iterator[dict[str, Any]]:
    rows = list(_agreed(actor).order_by("sent_at", "pk"))
    steps = _steps([row.pk for row in rows])
    for row in rows:
        sent = steps[row.pk, "send"]
        yield {
            "partnership": str(row.partnership_id),
            "referral": str(row.pk),
            "person": str(row.person_id),
            "service": str(row.service_id) if row.service_id else None,
            "referrer": str(row.referrer_id),
            "receiver": str(row.receiver_id),
            "route": row.way_in,
            "direction": row.direction or None,
            "state": row.state,
            "accepted_on": _day_of(steps.get((row.pk, "accept"))),
            "started_on": _day_of(steps.get((row.pk, "start"))),
            "ended_on": _day(row.ended_at),
            "happened_on": _day_of(sent),
            "recorded_at": sent.recorded_at,
        }


def _sent(actor: Actor) -> QuerySet[Referral]:
    sent = Referral.objects.filter(partnership=actor.partnership, sent_at__isnull=False)
    return sent.exclude(state=State.ENTERED_IN_ERROR)


def _agreed(actor: Actor) -> QuerySet[Referral]:
    return people.allowed(_sent(actor), actor=actor, category=Category.REFERRAL, purpose=Purpose.EVALUATION)


def _steps(referrals: list[UUID]) -> dict[tuple[UUID, str], ReferralEvent]:
    """The first time that each referral took a step."""
    told = ("send", "accept", "start")
    events = ReferralEvent.objects.filter(subject__in=referrals, what__in=told).order_by("-version")
    return {(event.subject_id, event.what): event for event in events}


def _day_of(event: ReferralEvent | None) -> date | None:
    return _day(event.happened_at) if event else None


def _day(instant: datetime | None) -> date | None:
    return clock.day(instant) if instant else None
