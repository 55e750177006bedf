"""Ours: processes that take the steps of referrals, one after another, each over its own connection."""

import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from uuid import UUID

from django.db import DatabaseError, connections

from bench.pace import Round
from bench.town import Town
from watersmeet.base.actor import Actor
from watersmeet.base.db import keys
from watersmeet.base.problems import Problem
from watersmeet.records.referrals import api as referrals

_fork = multiprocessing.get_context("fork")


class Crew:
    """One process for each worker of the town, at work whenever it is told to."""

    def __init__(self, town: Town, seed: int) -> None:
        self._pipes: list[Connection] = []
        self._hands: list[ForkProcess] = []
        connections.close_all()  # no two processes share one
        for number, (worker, share) in enumerate(zip(town.workers, town.shares, strict=True)):
            ours, theirs = _fork.Pipe()
            hand = _fork.Process(target=_work, args=(theirs, worker, share, seed + number), daemon=True)
            hand.start()
            self._pipes.append(ours)
            self._hands.append(hand)

    def round(self, seconds: float) -> Round:
        """All of them work for so long, and until the step that each has in hand is done."""
        begun = time.perf_counter()
        for pipe in self._pipes:
            pipe.send(seconds)
        told: list[tuple[list[float], int]] = [pipe.recv() for pipe in self._pipes]
        took = time.perf_counter() - begun
        return Round([*chain.from_iterable(steps for steps, _failed in told)], sum(one[1] for one in told), took)

    def close(self) -> None:
        """Let them go home."""
        for pipe in self._pipes:
            pipe.send(None)
        for hand in self._hands:
            hand.join(10)


@contextmanager
def crew(town: Town, seed: int) -> Iterator[Crew]:
    """A crew that goes home at the end."""
    hands = Crew(town, seed)
    try:
        yield hands
    finally:
        hands.close()


def _work(pipe: Connection, worker: Actor, share: Sequence[UUID], seed: int) -> None:
    chance, begun = random.Random(seed), set[UUID]()
    while seconds := pipe.recv():
        pipe.send(_steps(worker, share, chance, begun, time.perf_counter() + seconds))
    connections.close_all()


def _steps(
    worker: Actor, share: Sequence[UUID], chance: random.Random, begun: set[UUID], until: float
) -> tuple[list[float], int]:
    steps, failures = [], 0
    while (now := time.perf_counter()) < until:
        referral = chance.choice(share)
        try:
            _step(referral, worker, begun)
            steps.append(time.perf_counter() - now)
        except (Problem, DatabaseError):
            failures += 1
        keys.forget()  # as at the end of each request
    return steps, failures


def _step(referral: UUID, worker: Actor, begun: set[UUID]) -> None:
    """Start, or take a break: the gate, the row, its event, the line of the book, two postings."""
    if referral in begun:
        referrals.pause(referral, by=worker, reason=referrals.Reason.PERSON_CHOSE)
        begun.remove(referral)
    else:
        referrals.start(referral, by=worker)
        begun.add(referral)
