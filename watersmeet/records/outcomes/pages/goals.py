"""The page on which a person writes their goals: what stands there, and what becomes of what they write."""

from collections.abc import Mapping

from django.db import transaction

from watersmeet.base.actor import Actor
from watersmeet.records.outcomes.pages.forms import GOALS
from watersmeet.records.outcomes.queries import Asked
from watersmeet.records.plans import api as plans


def written(actor: Actor, asked: Asked) -> dict[str, str]:
    """The goals that stand in the plan, by field."""
    found = plans.goals_for(actor, asked.person)
    return {name: goal.words for name, goal in zip(GOALS, found, strict=False)}


@transaction.atomic
def keep(actor: Actor, asked: Asked, typed: Mapping[str, str]) -> None:
    """Put what was typed into the plan: reword what stands, set what is new, leave what was emptied.

    The same page sent twice changes nothing the second time. Raises Invalid.
    """
    standing = dict(zip(GOALS, plans.goals_for(actor, asked.person), strict=False))
    for name in GOALS:
        words, goal = typed.get(name, "").strip(), standing.get(name)
        if goal and words:
            plans.reword_goal(goal=goal.id, words=words, by=actor)
        elif goal:
            plans.leave_goal(goal=goal.id, by=actor)
        elif words:
            plans.add_goal(
                person=asked.person,
                controller=asked.controller,
                partnership=asked.partnership,
                words=words,
                by=actor,
            )
