"""What partnerships ask of the rooms above."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from watersmeet.base.ports import Port
from watersmeet.base.ref import Ref


class Held(Protocol):
    """What a partner holds in a room."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """What the partner still has a part in: it cannot leave before that is over."""


held: Port[Held] = Port("partnerships.held", "room -> what a partner still holds there, and so cannot leave")
