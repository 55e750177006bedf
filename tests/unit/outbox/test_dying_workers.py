"""Processes that die with postings in hand: what killed them is found, and nothing else suffers."""

from datetime import timedelta

import pytest

from tests.unit.outbox.conftest import At, Put, Told, now
from watersmeet.base import clock
from watersmeet.outbox import api as outbox
from watersmeet.outbox import claims
from watersmeet.outbox.delivery import deliver
from watersmeet.outbox.models import Posting
from watersmeet.outbox.states import State

MINUTE = timedelta(minutes=1)


def dies_with(posting: Posting) -> None:
    """Its worker has it in hand, and is heard of no more."""
    assert claims.begin(posting, MINUTE)


@pytest.mark.parametrize(("lost", "state"), [(claims.MOST_LOST - 2, State.WAITING), (claims.MOST_LOST - 1, State.DEAD)])
def test_what_killed_every_worker_is_dead(told: Told, put: Put, lost: int, state: State) -> None:
    posting = put()
    Posting.objects.update(lost=lost, begun=True, lease_until=clock.now() - MINUTE)
    kept = outbox.claim(["told"], 1, MINUTE)
    assert (len(kept), now(posting).state) == (int(state is State.WAITING), state)


def test_workers_that_die_put_aside_none_that_they_had_not_in_hand(told: Told, put: Put, at: At) -> None:
    first, second, third = put("a"), put("b"), put("c")
    claimed = outbox.claim(["told"], 5, MINUTE)
    assert [one.pk for one in claimed] == [first.pk, second.pk, third.pk]
    dies_with(claimed[1])
    at("+61s")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [first.pk, third.pk, second.pk]
    at("+122s")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [first.pk, third.pk, second.pk]
    assert [now(one).lost for one in (first, second, third)] == [0, 1, 0]


def test_of_those_that_may_have_killed_a_worker_one_is_claimed_at_a_time(told: Told, put: Put, at: At) -> None:
    for key in ("a", "b", "c"):
        put(key)
    first, second, third = outbox.claim(["told"], 5, MINUTE)
    dies_with(first)
    dies_with(second)
    at("+61s")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [third.pk, first.pk]
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [second.pk]
    assert outbox.claim(["told"], 5, MINUTE) == []


def test_what_may_have_killed_a_worker_waits_for_nothing_that_came_after_it(told: Told, put: Put, at: At) -> None:
    put("a")
    [first] = outbox.claim(["told"], 1, MINUTE)
    dies_with(first)
    at("+61s")
    second, third = put("b"), put("c")
    assert [one.pk for one in outbox.claim(["told"], 2, MINUTE)] == [second.pk, first.pk]
    assert [one.pk for one in outbox.claim(["told"], 2, MINUTE)] == [third.pk]


def test_what_kills_workers_is_found_and_nothing_else_suffers(told: Told, put: Put, at: At) -> None:
    killer, *others = put("a"), put("b"), put("c")
    for number in range(claims.MOST_LOST + 1):
        at(f"+{2 * number}m")
        for claimed in outbox.claim(["told"], 5, MINUTE):
            if claimed.pk == killer.pk:
                dies_with(claimed)
                break
            deliver(claimed)
    assert now(killer).state == State.DEAD
    assert [(now(one).state, now(one).lost) for one in others] == [(State.SENT, 0)] * 2


def test_what_was_lost_before_and_waits_again_is_tried(told: Told, put: Put) -> None:
    put()
    Posting.objects.update(lost=claims.MOST_LOST, lease_until=None)
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}


def test_a_claim_that_ran_out_before_its_turn_came_sends_nothing(told: Told, put: Put, at: At) -> None:
    put()
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    at("+61s")
    assert deliver(claimed) is outbox.Outcome.LEFT
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}
    assert len(told.sent) == 1


def test_the_lease_counts_from_when_it_was_begun_and_again_from_each_renewal(told: Told, put: Put, at: At) -> None:
    put()
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    at("+40s")
    assert claims.begin(claimed, MINUTE)
    at("+80s")
    assert outbox.claim(["told"], 1, MINUTE) == []
    claims.renew([claimed], MINUTE)
    at("+120s")
    assert outbox.claim(["told"], 1, MINUTE) == []
    at("+141s")
    assert [one.pk for one in outbox.claim(["told"], 1, MINUTE)] == [claimed.pk]


def test_what_another_worker_has_or_what_has_ended_is_not_renewed(told: Told, put: Put, at: At) -> None:
    taken, gave_up = put("a"), put("b")
    old = outbox.claim(["told"], 2, MINUTE)
    assert outbox.failed(next(one for one in old if one.pk == gave_up.pk), "timeout")
    claims.renew(old, MINUTE)
    assert now(gave_up).lease_until is None
    at("+61s")
    [new] = [one for one in outbox.claim(["told"], 2, MINUTE) if one.pk == taken.pk]
    before = now(new).lease_until
    at("+62s")
    claims.renew(old, MINUTE)
    assert now(taken).lease_until == before


def test_a_claim_that_took_longer_than_the_lease_still_holds(
    told: Told, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long queue on a slow disk: the lease counts from the end of the claim."""
    put()
    begun = clock.now()
    moments = iter([begun])
    monkeypatch.setattr(claims.clock, "now", lambda: next(moments, begun + 2 * MINUTE))
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    assert claims.begin(claimed, MINUTE)
