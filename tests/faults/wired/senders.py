"""Senders to count: to a receiver with an inbox, to the post box; that never succeed, hang, or are late."""

import os
import signal
import time
import uuid

from tests.faults.wired.models import Effect, Gate
from watersmeet.base import clock, ids
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import inbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError

CLOSED = Refusal("permission", "They said no.")


class Receiver:
    """The gate is a row that `prepare` locks; the receiver does what it is told once for each key."""

    def prepare(self, posting: Posting) -> bytes | Refusal:
        """Bytes that differ each time they are made: a second making would be seen."""
        gate = Gate.objects.select_for_update().filter(pk=posting.person).first()
        return CLOSED if gate and not gate.open else str(ids.new()).encode()

    def recheck(self, posting: Posting) -> Allowed | Refusal:
        """The gate again."""
        gate = Gate.objects.select_for_update().filter(pk=posting.person).first()
        return CLOSED if gate and not gate.open else Allowed("test")

    def send(self, posting: Posting, body: bytes) -> str:
        """Tell the receiver. Raises KeyReused when other bytes came under the same key."""

        def effect() -> inbox.JSON:
            made = Effect.objects.create(posting=posting.key, body=body.decode(), at=clock.now())
            return {"number": made.pk}

        return str(inbox.once("sender", posting.key, body, effect))


class ToPostbox(Receiver):
    """The receiver is the post box on disk."""

    def send(self, posting: Posting, body: bytes) -> str:
        """Drop the message."""
        return "dropped" if postbox.drop(posting.key, body) else "was there"


class Poison(Receiver):
    """Never succeeds, each time in another way."""

    def send(self, posting: Posting, body: bytes) -> str:
        """Fail."""
        if uuid.UUID(body.decode()).int % 2:
            raise SendError("timeout")
        raise RuntimeError("a fault of the sender's own, with words in it")


class Slow(Receiver):
    """A receiver that does not answer for a while."""

    def send(self, posting: Posting, body: bytes) -> str:
        """Hang, then give up."""
        time.sleep(3)
        raise SendError("timeout")


class Late(Receiver):
    """A receiver that takes longer than the lease, and then does what it is told."""

    def send(self, posting: Posting, body: bytes) -> str:
        """Tell it, in the end."""
        time.sleep(3)
        return super().send(posting, body)


class Killer(Receiver):
    """Takes the whole process with it."""

    def send(self, posting: Posting, body: bytes) -> str:
        """Die."""
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


TO_SEND = {
    "told": Receiver(),
    "posted": ToPostbox(),
    "poison": Poison(),
    "slow": Slow(),
    "late": Late(),
    "killer": Killer(),
}
