"""What others ask about a plan. Every read starts from who is asking, and passes the gate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from watersmeet.accounts.policy import may, relations
from watersmeet.base.actor import Actor, Role
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans.models import Domain, Goal, Met, Need


@dataclass(frozen=True, slots=True)
class NeedCard:
    """One need, for those who may see it."""

    id: UUID
    person: UUID
    domain: Domain
    words: str
    matters: int | None
    named_at: datetime
    met: Met
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoalCard:
    """One goal, for those who may see it."""

    id: UUID
    person: UUID
    number: int
    words: str
    set_at: datetime


def needs_for(actor: Actor, person: UUID, purpose: Purpose = Purpose.REFERRAL) -> list[NeedCard]:
    """What the person said would help, those that matter most first; empty for those who may not see it."""
    found = sorted(_needs(actor, person, purpose), key=lambda row: (-(row.matters or 0), row.named_at, row.pk))
    return [_card(row) for row in found]


def need_readers(actor: Actor, person: UUID, needs: Collection[UUID]) -> dict[UUID, set[Role]]:
    """Who reads what became of any of these needs: each partner, with the roles that read it there."""
    controllers = _needs(actor, person).filter(pk__in=needs).values_list("controller", flat=True)
    readers: dict[UUID, set[Role]] = {}
    for seat in people.seats(actor, person, controllers):
        if seat.partner and seat.role and _needs(seat, person).filter(pk__in=needs).exists():
            readers.setdefault(seat.partner, set()).add(seat.role)
    return readers


def need_asked(actor: Actor, need: UUID, *, on_duty: bool = False) -> NeedCard | None:
    """The one need that something the actor may see is about, by the gate; None for those who may not see it.

    The caller found that the actor may see what asks for it.
    """
    rows = people.allowed(
        Need.objects.filter(pk=need), actor=actor, category=Category.NEEDS, purpose=Purpose.REFERRAL, on_duty=on_duty
    )
    return next(map(_card, rows), None)


def goals_for(actor: Actor, person: UUID, purpose: Purpose = Purpose.SUPPORT) -> list[GoalCard]:
    """The person's goals in the order in which they set them; empty for those who may not see them."""
    if not may_see(actor, person):
        return []
    rows = people.allowed(
        Goal.objects.filter(person__in=people.same_as(person), left_at=None),
        actor=actor,
        category=Category.PLAN,
        purpose=purpose,
    )
    found = rows.order_by("person", "number")
    return [GoalCard(row.pk, row.person_id, row.number, row.words or "", row.set_at) for row in found]


def _needs(actor: Actor, person: UUID, purpose: Purpose = Purpose.REFERRAL) -> QuerySet[Need]:
    """Every need that the actor may read, with what became of it."""
    if not may_see(actor, person):
        return Need.objects.none()
    every = Need.objects.filter(person__in=people.same_as(person))
    return people.allowed(every, actor=actor, category=Category.NEEDS, purpose=purpose)


def _card(row: Need) -> NeedCard:
    return NeedCard(
        row.pk,
        row.person_id,
        Domain(row.domain),
        row.words or "",
        row.matters,
        row.named_at,
        Met(row.met),
        row.settled_at,
    )


def goal_numbers(goals: Iterable[UUID]) -> dict[UUID, int]:
    """The number of each goal, and nothing of its words: for frames."""
    return dict(Goal.objects.filter(pk__in=set(goals)).values_list("pk", "number"))


def may_see(actor: Actor, person: UUID) -> bool:
    """Whether the policy lets the actor's role see people at all; the gate then says which side they stand on."""
    standing = relations(actor, person=person, referrer=actor.partner, receiver=actor.partner)
    return may(actor, "person.see", standing)
