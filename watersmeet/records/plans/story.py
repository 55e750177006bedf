"""The plan's part of a person's story."""

from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.happening import Happening
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans.models import Domain, Goal, GoalEvent, Need, NeedEvent
from watersmeet.records.plans.queries import may_see


def story_for(actor: Actor, person: UUID) -> list[Happening]:
    """When needs were named and settled (category: needs), goals set, reworded and left (category: plan): no words."""
    if not may_see(actor, person):
        return []
    same = people.same_as(person)
    needs = people.allowed(
        Need.objects.filter(person__in=same), actor=actor, category=Category.NEEDS, purpose=Purpose.REFERRAL
    )
    goals = people.allowed(
        Goal.objects.filter(person__in=same), actor=actor, category=Category.PLAN, purpose=Purpose.SUPPORT
    )
    domains = dict(needs.values_list("pk", "domain"))
    told = [
        Happening(
            f"need.{one.what}", one.happened_at, name=str(Domain(domains[one.subject_id]).label), who=one.actor_kind
        )
        for one in NeedEvent.objects.filter(subject__in=domains).defer("words")
    ]
    of_goals = GoalEvent.objects.filter(subject__in=goals.values("pk")).defer("words")
    return told + [Happening(f"goal.{one.what}", one.happened_at, who=one.actor_kind) for one in of_goals]
