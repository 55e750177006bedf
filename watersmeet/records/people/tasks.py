"""What of the registers waits for a worker: for privacy officers, for those who keep the record, for leads."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.people.models import Matter
from watersmeet.records.people.registers import is_officer
from watersmeet.records.people.states import RULES, Acts, Kind, MatterState, of_who

_SAYS: dict[str, Promise] = {
    Kind.COMPLAINT: _("A complaint waits to be acknowledged"),
    Kind.OBJECTION: _("An objection waits for an answer"),
    Kind.NAMES: _("Somebody asks who looked, by name: check that nobody is put at risk"),
    Kind.ACCESS: _("Somebody asks for a copy of what is kept about them"),
    Kind.FORGET: _("Somebody asks to be forgotten"),
    Kind.RESTRICT: _("Somebody asks that what is kept about them is not used for now"),
    Kind.BREACH: _("A breach: decide within 72 hours if it is reported"),
    Kind.OVERRIDE: _("An override waits for its review"),
    Kind.YES_ENDS: _("A yes to %(name)s ends soon: ask the person if it may go on"),
    Kind.AGREEMENT_ENDS: _("An agreement between partners ends soon"),
}
_ANSWER = _("A complaint waits for its answer")


def tasks_for(actor: Actor) -> list[Due]:
    """Matters with a day that the actor may take the next step in; a register tells whom it is about when opened."""
    mine = _mine(actor)
    if mine is None or actor.partnership is None:
        return []
    rows = Matter.objects.filter(mine, settled_at=None, due_at__isnull=False, partnership=actor.partnership)
    partner = cache(partnerships.partner)
    return [_due(row, row.due_at, partner) for row in rows.order_by("due_at", "opened_at", "pk") if row.due_at]


def _mine(actor: Actor) -> Q | None:
    found: Q | None = None
    if is_officer(actor, actor.partner):
        found = Q(kind__in=of_who(Acts.PRIVACY), partner=actor.partner)
    if policy.may(actor, "sharing.renew", policy.relations(actor, keeper=actor.partner)):
        staff = Q(kind__in=of_who(Acts.STAFF), partner=actor.partner)
        found = found | staff if found else staff
    if policy.may(actor, "partnership.change", policy.relations(actor, here=actor.partnership)):
        leads = Q(kind__in=of_who(Acts.LEADS))
        found = found | leads if found else leads
    return found


def _due(row: Matter, day: datetime, partner: Callable[[UUID], Partner]) -> Due:
    says = str(_ANSWER if row.state == MatterState.ACKNOWLEDGED else _SAYS[row.kind])
    if row.kind == Kind.YES_ENDS and row.about:
        says %= {"name": partner(row.about)}
    return Due(
        task=f"matter.{row.kind}",
        says=says,
        href=_href(row),
        due_on=timezone.localdate(day),
        since=row.opened_at,
        about=Ref("matter", row.pk),
        person=row.person_id if RULES[Kind(row.kind)].acts is Acts.STAFF else None,
        urgent=row.kind == Kind.BREACH,
    )


def _href(row: Matter) -> str:
    if row.kind == Kind.YES_ENDS:
        return reverse("people:sharing_of", args=[row.person_id])
    if row.kind == Kind.AGREEMENT_ENDS:
        return reverse("partnerships:agreements")
    return reverse("people:matter", args=[row.pk])
