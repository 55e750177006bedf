"""Whether what was sent arrived: asked of whoever took it, or told by them.

What did not arrive is dead, for the same errand as what could not be sent.
"""

from datetime import datetime, timedelta

from watersmeet.base import clock
from watersmeet.outbox import claims
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import Heard
from watersmeet.outbox.states import State

SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
ASKED_FOR = timedelta(days=4)
"""A phone that is off is tried by its network for three days."""
AT_ONCE = 100


def to_ask(by: str) -> list[str]:
    """The receipts of which `by` is to be asked now; each is due again later, and no other worker asks of it."""
    due = Posting.objects.filter(state=State.SENT, receipt_by=by, ask_at__lte=clock.now())
    return [posting.receipt for posting in due.order_by("ask_at", "pk")[:AT_ONCE] if _take(posting)]


def heard(by: str, receipt: str, told: Heard) -> bool:
    """What `by` says of what it took; False when nothing of ours has that receipt, or it was said before."""
    if not receipt:
        return False
    ours = list(Posting.objects.filter(receipt_by=by, receipt=receipt, state=State.SENT))
    return sum(claims.heard(posting, told) for posting in ours) > 0


def _take(posting: Posting) -> bool:
    ours = Posting.objects.filter(pk=posting.pk, ask_at=posting.ask_at, receipt=posting.receipt)
    return bool(ours.update(ask_at=_next(posting, clock.now())))


def _next(posting: Posting, now: datetime) -> datetime | None:
    """When to ask again: after as long as it is under way already; never again once nobody can know."""
    age = now - (posting.ended_at or now)
    return None if age > ASKED_FOR else now + min(max(age, SOONEST), LATEST)
