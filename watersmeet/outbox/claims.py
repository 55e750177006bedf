"""A posting between its claim and its end.

Every move is one UPDATE, guarded by the claim: who lost the lease changes nothing.
"""

import random
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db.keys import KeyGoneError
from watersmeet.base.problems import Conflict, Refusal
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import Heard, Pending
from watersmeet.outbox.states import MOVES, State

AT_ONCE = frozenset({"user.alert", "user.alert_text", "lead.alert", "user.concern", "user.concern_stands"})
"""Messages that stand behind nothing: somebody may be in danger."""
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
FIRST_ASKED = timedelta(minutes=1)
MOST_FAILURES = 100  # about twelve hours at the longest wait
MOST_LOST = 10  # processes that died with it in hand: this posting may be what kills them
_CODE = re.compile(r"[a-z][a-z0-9_.\-]{0,59}")


def claim(kinds: Collection[str], limit: int, lease: timedelta) -> list[Posting]:
    """Take up to `limit` postings that are due, the longest due first, for as long as the lease; nobody else gets them.

    What somebody must hear of at once (`AT_ONCE`) comes before all that waits.

    Of those that were in the hand of a process that died there is at most one, the last: it may be what killed it.
    """
    now = clock.now()
    ready = _ready(kinds, now)
    if not ready.exists():
        return []
    with transaction.atomic():
        free = _locked(_ready(AT_ONCE & set(kinds), now), limit)
        free += _locked(ready.exclude(kind__in=AT_ONCE), limit - len(free)) if len(free) < limit else []
        taken = [one for one in free if not _died_with(one) or _lose(one)]
        suspects = [one for one in taken if one.lost]
        kept = [*(one for one in taken if not one.lost), *suspects[:1]]
        Posting.objects.filter(pk__in=[one.pk for one in kept]).update(
            attempts=F("attempts") + 1, lease_until=clock.now() + lease, begun=False
        )
        for posting in kept:
            posting.attempts += 1
    return kept


def begin(posting: Posting, lease: timedelta) -> bool:
    """Take it in hand: its lease counts anew, and who dies now dies with it. False: the claim is over, or was lost."""
    now = clock.now()
    ours = _held(posting, {State.WAITING}).filter(lease_until__gte=now)
    return bool(ours.update(begun=True, lease_until=now + lease))


def renew(held: Iterable[Posting], lease: timedelta) -> None:
    """Hold on to what was claimed and has not ended, however slow its receiver; what another worker has stays there."""
    ours = reduce(or_, (Q(pk=one.pk, attempts=one.attempts) for one in held))
    Posting.objects.filter(ours, state=State.WAITING).exclude(lease_until=None).update(lease_until=clock.now() + lease)


def made(posting: Posting, body: bytes) -> bool:
    """Keep the sealed bytes that will leave. False: it was cancelled meanwhile, or the claim was lost."""
    posting.body = body
    sealed = posting._meta.get_field("body").pre_save(posting, add=False)
    return _move(posting, {State.WAITING}, body=sealed, made_at=clock.now())


def is_held(posting: Posting) -> bool:
    """Whether the claim still stands: nobody cancelled it, and no other worker has it."""
    return _held(posting, {State.WAITING}).exists()


def done(posting: Posting, answer: str | Pending) -> bool:
    """It was sent: that stays true whoever holds the posting now. The bytes are let go, the answer is kept sealed."""
    later: dict[str, Any] = {}
    if isinstance(answer, Pending):
        ask_at = clock.now() + FIRST_ASKED if answer.ask else None
        later = {"receipt_by": answer.by, "receipt": answer.receipt, "ask_at": ask_at, "arrived_at": None}
    posting.answer = answer.receipt if isinstance(answer, Pending) else answer
    try:
        sealed = posting._meta.get_field("answer").pre_save(posting, add=False)
    except KeyGoneError:  # erased while it was on its way
        sealed = None
    if Posting.objects.filter(pk=posting.pk, state=State.CANCELLED).exists():
        later = {}  # after a stop nobody is asked, and nothing is told another way
    return _end(posting, State.SENT, "", fenced=False, answer=sealed, body=None, **later)


def failed(posting: Posting, why: str) -> bool:
    """It could not be sent: it waits, longer each time, or is dead after too many times."""
    failures = posting.failures + 1
    if failures >= MOST_FAILURES:
        return dead(posting, why)
    due = clock.now() + _wait(failures)
    return _move(posting, {State.WAITING}, failures=failures, due_at=due, lease_until=None, why=_code(why))


