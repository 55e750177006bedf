"""A message as it leaves: made once, sealed, sent as it was made."""

import json
from dataclasses import asdict, dataclass

from django.core.mail import EmailMessage

from watersmeet.records.people.api import Channel

KEY_HEADER = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One email or text: `to` are addresses or one number, `key` is the same each time it is tried.

    By the key a receiver can tell that it came before. A text has no subject.
    """

    key: str
    to: tuple[str, ...]
    subject: str
    text: str
    channel: Channel = Channel.EMAIL

    def pack(self) -> bytes:
        """The bytes that the outbox seals."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, body: bytes) -> "Envelope":
        """What `pack` made; what was packed before there were texts is an email."""
        held = {"channel": Channel.EMAIL, **json.loads(body)}
        return cls(**{**held, "to": tuple(held["to"]), "channel": Channel(held["channel"])})

    def email(self) -> EmailMessage:
        """The email that Django's backend sends."""
        return EmailMessage(self.subject, self.text, to=list(self.to), headers={KEY_HEADER: self.key})
