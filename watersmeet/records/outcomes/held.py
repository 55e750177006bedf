"""What the outcomes room does when a person is exported, erased or merged, or says stop."""

from typing import Any
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.records.outcomes.actions import end
from watersmeet.records.outcomes.models import OutcomeEvent, Request, Response
from watersmeet.records.outcomes.own import used
from watersmeet.records.outcomes.queries import how_it_stands
from watersmeet.records.outcomes.states import SHARING_STOPPED, State


class Held:
    """What a person was asked and answered (see people.ports.Held)."""

    tables: tuple[str, ...] = ("outcomes.Request", "outcomes.Response", "outcomes.OutcomeEvent")

    def export(self, person: UUID) -> list[dict[str, Any]]:
        """Every ask, and every completion with the questions as they were asked, corrected ones too."""
        asks = [
            {
                "controller": str(row.controller_id),
                "asked": row.asked_at.isoformat(),
                "moment": row.get_moment_display(),
                "state": how_it_stands(row.pk, State(row.state)),
                "answered_so_far": row.saved,
            }
            for row in Request.objects.filter(person=person).order_by("asked_at")
        ]
        answers = [_told(row) for row in Response.objects.filter(person=person).order_by("completed_at", "recorded_at")]
        return [*asks, *answers]

    def erase(self, person: UUID, *, by: Actor) -> None:
        """Answers go; what stays is that something was asked and when it was answered. What is open is stopped."""
        _stop(person, by=by)
        Response.objects.filter(person=person).update(answers=None)
        OutcomeEvent.objects.filter(subject__person=person).update(words=None)

    def merged(self, person: UUID, other: UUID, *, by: Actor) -> None:
        """Nothing is derived: reads follow `same_as`."""

    def stop(self, person: UUID, *, receiver: UUID, by: Actor) -> None:
        """What this receiver asked and nobody answered yet is stopped, and why is written down."""
        _stop(person, by=by, reason_code=SHARING_STOPPED, controller=receiver)


def _stop(person: UUID, *, by: Actor, reason_code: str = "", **more: UUID) -> None:
    for row in Request.objects.select_for_update().filter(person=person, state=State.OPEN, **more):
        end(row, State.STOPPED, "measure.stop", by, reason_code=reason_code)


def _told(row: Response) -> dict[str, Any]:
    by = used(row.instrument, row.instrument_version)
    asks = {item.code: item.asks for item in by.items}
    return {
        "controller": str(row.controller_id),
        "questions": by.name,
        "answered": row.completed_at.isoformat(),
        "answers": {asks.get(key) or key: value for key, value in (row.answers or {}).items()},
        "corrects": str(row.supersedes_id) if row.supersedes_id else None,
        "id": str(row.pk),
    }
