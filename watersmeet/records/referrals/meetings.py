"""What others ask about handovers, the joint first contacts of a referral."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Handover, Referral
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import How, Meeting


@dataclass(frozen=True, slots=True)
class JointContact:
    """A joint first contact, planned or past, with its words."""

    id: UUID
    starts_at: datetime
    how: How
    who: str
    where: str
    agreed: str
    fallback: str
    outcome: Meeting
    due_on: date | None


def handovers(actor: Actor, referral: UUID) -> list[JointContact]:
    """The joint first contacts of a referral, the planned one first. Raises NotFound for those who may not see it."""
    rows = Handover.objects.filter(referral=row_for(actor, referral)).order_by("-made_at", "-starts_at")
    return [
        JointContact(
            id=row.pk,
            starts_at=row.starts_at,
            how=How(row.how),
            who=row.who or "",
            where=row.where or "",
            agreed=row.agreed or "",
            fallback=row.fallback or "",
            outcome=Meeting(row.outcome),
            due_on=row.due_on,
        )
        for row in sorted(rows, key=lambda row: row.outcome != Meeting.PLANNED)
    ]


def may_hand_over(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may plan a joint first contact now."""
    row = row_for(actor, referral)
    return rules.may_be_handed_over(row) and policy.may(actor, "handover.plan", rules.relations(actor, row))


def meetings_due(actor: Actor, seen: QuerySet[Referral]) -> list[Due]:
    """Joint first contacts that the actor's partner planned: when they are, and then how they went."""
    if actor.partner is None:
        return []
    now = clock.now()
    rows = Handover.objects.filter(holder=actor.partner, outcome=Meeting.PLANNED, referral__in=seen).select_related(
        "referral"
    )
    return [
        Due(
            task="handover.settle" if row.starts_at <= now else "handover.meet",
            says=_("Say how the joint first contact went") if row.starts_at <= now else _("A joint first contact"),
            href=reverse("desk:story", args=[row.referral_id]),
            due_on=row.due_on if row.due_on and row.starts_at <= now else row.starts_at.date(),
            since=row.made_at,
            about=Ref("referral", row.referral_id),
            person=row.person_id,
            assigned_to=row.worker_id,
        )
        for row in rows.order_by("starts_at", "pk")
        if policy.may(actor, "handover.settle", rules.relations(actor, row.referral))
    ]
