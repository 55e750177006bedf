"""Who passed work to whom inside one partner, team by team and month by month: no worker and no person comes out."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from watersmeet.base import clock
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.models import Errand, ErrandOutcome, ReferralEvent

Passed = tuple[str, str, str, date, int]
"""From which team, to which, what, in which month, how often."""
_Work = tuple[UUID | None, UUID | None, date]


def passed(partner: UUID, teams: Mapping[UUID, str]) -> list[Passed]:
    """How often work passed between the teams of a partner; `teams` says of which each user is.

    What is handed on goes from who looked after it to who does since; an errand from who looked after the referral then
    to who told the person; cover from who is away. Where the records do not know one of the two, or it is in none of
    the teams, nothing is counted.
    """
    kinds = {
        "handed": _handed(partner),
        "errand": _errands(partner, teams),
        "cover": partnerships.covers(partner),
    }
    times: Counter[tuple[str, str, str, date]] = Counter()
    for kind, work in kinds.items():
        for one, other, day in work:
            if one and other and {one, other} <= teams.keys() and teams[one] != teams[other]:
                times[teams[one], teams[other], kind, day.replace(day=1)] += 1
    return [(*what, many) for what, many in sorted(times.items())]


def _handed(partner: UUID) -> Iterator[_Work]:
    rows = _hand_ons().filter(worker_before__isnull=False, worker_after__isnull=False)
    here = rows.filter(Q(subject__referrer=partner) | Q(subject__receiver=partner))
    for one, other, at in here.values_list("worker_before", "worker_after", "happened_at"):
        yield one, other, clock.day(at)


def _errands(partner: UUID, teams: Mapping[UUID, str]) -> Iterator[_Work]:
    """Who looked after the referral when the person was told: who does now, or did before it was handed on since."""
    told = (ErrandOutcome.SPOKE, ErrandOutcome.MESSAGE, ErrandOutcome.POSTED)
    rows = Errand.objects.filter(controller=partner, outcome__in=told, done_at__isnull=False).select_related("referral")
    done = list(rows.defer("referral__words"))
    since = defaultdict[UUID, list[ReferralEvent]](list)
    for event in _hand_ons().filter(subject__in=[row.referral_id for row in done]).order_by("happened_at", "version"):
        if {event.worker_before, event.worker_after} & teams.keys():
            since[event.subject_id].append(event)
    for row in done:
        if row.done_at:
            of = row.referral
            now = of.receiver_worker_id if of.receiver_id == partner else of.referrer_worker_id
            later = (event.worker_before for event in since[of.pk] if event.happened_at > row.done_at)
            yield next(later, now), row.done_by, clock.day(row.done_at)


def _hand_ons() -> QuerySet[ReferralEvent]:
    return ReferralEvent.objects.filter(what__in=("assign", "hand_on"))
