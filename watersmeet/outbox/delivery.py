"""One posting's way out: made ready once under the gate, sent, noted; the gate again before each further try."""

import logging
from collections import Counter
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from watersmeet.base import crash
from watersmeet.base.db import keys
from watersmeet.base.problems import Refusal
from watersmeet.outbox import claims, receipts
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import NeverError, Pending, Sender, SendError, senders

log = logging.getLogger(__name__)
ERASED = Refusal("erased", "The person's record was erased.")  # kept as a code; nobody reads it


class Outcome(StrEnum):
    """What became of one claim."""

    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    REFUSED = "refused"
    POSTPONED = "postponed"
    LEFT = "left"  # cancelled meanwhile, or another worker has it


def lease() -> timedelta:
    """How long a claim holds before it is begun, and from then on while nobody renews it."""
    return timedelta(seconds=settings.WATERSMEET_LEASE)


def deliver_all(limit: int = 100) -> Counter[Outcome]:
    """Send everything that is due, one after another, until nothing is."""
    outcomes: Counter[Outcome] = Counter()
    while claimed := claims.claim(list(senders), limit, lease()):
        outcomes.update(deliver(posting) for posting in claimed)
    return outcomes


def deliver(posting: Posting) -> Outcome:
    """Take a claimed posting one step further; a fault of its sender is a failure like others."""
    sender = senders.get(posting.kind)
    if sender is None:
        raise LookupError(f"no sender for {posting.kind}")
    crash.here("outbox.claimed")
    if not claims.begin(posting, lease()):
        return Outcome.LEFT
    crash.here("outbox.begun")
    try:
        return _deliver(sender, posting)
    except NeverError as problem:
        return Outcome.DEAD if claims.dead(posting, problem.code) else Outcome.LEFT
    except SendError as problem:
        return _failed(posting, problem.code)
    except Exception as fault:  # noqa: BLE001 - one sender's fault must not stop the others' post
        log.error("sender of %s failed with %s", posting.kind, type(fault).__name__)
        return _failed(posting, f"fault.{type(fault).__name__.lower()}")
    finally:
        keys.forget()


def _deliver(sender: Sender, posting: Posting) -> Outcome:
    ready = _again(sender, posting) if posting.has_bytes else _first(sender, posting)
    if isinstance(ready, Refusal):
        return _refused(posting, ready)
    if ready is None:
        return Outcome.LEFT
    crash.here("outbox.ready")
    answer = sender.send(posting, ready)
    crash.here("outbox.sent")
    noted = claims.done(posting, answer)
    if isinstance(answer, Pending):
        receipts.catch_up(answer.by, answer.receipt)
    crash.here("outbox.noted")
    return Outcome.SENT if noted else Outcome.LEFT


def _first(sender: Sender, posting: Posting) -> bytes | Refusal | None:
    with transaction.atomic():
        body = sender.prepare(posting)
        if isinstance(body, Refusal):
            return body
        crash.here("outbox.prepared")
        try:
            kept = claims.made(posting, body)
        except keys.KeyGoneError:
            return ERASED
        crash.here("outbox.made")
    return body if kept else None


def _again(sender: Sender, posting: Posting) -> bytes | Refusal | None:
    with transaction.atomic():
        allowed = sender.recheck(posting)
        kept = claims.is_held(posting)
    if isinstance(allowed, Refusal):
        return allowed
    if not kept:
        return None
    try:
        body: bytes | None = posting.body
    except keys.KeyGoneError:
        return ERASED
    return body


def _refused(posting: Posting, refusal: Refusal) -> Outcome:
    if not claims.refused(posting, refusal):
        return Outcome.LEFT
    return Outcome.REFUSED if refusal.try_again_at is None else Outcome.POSTPONED


def _failed(posting: Posting, why: str) -> Outcome:
    if not claims.failed(posting, why):
        return Outcome.LEFT
    return Outcome.DEAD if posting.failures + 1 >= claims.MOST_FAILURES else Outcome.FAILED
