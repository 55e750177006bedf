"""A pointer to a thing in another room: its kind and its identifier, and nothing else."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ref:
    """Kind is the model's name in lower case, such as "referral"."""

    kind: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def read(cls, text: str) -> "Ref":
        """The reference written by `str()`. Raises ValueError."""
        kind, _colon, identifier = text.partition(":")
        return cls(kind, UUID(identifier))
