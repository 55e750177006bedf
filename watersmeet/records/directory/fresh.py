"""Whether what is listed is still true: who answers for it is asked now and then; what is old says so, then hides."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import ngettext

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Freshness

SOONEST = 30
"""No rules ask sooner again."""
_LOOKED = Coalesce("checked_on", TruncDate("changed_at"))
"""The day since which nobody looked: of what was never checked, the day on which it was last changed."""


def check_before(partnership: UUID) -> date:
    """What was looked at on this day or before is to be looked at again, by the rules of its place."""
    return _check_before(_rule(partnership))


def due_for(actor: Actor) -> list[Due]:
    """One task for all listings of the actor's partner that somebody should look at now."""
    standing = policy.relations(actor, keeper=actor.partner)
    if actor.partner is None or actor.partnership is None or not policy.may(actor, "service.confirm", standing):
        return []
    mine = Service.objects.filter(partner=actor.partner, status=Status.ACTIVE).annotate(looked=_LOOKED)
    perhaps = mine.filter(looked__lte=clock.today() - timedelta(days=SOONEST)).order_by("looked")
    looked = list(perhaps.values_list("looked", "changed_at"))
    rule = _rule(actor.partnership) if looked else Freshness()
    old = [one for one in looked if one[0] <= _check_before(rule)]
    if not old:
        return []
    says = ngettext("Is it still right? %(many)s listing", "Are they still right? %(many)s listings", len(old))
    return [
        Due(
            task="service.confirm",
            says=says % {"many": len(old)},
            href=reverse("directory:ours"),
            due_on=old[0][0] + timedelta(days=rule.check_days),
            since=old[0][1],
            about=Ref("partner", actor.partner),
        )
    ]


def due(partnership: UUID) -> QuerySet[Any]:
    """The listings of a place that somebody should look at now, each with the day since which nobody did: `looked`."""
    return looked(partnership).filter(looked__lte=_check_before(_rule(partnership)))


def may_be_old() -> Case:
    """Whether a listing on offer may be due by any rules, as a column: the rules of its place say whether it is."""
    day = clock.today() - timedelta(days=SOONEST)
    never = Q(checked_on=None, changed_at__date__lte=day)
    return Case(
        When(Q(status=Status.ACTIVE) & (Q(checked_on__lte=day) | never), then=Value(True)), default=Value(False)
    )


def looked(partnership: UUID) -> QuerySet[Any]:
    """The listings of a place on offer, each with the day since which nobody looked: `looked`."""
    return Service.objects.filter(partnership=partnership, status=Status.ACTIVE).annotate(looked=_LOOKED)


@dataclass(frozen=True, slots=True)
class Days:
    """What was looked at on `check` or before is stale; on `hide` or before it hides, where the rules hide any."""

    check: date
    hide: date | None


def days_of(partnership: UUID) -> Days:
    """The days that count in a place today."""
    rule = _rule(partnership)
    hide = clock.today() - timedelta(days=rule.hide_days) if rule.hide_days is not None else None
    return Days(_check_before(rule), hide)


def hidden(*places: UUID | None) -> Q:
    """What nobody finds: services merged into another, and those that somebody must first say are still right."""
    asked = Q(merged_into__isnull=False)
    for place in places or [one.pk for one in partnerships.partnerships()]:
        rule = _rule(place) if place else Freshness()
        if rule.hide_days is not None:
            day = clock.today() - timedelta(days=rule.hide_days)
            never = Q(checked_on=None, changed_at__date__lte=day)
            asked |= Q(partnership=place) & (Q(checked_on__lte=day) | never)
    return asked


def _check_before(rule: Freshness) -> date:
    return clock.today() - timedelta(days=rule.check_days)


def _rule(partnership: UUID) -> Freshness:
    try:
        return partnerships.model_at(partnership).model.freshness
    except NotFound:  # a place without rules yet
        return Freshness()
