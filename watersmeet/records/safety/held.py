"""What the safety room does when a person is exported, erased or merged, or says stop."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict
from watersmeet.records.safety import concern_held
from watersmeet.records.safety.models import Alert, AlertEvent
from watersmeet.records.safety.states import State


class Held:
    """Alerts and concerns about a person (see people.ports.Held)."""

    tables: tuple[str, ...] = ("safety.Alert", "safety.AlertEvent", "safety.Concern", "safety.ConcernEvent")

    def export(self, person: UUID) -> list[dict[str, Any]]:
        """Every alert, what the person had said for it, and what was done; a human checks a copy before it goes out.

        Of concerns those alone that a safeguarding lead let into the copy.
        """
        alerts = [
            {
                "controller": str(row.controller_id),
                "answered": row.answered_at.isoformat(),
                "alert": row.raised_at.isoformat(),
                "state": str(State(row.state).label),
                "known": row.known,
                "done": [
                    {"at": event.happened_at.isoformat(), "what": event.what, "words": event.words}
                    for event in row.events.order_by("version")
                ],
            }
            for row in Alert.objects.filter(person=person).order_by("raised_at")
        ]
        return alerts + concern_held.exported(person)

    def erase(self, person: UUID, *, by: Actor) -> None:
        """Words go; that there was an alert, and that somebody had it, stays.

        Raises Conflict while one is open: whoever acts on it needs to know whom to ring.
        """
        if Alert.objects.filter(person=person).exclude(state=State.CLOSED).exists():
            raise Conflict(
                _("There is an open alert: somebody has to reach them first."),
                _("Try again when it is closed. Ask whoever is on call."),
            )
        Alert.objects.filter(person=person).update(known=None)
        AlertEvent.objects.filter(subject__person=person).update(words=None)
        concern_held.erased(person)

    def merged(self, person: UUID, other: UUID, *, by: Actor) -> None:
        """Nothing is derived: reads follow `same_as`."""

    def stop(self, person: UUID, *, receiver: UUID, by: Actor) -> None:
        """An open alert or concern outlives a permission: whoever has it goes on until the person is safe."""
