"""How often what went between partners was followed to its end, and said yes to: counts of the place alone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.months import months_later
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import ENDED, State

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Loops:
    """Of the days from `since` to `until`: how many ended and of how many the end was read; answered, accepted."""

    since: date
    until: date
    ended: int
    read: int
    answered: int
    accepted: int


def loops(actor: Actor) -> Loops:
    """The last 12 months of the actor's place, whoever was referred: nothing but these counts comes out.

    Left out: what stayed within one partner, what its referrer may not be told, and ends that they still have time to
    read.
    """
    until = clock.today()
    since = months_later(until, -MONTHS)
    begins = clock.midnight(since, "Europe/London")
    between = Referral.objects.filter(partnership=actor.partnership, sent_at__isnull=False)
    between = between.exclude(referrer=F("receiver")).exclude(state=State.ENTERED_IN_ERROR)
    ended = between.filter(state__in=ENDED, ended_at__gte=begins, silent_since=None)
    ended = ended.exclude(Q(closed_at=None, chases=0, due_on__gte=until))
    said = ReferralEvent.objects.filter(subject=OuterRef("pk"), happened_at__gte=begins)
    yes, no = (Exists(said.filter(what=what)) for what in ("accept", "decline"))
    return Loops(
        since,
        until,
        ended=ended.count(),
        read=_read(ended).count(),
        answered=between.filter(yes | no).count(),
        accepted=between.filter(yes).count(),
    )


def _read(ended: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those of which somebody at the referrer said that they have read how it ended."""
    return ended.filter(Exists(ReferralEvent.objects.filter(subject=OuterRef("pk"), what="see_outcome")))
