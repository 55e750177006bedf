"""Referrals flow from asking to the end while those who take the steps, and those who send, die at any moment.

In CI 30 referrals, by night 1,000. Counted are the effects: people, steps in the story, messages in the box; not keys.
A message that was in hand when its process was killed, ten times, is put aside: it might be what kills them. The slower
the machine, the more often chance does that; they are tried again as whoever runs the place would.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.nursery import Nursery, wait_until

pytestmark = pytest.mark.database
COUNT = 1000 if os.environ.get("WATERSMEET_NIGHTLY") == "1" else 30
STEPS = ("ask", "send", "accept", "start", "complete", "see_outcome")


def kill_soon(nursery: Nursery, running: tuple[int, Path], seconds: float) -> bool:
    """Kill it after a while; False when it had ended before."""
    pid, out = running
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    ended = nursery.wait(pid, out)
    assert ended.status in {0, -signal.SIGKILL}, ended.output
    return ended.status != 0


def to_the_end(nursery: Nursery, there: str, prefix: str) -> None:
    """Until all went through. SQLite has one writer, so that one may be told to come again: nothing else stops it."""
    while (ended := nursery.run("flow", there, prefix, COUNT)).status:
        assert "database is locked" in ended.output, ended.output


def all_left(nursery: Nursery, there: str) -> bool:
    """Whether nothing waits that is due."""
    return not nursery.run("figures", there).last["waiting"]


def test_referrals_flow_through_kills_and_none_is_lost_or_doubled(
    house: Nursery, prefix: str, record_property: Callable[[str, object], None]
) -> None:
    there = json.dumps(house.run("build").last)
    chance, kills, killed = random.Random(7), 0, True  # noqa: S311 - when to kill is no secret
    while killed:
        steps, post = house.start("flow", there, prefix, COUNT), house.start("worker")
        killed = kill_soon(house, steps, chance.uniform(0.3, 2.0))
        kills += killed + kill_soon(house, post, chance.uniform(0.0, 0.1))
    with house.worker():
        to_the_end(house, there, prefix)
        wait_until(lambda: all_left(house, there), seconds=60 + COUNT)
        aside = house.run("figures", there).last["dead"]
        assert set(aside) <= {"worker_lost"}, aside
        again = house.run("outbox", "replay", "--dead", "--json")
        wait_until(lambda: all_left(house, there), seconds=60 + COUNT)
    found, check = house.run("figures", there).last, house.run("referrals", "check", "--json")
    assert (found["referrals"], found["people"], found["closed"]) == (COUNT, COUNT, COUNT)
    assert {step: found["steps"].get(step) for step in STEPS} == dict.fromkeys(STEPS, COUNT), found
    assert (found["doubled"], found["waiting"], found["dead"]) == (0, 0, {}), found
    assert again.last == {"replayed": sum(aside.values())}
    assert (found["not_in_the_box"], found["twice_in_the_box"]) == ([], []), found
    assert found["sent"] >= 4 * COUNT
    assert (check.status, check.last["orphans"]) == (0, 0), check.output
    assert kills
    said = f"flow: {COUNT} referrals, {kills} kills, {found['sent']} messages: 0 lost, 0 doubled, 0 dead"
    record_property("counted", f"{said}; {sum(aside.values())} put aside for a while")