def dead(posting: Posting, why: str) -> bool:
    """It can never be sent as it is: it stays visible, and can be replayed."""
    return _end(posting, State.DEAD, why)


def heard(posting: Posting, told: Heard) -> bool:
    """Who took it says whether it arrived; what did not is dead. False: it is over, or was said of something else."""
    with transaction.atomic():
        ours = Posting.objects.filter(pk=posting.pk, state=State.SENT, receipt=posting.receipt)
        if told.arrived:
            return bool(ours.filter(arrived_at=None).update(arrived_at=clock.now(), ask_at=None))
        why = _code(told.why)
        dead = {"state": State.DEAD, "why": why, "ended_at": clock.now(), "arrived_at": None}
        moved = bool(ours.update(**dead, receipt="", ask_at=None))
        if moved:
            _write_down(posting, State.DEAD, why)
    return moved


def refused(posting: Posting, refusal: Refusal) -> bool:
    """The gate or safe contact said no: not now (it waits until then), or not at all (it stays visible)."""
    if refusal.try_again_at is None:
        return _end(posting, State.REFUSED, refusal.missing)
    due, why = max(refusal.try_again_at, posting.put_at), _code(refusal.missing)
    return _move(posting, {State.WAITING}, due_at=due, lease_until=None, why=why)


def replay(posting: Posting, *, by: Actor) -> None:
    """Let a dead or refused posting try again, as if for the first time. Raises Conflict in any other state."""
    now = clock.now()
    again = {"state": State.WAITING, "failures": 0, "lost": 0, "lease_until": None, "ended_at": None, "due_at": now}
    with transaction.atomic():
        ended = Posting.objects.filter(pk=posting.pk, state__in=_before(State.WAITING))
        if not ended.update(**again):
            raise Conflict(_("Only what could not be sent, or was not allowed to, can be tried again."))
        audit.write(
            "outbox.replay",
            by=by,
            subject=posting.subject,
            partnership=posting.partnership,
            detail={"kind": posting.kind, "posting": posting.pk},
        )


def _ready(kinds: Collection[str], now: datetime) -> QuerySet[Posting]:
    waiting = Posting.objects.filter(state=State.WAITING)
    earlier = waiting.filter(stream=OuterRef("stream"), turn__lt=OuterRef("turn"))
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return waiting.filter(free, ~Exists(earlier), kind__in=kinds, due_at__lte=now).order_by("due_at", "pk")


def _locked(ready: QuerySet[Posting], many: int) -> list[Posting]:
    return list(ready.select_for_update(skip_locked=True, of=("self",))[:many])


def _died_with(posting: Posting) -> bool:
    """Whether it was in hand when its lease ran out: what failed, or was put off, gave its lease back."""
    return posting.begun and posting.lease_until is not None


def _lose(posting: Posting) -> bool:
    """A process died with it in hand: it is free again, or dead after too many; returns whether it is free."""
    posting.lost, posting.lease_until = posting.lost + 1, None
    posting.save(update_fields=["lost", "lease_until"])
    return posting.lost < MOST_LOST or not dead(posting, "worker_lost")


def _end(posting: Posting, state: State, why: str, *, fenced: bool = True, **more: Any) -> bool:
    end = {"state": state, "why": _code(why), "lease_until": None, "ended_at": clock.now(), **more}
    with transaction.atomic():
        moved = _move(posting, _before(state), fenced=fenced, **end)
        if moved:
            _write_down(posting, state, _code(why))
    return moved


def _write_down(posting: Posting, state: State, why: str) -> None:
    by = Actor(Kind.PROCESS, partnership=posting.partnership, name="worker")
    detail: dict[str, str | UUID] = {"kind": posting.kind, "posting": posting.pk, "to": posting.to_kind}
    detail |= {"to_id": posting.to_id} | ({"why": why} if why else {})
    audit.write(f"outbox.{state}", by=by, subject=posting.subject, detail=detail)


def _move(posting: Posting, states: set[State], *, fenced: bool = True, **change: Any) -> bool:
    return bool(_held(posting, states, fenced=fenced).update(**change))


def _held(posting: Posting, states: set[State], *, fenced: bool = True) -> QuerySet[Posting]:
    held = Posting.objects.filter(pk=posting.pk, state__in=states)
    return held.filter(attempts=posting.attempts) if fenced else held


def _before(state: State) -> set[State]:
    return {before for before, after in MOVES.items() if state in after}


def _wait(failures: int) -> timedelta:
    longest: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 20))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


def _code(why: str) -> str:
    code = why.lower()
    return code if not code or _CODE.fullmatch(code) else "unclear"
