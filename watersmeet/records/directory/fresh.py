"""Whether what is listed is still true: who answers for it is asked now and then; what is old says so, then hides."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
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
