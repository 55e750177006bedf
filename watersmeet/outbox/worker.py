"""The worker: sends what is due and keeps the clockwork going, until it is told to stop."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, close_old_connections

from watersmeet.base import crash
from watersmeet.base.clockwork import Periodic, clockwork
from watersmeet.base.db import keys
from watersmeet.outbox import claims
from watersmeet.outbox.delivery import Outcome, deliver, deliver_all, lease
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import senders

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
IDLE = 0.2  # seconds between two looks at an empty queue
TROUBLE = 1.0  # seconds to wait when the database does not answer
AHEAD = 4  # postings claimed for each thread; more are claimed when half of them are left, so that no thread waits


def once() -> tuple[Counter[Outcome], dict[str, int]]:
    """Do every periodic work once, then send everything that is due, what that work put included."""
    done = {name: _tick(name, work) for name, work in clockwork.items()}
    return deliver_all(), done


class Worker:
    """Sends on `threads` threads, so that a slow receiver holds up nobody; the clockwork has threads of its own.

    While it lives it keeps what it claimed, however slow a receiver is: a lease that runs out is that of a dead worker.
    """

    def __init__(self, *, threads: int) -> None:
        self.threads = threads
        self.outcomes: Counter[Outcome] = Counter()
        self._stop = threading.Event()
        self._out: dict[Future[Outcome], Posting] = {}
        self._renewed = time.monotonic()

    def stop(self) -> None:
        """Finish what is in hand and claim nothing more."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop()`."""
        hands = ThreadPoolExecutor(self.threads, thread_name_prefix="post")
        with hands, _Clockwork() as clock_work:
            while self._out or not self._stop.is_set():
                if not self._stop.is_set():
                    clock_work.turn()
                try:
                    self._turn(hands)
                except DatabaseError as trouble:
                    log.warning("the database does not answer: %s", type(trouble).__name__)
                    close_old_connections()
                    time.sleep(TROUBLE)

    def _turn(self, hands: ThreadPoolExecutor) -> None:
        self._collect(0)
        self._renew()
        most = self.threads * AHEAD
        if self._stop.is_set() or len(self._out) > most // 2:
            self._collect(IDLE)
            return
        claimed = claims.claim(list(senders), most - len(self._out), lease())
        for posting in claimed:
            self._out[hands.submit(_piece, deliver, posting)] = posting
        if not claimed:
            self._stop.wait(IDLE)

    def _renew(self) -> None:
        if self._out and time.monotonic() - self._renewed > lease().total_seconds() / 3:
            claims.renew(self._out.values(), lease())
            self._renewed = time.monotonic()

    def _collect(self, patience: float) -> None:
        finished, _on_their_way = wait(self._out, timeout=patience, return_when=FIRST_COMPLETED)
        for piece in finished:
            del self._out[piece]
            trouble = piece.exception()
            if trouble is None:
                self.outcomes[piece.result()] += 1
            else:  # its lease runs out and it is claimed again
                log.warning("a posting was left to its lease: %s", type(trouble).__name__)


class _Clockwork:
    """Starts each periodic work when its time has come and its last run is over."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(max(1, len(clockwork.items())), thread_name_prefix="clockwork")
        self._next = dict.fromkeys(clockwork, 0.0)
        self._running: dict[str, Future[int]] = {}

    def __enter__(self) -> "_Clockwork":
        return self

    def __exit__(self, *_: object) -> None:
        self._hands.shutdown()

    def turn(self) -> None:
        """Start whatever is due."""
        now = time.monotonic()
        for name, work in clockwork.items():
            over = name not in self._running or self._running[name].done()
            if over and self._next[name] <= now:
                self._next[name] = now + work.every
                self._running[name] = self._hands.submit(_tick, name, work)


def _tick(name: str, work: Periodic) -> int:
    crash.here(f"clockwork.{name}")
    try:
        return _piece(work.do)
    except Exception as fault:  # noqa: BLE001 - the next time may go better, and the others go on
        log.error("clockwork %s failed with %s", name, type(fault).__name__)
        return 0


def _piece(do: Callable[P, R], *args: P.args, **more: P.kwargs) -> R:
    """One piece of work: no opened key and no stale connection outlives it."""
    try:
        return do(*args, **more)
    finally:
        keys.forget()
        close_old_connections()
