"""How postings leave: a sender for each kind, filled by config/wiring."""

from dataclasses import dataclass
from typing import Protocol

from watersmeet.base.ports import Port
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.outbox.models import Posting


class SendError(Exception):
    """It could not be sent now: try again. `code` says why, without words: "timeout"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NeverError(SendError):
    """It can never be sent: a person must look at it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The answer of a receiver that says only later whether it arrived: its own name for what it took.

    `by` is who says it. With `ask` it is among those `api.to_ask`; else `by` tells by itself. Both end in `api.heard`.
    """

    by: str
    receipt: str
    ask: bool = False


class Sender(Protocol):
    """How one kind of posting leaves.

    `send` limits its own time to well under the lease. Receivers know a posting again by its `key`: after a crash
    between sending and noting it, the same bytes are sent again.
    """

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """The bytes that will leave. Called once, in one transaction: lock the gate row, pass the gate, render.

        A refusal with a time postpones.
        """

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """Whether the same bytes may still leave: the gate and safe contact again, in one transaction."""

    def send(self, posting: Posting, body: bytes) -> str | Pending:
        """Send; returns the receiver's answer. Raises SendError, NeverError."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receiver says of what it took: it arrived, or it never will, for `why`."""

    arrived: bool
    why: str = ""


senders: Port[Sender] = Port("outbox.senders", "How postings leave: kind -> sender")
