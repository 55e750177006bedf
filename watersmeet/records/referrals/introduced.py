"""How many people asked with each trusted introducer: a count for the introducer's partner, and nothing of anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import IntroducerView
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

SMALL = 5
"""A count below it is people who could be told apart; so would be one more than a month ago."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """One introducer, and about how many asked with them, to the nearest five; None when that is fewer than five."""

    introducer: IntroducerView
    people: int | None


def introduced(actor: Actor) -> tuple[date, list[Introduced]]:
    """Each introducer of the actor's own partner with their count, of those who asked before a day, which comes first.

    It is the first of this month: a count that moved on the day somebody asked would tell of them.
    Raises NotFound, Refused.
    """
    there = partnerships.introducers(actor)
    before = _first_of_month(actor)
    counts = _counts([one.id for one in there], before)
    return before.date(), [Introduced(one, _told(counts.get(one.id, 0))) for one in there]


def _first_of_month(actor: Actor) -> datetime:
    zone = ZoneInfo(partnerships.model_at(actor.partnership).model.zone) if actor.partnership else ZoneInfo("UTC")
    return datetime.combine(clock.today(zone.key).replace(day=1), datetime.min.time(), zone)


def _counts(introducers: list[UUID], before: datetime) -> dict[UUID | None, int]:
    asked = Referral.objects.filter(introducer__in=introducers, based_on=None, made_at__lt=before)
    asked = asked.exclude(state=State.ENTERED_IN_ERROR)
    return dict(asked.values_list("introducer").annotate(people=Count("person", distinct=True)))


def _told(count: int) -> int | None:
    return SMALL * round(count / SMALL) if count >= SMALL else None
