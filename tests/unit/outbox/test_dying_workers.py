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


@pytest.mark.parametrize(("lost", "state"), [(claims.MOST_LOST - 2, State.WAITING), (claims.MOST_LOST - 1, State.DEAD)])
def test_what_killed_every_worker_is_dead(told: Told, put: Put, lost: int, state: State) -> None:
    posting = put()
    Posting.objects.update(lost=lost, lease_until=clock.now() - MINUTE)
    kept = outbox.claim(["told"], 1, MINUTE)
    assert (len(kept), now(posting).state) == (int(state is State.WAITING), state)


def test_workers_that_die_put_aside_none_that_they_had_not_in_hand(told: Told, put: Put, at: At) -> None:
    """Only the first of what was with a dead worker may have killed it: that one comes last, one at a time."""
    first, second, third = put("a"), put("b"), put("c")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [first.pk, second.pk, third.pk]
    at("+61s")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [second.pk, third.pk, first.pk]
    at("+122s")
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [third.pk, first.pk]
    assert [one.pk for one in outbox.claim(["told"], 5, MINUTE)] == [second.pk]
    assert outbox.claim(["told"], 5, MINUTE) == []
    assert [now(one).lost for one in (first, second, third)] == [1, 1, 0]


def test_what_kills_workers_is_found_and_nothing_else_suffers(told: Told, put: Put, at: At) -> None:
    killer, *others = put("a"), put("b"), put("c")
    for number in range(claims.MOST_LOST + 1):
        at(f"+{2 * number}m")
        for claimed in outbox.claim(["told"], 5, MINUTE):
            if claimed.pk == killer.pk:
                break  # the worker dies
            deliver(claimed)
    assert now(killer).state == State.DEAD
    assert [(now(one).state, now(one).lost) for one in others] == [(State.SENT, 0)] * 2


def test_what_was_lost_before_and_waits_again_is_tried(told: Told, put: Put) -> None:
    put()
    Posting.objects.update(lost=claims.MOST_LOST, lease_until=None)
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}


def test_who_may_have_killed_a_process_comes_last_and_no_more_are_taken_than_were_asked_for(
    told: Told, put: Put, at: At
) -> None:
    first = put("a")
    outbox.claim(["told"], 1, MINUTE)
    at("+61s")
    second, third, fourth = put("b"), put("c"), put("d")
    assert [one.pk for one in outbox.claim(["told"], 2, MINUTE)] == [second.pk, first.pk]
    at("+122s")
    assert [one.pk for one in outbox.claim(["told"], 2, MINUTE)] == [third.pk, first.pk]
    assert [one.pk for one in outbox.claim(["told"], 1, MINUTE)] == [fourth.pk]
    assert [one.pk for one in outbox.claim(["told"], 1, MINUTE)] == [second.pk]
