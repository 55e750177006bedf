"""Who plays in the invented place."""

from dataclasses import dataclass, field
from uuid import UUID

from watersmeet.accounts.links import Second
from watersmeet.base.actor import Actor
from watersmeet.records.directory.api import ServiceView

PIN = "4826"


@dataclass(frozen=True, slots=True)
class Cast:
    """The partnership, its front door, workers by the partner they answer for and by name, services by name."""

    partnership: UUID
    front_door: UUID
    workers: dict[UUID, Actor]
    called: dict[str, Actor]
    services: dict[str, ServiceView]
    second: Second = field(default_factory=lambda: Second.pin(PIN))

    def receiver_of(self, service: ServiceView) -> UUID:
        """The partner that answers for a service; the front door where nobody does."""
        return service.partner_id or self.front_door
