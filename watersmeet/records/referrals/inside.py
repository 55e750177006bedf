"""Who passed work to whom inside one partner, team by team and month by month: no worker and no person comes out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from watersmeet.base import clock
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.models import Errand, ErrandOutcome, Referral, ReferralEvent
from watersmeet.records.referrals.states import State

Passed = tuple[str, str, str, date, int]
"""From which team, to which, what, in which month, how often."""
_Work = tuple[UUID | None, UUID | None, date]


def passed(partner: UUID, teams: Mapping[UUID, str]) -> list[Passed]:
    """How often work passed between the teams of a partner; `teams` says of which each user is.

    A referral within the partner goes from who referred to who takes it; one that is handed on from who looked after it
    to who does since; an errand from who looks after the referral to who told the person; cover from who is away.
    Where the records do not know one of the two, or it is in none of the teams, nothing is counted.
    """
    kinds = {
        "within": _within(partner),
        "handed": _handed(partner),
        "errand": _errands(partner),
        "cover": partnerships.covers(partner),
    }
    times: Counter[tuple[str, str, str, date]] = Counter()
    for kind, work in kinds.items():
        for one, other, day in work:
            if one and other and {one, other} <= teams.keys() and teams[one] != teams[other]:
                times[teams[one], teams[other], kind, day.replace(day=1)] += 1
    return [(*what, many) for what, many in sorted(times.items())]


def _within(partner: UUID) -> Iterator[_Work]:
    rows = Referral.objects.filter(referrer=partner, receiver=partner, sent_at__isnull=False)
    for row in rows.exclude(state=State.ENTERED_IN_ERROR).defer("words"):
        if row.sent_at:
            yield row.referrer_worker_id, row.receiver_worker_id, clock.day(row.sent_at)


def _handed(partner: UUID) -> Iterator[_Work]:
    rows = ReferralEvent.objects.filter(worker_before__isnull=False, worker_after__isnull=False)
    here = rows.filter(Q(subject__referrer=partner) | Q(subject__receiver=partner))
    for one, other, at in here.values_list("worker_before", "worker_after", "happened_at"):
        yield one, other, clock.day(at)


def _errands(partner: UUID) -> Iterator[_Work]:
    told = (ErrandOutcome.SPOKE, ErrandOutcome.MESSAGE, ErrandOutcome.POSTED)
    rows = Errand.objects.filter(controller=partner, outcome__in=told, done_at__isnull=False).select_related("referral")
    for row in rows.defer("referral__words"):
        of = row.referral
        looks_after = of.receiver_worker_id if of.receiver_id == partner else of.referrer_worker_id
        if row.done_at:
            yield looks_after, row.done_by, clock.day(row.done_at)
