"""What partnerships ask of the rooms above."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.ports import Port
from watersmeet.base.ref import Ref


@dataclass(frozen=True, slots=True)
class Kept:
    """Something a controller keeps about a person: of which kind, and when the last thing happened to it.

    `kind` is a period of the model (see model.Periods); "" for what has none, and only stops the rest from leaving.
    `stopped_by` is a code of why it may not leave yet, such as "open_referral".
    """

    person: UUID
    controller: UUID
    kind: str
    last_at: datetime
    stopped_by: str = ""


class Held(Protocol):
    """What a partner holds in a room, and what it keeps there until its day."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """What the partner still has a part in: it cannot leave before that is over."""

    def kept(self, persons: Collection[UUID]) -> Iterable[Kept]:
        """All that the room keeps about these people, by controller."""

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """Take out for good what this controller keeps about the person, in the caller's transaction."""


held: Port[Held] = Port(
    "partnerships.held", "room -> what a partner still holds there, and so cannot leave; what it keeps until its day"
)


def holdings(partner: UUID) -> list[Ref]:
    """What a partner has an open part in, in every room."""
    return [ref for room in held.values() for ref in room.holds(partner)]
