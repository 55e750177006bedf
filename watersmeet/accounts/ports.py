"""What accounts asks of the rooms above."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.ports import Port
from watersmeet.base.ref import Ref


class Holdings(Protocol):
    """What users of a room hold: things that wait for somebody in particular."""

    def holds(self, user: UUID) -> Sequence[Ref]:
        """What the user holds now."""

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """Give all that the user holds to another, in the caller's transaction."""

    def pass_on(self, user: UUID, *, by: Actor) -> None:
        """Give on, once the account is closed, what nobody who closes it may learn of. Raises Conflict without heir."""


holdings: Port[Holdings] = Port("accounts.holdings", "room -> what a user holds there, and how it is handed over")
