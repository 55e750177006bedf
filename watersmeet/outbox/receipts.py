"""Whether what was sent arrived: asked of whoever took it, or told by them.

What did not arrive is dead, for the same errand as what could not be sent.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from watersmeet.base import clock
from watersmeet.outbox import claims
from watersmeet.outbox.models import Arrival, Posting
from watersmeet.outbox.ports import Heard
from watersmeet.outbox.states import State

SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
ASKED_FOR = timedelta(days=4)
"""A phone that is off is tried by its network for three days."""
AT_ONCE = 100
KEPT = timedelta(days=1)
LONGEST = 200


def to_ask(by: str) -> list[str]:
    """The receipts of which `by` is to be asked now; each is due again later, and no other worker asks of it."""
    due = Posting.objects.filter(state=State.SENT, receipt_by=by, ask_at__lte=clock.now())
    return [posting.receipt for posting in due.order_by("ask_at", "pk")[:AT_ONCE] if _take(posting)]


def heard(by: str, receipt: str, told: Heard) -> bool:
    """What `by` says of what it took; False when nothing of ours has that receipt, or it was said before.

    It may say so before we have written down that it took it: then it is kept for a day, for `catch_up`.
    """
    if not 0 < len(receipt) <= LONGEST:
        return False
    if _with(by, receipt).exists():
        return _apply(by, receipt, told)
    said = {"arrived": told.arrived, "why": told.why}
    now = clock.now()
    Arrival.objects.filter(source=_source(by), at__lt=now - KEPT).delete()
    Arrival.objects.update_or_create(
        source=_source(by), key=receipt, defaults={"answer": said, "body_hash": b"", "at": now}
    )
    return catch_up(by, receipt)


def catch_up(by: str, receipt: str) -> bool:
    """Apply what was said of this receipt before it was ours; call it once the posting has it."""
    early = Arrival.objects.filter(source=_source(by), key=receipt).first()
    if early is None or not _with(by, receipt).exists():
        return False
    early.delete()
    said = early.answer or {}
    return _apply(by, receipt, Heard(bool(said.get("arrived")), str(said.get("why", ""))))


def _apply(by: str, receipt: str, told: Heard) -> bool:
    return sum(claims.heard(posting, told) for posting in _with(by, receipt).filter(state=State.SENT)) > 0


def _with(by: str, receipt: str) -> QuerySet[Posting]:
    return Posting.objects.filter(receipt_by=by, receipt=receipt)


def _source(by: str) -> str:
    return f"receipt.{by}"


def _take(posting: Posting) -> bool:
    ours = Posting.objects.filter(pk=posting.pk, ask_at=posting.ask_at, receipt=posting.receipt)
    return bool(ours.update(ask_at=_next(posting, clock.now())))


def _next(posting: Posting, now: datetime) -> datetime | None:
    """When to ask again: after as long as it is under way already; never again once nobody can know."""
    age = now - (posting.ended_at or now)
    return None if age > ASKED_FOR else now + min(max(age, SOONEST), LATEST)
