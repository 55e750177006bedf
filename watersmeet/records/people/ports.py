"""What the people room asks of the rooms above it: each holds records about a person."""

from typing import Any, Protocol
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.ports import Port


class Held(Protocol):
    """One room's records about people. `tables` names every model of the room that points at a person."""

    tables: tuple[str, ...]

    def export(self, person: UUID) -> list[dict[str, Any]]:
        """Everything the room holds about the person, in words the person can read; "controller" is who answers for it.

        An entry without a controller is in nobody's copy: nobody answers for letting it out. With a true "alone" in it,
        no worker opens the copy beside the person.
        """
        ...

    def erase(self, person: UUID, *, by: Actor) -> None:
        """Take out what may go now; the person's data key is destroyed afterwards."""
        ...

    def merged(self, person: UUID, other: UUID, *, by: Actor) -> None:
        """Two records are one human being now (or again two): put right what the room derived from that."""
        ...

    def stop(self, person: UUID, *, receiver: UUID, by: Actor) -> None:
        """The person said stop: end what is under way with this receiver."""
        ...


held: Port[Held] = Port("people.held", "each room's records about a person: export, erase, merge, stop")
