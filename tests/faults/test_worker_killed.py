"""The worker dies at any moment: nothing is lost and nothing is delivered twice. Effects are counted, not keys."""

import os
import random
import signal
import time
from uuid import uuid4

import pytest

from tests.faults.nursery import Nursery, wait_until

pytestmark = pytest.mark.database
KILLS = int(os.environ.get("WATERSMEET_KILLS", "50"))
POINTS = (
    "outbox.claimed",
    "outbox.begun",
    "outbox.prepared",
    "outbox.made",
    "outbox.ready",
    "inbox.kept",
    "inbox.done",
    "outbox.sent",
    "outbox.noted",
)


def delivered(nursery: Nursery, prefix: str) -> list[str]:
    """The key of every effect at the receiver, as often as it happened."""
    return sorted(key for key, _body, _after in nursery.run("effects", prefix).last)


def person_of(nursery: Nursery) -> str:
    """A new person with a data key and an open gate."""
    person = str(uuid4())
    assert nursery.run("gate", person, 1).status == 0
    return person


def test_a_worker_killed_again_and_again_loses_nothing_and_sends_nothing_twice(nursery: Nursery, prefix: str) -> None:
    """Two workers share the queue; both are killed at random while postings are put and sent."""
    chance, count = random.Random(5), KILLS * 4  # noqa: S311 - when to kill is no secret
    putting = nursery.start("put", "told", prefix, count // 2, "--at-once", 5)
    posting = nursery.start("put", "posted", f"{prefix}p", count // 2, "--at-once", 5)
    killed = 0
    while killed < KILLS:
        workers = [nursery.start("worker"), nursery.start("worker", "--threads", 2)]
        for pid, out in workers:
            wait_until(lambda out=out: "at work" in out.read_text())
            time.sleep(chance.uniform(0.0, 0.15))
            os.kill(pid, signal.SIGKILL)
            assert nursery.wait(pid, out).status == -signal.SIGKILL
            killed += 1
    for each in (putting, posting):
        ended = nursery.wait(*each)
        assert ended.status == 0, ended.output
    with nursery.worker():
        nursery.settle(prefix)
        nursery.settle(f"{prefix}p")
    expected = sorted(f"{prefix}-{number}" for number in range(count // 2))
    assert delivered(nursery, prefix) == expected
    dropped = {file.stem for file in (nursery.data / "post").glob(f"{prefix}p-*.eml")}
    assert dropped == {f"{prefix}p-{number}" for number in range(count // 2)}
    assert nursery.states(prefix) == {"sent": count // 2}
    assert nursery.run("audit", "verify").status == 0


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
@pytest.mark.parametrize("point", POINTS)
def test_a_crash_between_any_two_steps_is_survived(nursery: Nursery, prefix: str, point: str, times: int) -> None:
    nursery.run("put", "told", prefix, 3)
    for _time in range(times):
        pid, out = nursery.start("worker", "--threads", 1, crash_at=point)
        assert nursery.wait_for_crash(pid, out).status == -signal.SIGKILL
    with nursery.worker():
        nursery.settle(prefix)
    assert delivered(nursery, prefix) == [f"{prefix}-{number}" for number in range(3)]
    assert nursery.states(prefix) == {"sent": 3}


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
@pytest.mark.parametrize("point", ["clockwork.audit.seal", "seal.written", "seal.committed", "seal.anchored"])
def test_a_crash_while_sealing_leaves_a_whole_book(nursery: Nursery, point: str, times: int) -> None:
    lane = nursery.run("act", 3).last["lane"]
    for _time in range(times):
        pid, out = nursery.start("worker", crash_at=point)
        assert nursery.wait_for_crash(pid, out).status == -signal.SIGKILL
        nursery.run("act", 1)
    with nursery.worker():  # on PostgreSQL it seals once whatever is open anywhere on that server has ended
        wait_until(lambda: nursery.run("audit", "verify", "--json").last["unsealed"] == 0, seconds=60)
    found = nursery.run("audit", "verify", "--json")
    assert found.status == 0, found.output
    assert nursery.run("audit", "verify", "--json", "--lane", lane).last["lines"] == 3


def test_a_worker_told_to_stop_finishes_what_it_holds(nursery: Nursery, prefix: str) -> None:
    nursery.run("put", "told", prefix, 40)
    pid, out = nursery.start("worker", "--json")
    wait_until(lambda: "at work" in out.read_text())
    time.sleep(0.05)
    os.kill(pid, signal.SIGTERM)
    ended = nursery.wait(pid, out)
    assert ended.status == 0, ended.output
    assert ended.last["sent"] == len(delivered(nursery, prefix)) == nursery.states(prefix).get("sent", 0) > 0


def test_a_posting_that_kills_every_worker_is_put_aside_and_can_be_replayed(nursery: Nursery, prefix: str) -> None:
    person = person_of(nursery)
    nursery.run("put", "killer", prefix, 1, "--sealed-for", person)
    while nursery.states(prefix) == {"waiting": 1}:
        nursery.run("worker", "--once", lease=0.1)
    [shown] = nursery.run("outbox", "list", "--state", "dead", "--json").last["postings"]
    assert (shown["kind"], shown["why"]) == ("killer", "worker_lost")
    assert nursery.run("outbox", "replay", shown["id"]).status == 0
    assert nursery.states(prefix) == {"waiting": 1}
    assert nursery.run("worker", "--once").status == -signal.SIGKILL
    nursery.run("gate", person, 0)
    assert nursery.states(prefix) == {"cancelled": 1}


def test_a_receiver_that_is_slower_than_the_lease_is_told_once(nursery: Nursery, prefix: str) -> None:
    with nursery.worker("--threads", 2, lease=1):
        nursery.run("put", "late", prefix, 5)  # the fifth waits for a thread six seconds
        nursery.settle(prefix)
    assert delivered(nursery, prefix) == [f"{prefix}-{number}" for number in range(5)]
    told = [one for one in nursery.run("postings").last if one["key"].startswith(f"{prefix}-")]
    assert [(one["attempts"], one["failures"], one["lost"]) for one in told] == [(1, 0, 0)] * 5


def longest_wait(nursery: Nursery, prefix: str, poison: str = "") -> float:
    """Put a hundred messages, two more bad ones if `poison` names a person; how long the slowest good one took."""
    for kind in ("poison", "slow") if poison else ():
        nursery.run("put", kind, f"{prefix}{kind}", 1, "--sealed-for", poison)
    nursery.run("put", "told", prefix, 98)
    nursery.settle(prefix)
    waited = [after for _key, _body, after in nursery.run("effects", prefix).last]
    assert len(waited) == 98
    return max(waited)


def test_a_poison_message_in_a_hundred_delays_nobody(nursery: Nursery, prefix: str) -> None:
    """One sender fails at once, one hangs for three seconds: the rest take as long as they do without them."""
    person = person_of(nursery)
    with nursery.worker(lease=10):
        alone = longest_wait(nursery, f"{prefix}a")
        beside = longest_wait(nursery, f"{prefix}b", person)
        bad = [
            each for each in nursery.run("postings").last if each["key"].startswith(f"{prefix}b") and each["failures"]
        ]
    nursery.run("gate", person, 0)
    assert beside < 1.5 * alone + 1.0
    assert bad
    assert {each["why"] for each in bad} <= {"timeout", "fault.runtimeerror"}


def test_withdrawal_stops_everything_that_waits_and_names_who_was_told(nursery: Nursery, prefix: str) -> None:
    person = person_of(nursery)
    nursery.run("put", "told", prefix, 150, "--sealed-for", person)
    with nursery.worker(lease=30):
        while not delivered(nursery, prefix):
            time.sleep(0.02)
        told = nursery.run("gate", person, 0).last["told"]
        at_withdrawal = delivered(nursery, prefix)
        time.sleep(0.5)
        nursery.settle(prefix)
    after = delivered(nursery, prefix)
    assert len(at_withdrawal) <= len(after) <= told  # whoever was on the way at that moment is among those told
    assert len(after) < 150
    assert nursery.states(prefix) == {"sent": len(after), "cancelled": 150 - len(after)}


def test_keys_rotate_while_messages_are_sealed_and_sent(nursery: Nursery, prefix: str) -> None:
    person = person_of(nursery)
    rotating = nursery.start("rotate", 10)
    with nursery.worker():
        nursery.run("put", "told", prefix, 100, "--sealed-for", person)
        nursery.settle(prefix)
    assert nursery.wait(*rotating).status == 0
    assert len(delivered(nursery, prefix)) == 100
    assert nursery.states(prefix) == {"sent": 100}


def test_fifty_that_arrive_at_once_are_one(nursery: Nursery, prefix: str) -> None:
    at = time.time() + 2
    asking = [nursery.start("ask", f"{prefix}-0", "same", at) for _each in range(50)]
    ended = [nursery.wait(*each) for each in asking]
    assert [each.status for each in ended] == [0] * 50, ended
    assert len({each.output for each in ended}) == 1
    assert delivered(nursery, prefix) == [f"{prefix}-0"]
    other = nursery.run("ask", f"{prefix}-0", "other", 0)
    assert other.status == 1
    assert "sent before with other content" in other.output
