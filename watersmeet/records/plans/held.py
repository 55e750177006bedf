"""What the plans room does when a person is exported, erased or merged, or says stop."""

from typing import Any
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.records.plans.models import Domain, Goal, GoalEvent, Met, Need, NeedEvent


class Held:
    """Needs and goals of a person (see people.ports.Held)."""

    tables: tuple[str, ...] = ("plans.Need", "plans.NeedEvent", "plans.Goal", "plans.GoalEvent")

    def export(self, person: UUID) -> list[dict[str, Any]]:
        """Needs and goals, in the order in which they were named."""
        needs = [
            {
                "controller": str(row.controller_id),
                "need": row.words,
                "about": str(Domain(row.domain).label),
                "matters": row.matters,
                "named": row.named_at.isoformat(),
                "met": str(Met(row.met).label),
                "settled": row.settled_at.isoformat() if row.settled_at else None,
            }
            for row in Need.objects.filter(person=person).order_by("named_at")
        ]
        goals = [
            {
                "controller": str(row.controller_id),
                "goal": row.words,
                "set": row.set_at.isoformat(),
                "left": row.left_at.isoformat() if row.left_at else None,
            }
            for row in Goal.objects.filter(person=person).order_by("number")
        ]
        return [*needs, *goals]

    def erase(self, person: UUID, *, by: Actor) -> None:
        """Every word goes; what stays is that there was a need, and what became of it."""
        Need.objects.filter(person=person).update(words=None, matters=None)
        Goal.objects.filter(person=person).update(words=None)
        NeedEvent.objects.filter(subject__person=person).update(words=None)
        GoalEvent.objects.filter(subject__person=person).update(words=None)

    def merged(self, person: UUID, other: UUID, *, by: Actor) -> None:
        """Nothing is derived: reads follow `same_as`."""

    def stop(self, person: UUID, *, receiver: UUID, by: Actor) -> None:
        """Nothing is under way here."""
