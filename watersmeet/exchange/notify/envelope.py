"""A message as it leaves: made once, sealed, sent as it was made."""

import json
from dataclasses import asdict, dataclass

from django.core.mail import EmailMessage

KEY_HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One email: `to` are addresses, `key` is the same each time it is tried, so that a receiver can tell."""

    key: str
    to: tuple[str, ...]
    subject: str
    text: str

    def pack(self) -> bytes:
        """The bytes that the outbox seals."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, body: bytes) -> "Envelope":
        """What `pack` made."""
        held = json.loads(body)
        return cls(**{**held, "to": tuple(held["to"])})

    def email(self) -> EmailMessage:
        """The email that Django's backend sends."""
        return EmailMessage(self.subject, self.text, to=list(self.to), headers={KEY_HEADER: self.key})
