"""The order of services that could help: whatever is true of them, these hold."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from watersmeet.records.partnerships.api import Allocation, AllocationRule
from watersmeet.records.referrals.fair_order import Candidate, fair_order
from watersmeet.records.referrals.states import DecidedBy

NEEDS = ("step_free", "quiet", "interpreter")
RULES = Allocation()
uuids = st.integers(min_value=1, max_value=2**64).map(lambda number: UUID(int=number))
candidate = st.builds(
    Candidate,
    service=uuids,
    provider=st.integers(min_value=1, max_value=4).map(lambda number: UUID(int=number)),
    km=st.none() | st.floats(min_value=0, max_value=40),
    from_home=st.booleans(),
    access=st.frozensets(st.sampled_from(NEEDS)),
    wait_days=st.none() | st.integers(min_value=0, max_value=120),
    left=st.none() | st.integers(min_value=0, max_value=12),
    offered=st.integers(min_value=0, max_value=40),
    capacity=st.none() | st.integers(min_value=1, max_value=40).map(float),
)
several = st.lists(candidate, min_size=1, max_size=8, unique_by=lambda one: one.service)
orders = st.permutations(list(AllocationRule)).map(lambda order: Allocation(order=tuple(order)))
needs = st.frozensets(st.sampled_from(NEEDS))
lots = st.binary(min_size=4, max_size=4)


def services(placed: object) -> list[UUID]:
    return [one.candidate.service for one in placed]  # type: ignore[attr-defined]


@given(several, orders, needs, lots, st.data())
def test_the_persons_choice_is_always_first(shown, rules, asked, lot, data) -> None:
    choice = data.draw(st.sampled_from(shown)).service

    placed = fair_order(shown, rules, needs=asked, choice=choice, lot=lot)

    assert services(placed)[0] == choice
    assert len(placed) == 1 or placed[0].decided_by is DecidedBy.CHOICE
    without = [one for one in services(fair_order(shown, rules, needs=asked, lot=lot)) if one != choice]
    assert services(placed)[1:] == without


@given(several, candidate, orders, needs, lots)
def test_one_more_moves_no_others_past_each_other(shown, more, rules, asked, lot) -> None:
    shown = [one for one in shown if one.service != more.service]

    with_it = services(fair_order([*shown, more], rules, needs=asked, lot=lot))

    assert [one for one in with_it if one != more.service] == services(fair_order(shown, rules, needs=asked, lot=lot))


@given(several, orders, needs, lots, st.data(), st.floats(min_value=0, max_value=40))
def test_nearer_never_stands_later(shown, rules, asked, lot, data, nearer) -> None:
    chosen = data.draw(st.sampled_from(shown))
    before = services(fair_order(shown, rules, needs=asked, lot=lot)).index(chosen.service)
    moved = replace(chosen, km=min(nearer, chosen.km) if chosen.km is not None else nearer)

    after = fair_order([moved if one is chosen else one for one in shown], rules, needs=asked, lot=lot)

    assert services(after).index(chosen.service) <= before


@given(several, orders, needs, lots, st.randoms())
def test_the_order_in_which_they_are_handed_in_changes_nothing(shown, rules, asked, lot, chance) -> None:
    shuffled = list(shown)
    chance.shuffle(shuffled)

    assert fair_order(shuffled, rules, needs=asked, lot=lot) == fair_order(shown, rules, needs=asked, lot=lot)


@given(several, needs, lots)
def test_what_is_said_to_have_decided_is_true(shown, asked, lot) -> None:
    placed = fair_order(shown, RULES, needs=asked, lot=lot)

    for one, after in pairwise(placed):
        if one.decided_by is DecidedBy.WAIT:
            assert after.candidate.wait_days is None or one.candidate.wait_days < after.candidate.wait_days
        if one.decided_by is DecidedBy.ACCESS:
            assert len(asked - one.candidate.access) < len(asked - after.candidate.access)
        if one.decided_by is DecidedBy.PLACES:
            assert after.candidate.left == 0
    assert placed[-1].decided_by is None


def alike(capacities: list[float]) -> list[Candidate]:
    """One service of each of several providers, alike but for what they can take."""
    return [
        Candidate(service=UUID(int=100 + at), provider=UUID(int=at), km=1.0, capacity=capacity)
        for at, capacity in enumerate(capacities)
    ]


def offered_to(capacities: list[float], times: int) -> Counter[UUID]:
    """Who was offered how many, when each of `times` asks goes to the first in the order."""
    offered: Counter[UUID] = Counter()
    for ask in range(times):
        shown = [replace(one, offered=offered[one.provider]) for one in alike(capacities)]
        first = fair_order(shown, RULES, lot=ask.to_bytes(4, "big"))[0].candidate
        offered[first.provider] += 1
    return offered


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=2, max_value=6), st.integers(min_value=1, max_value=300))
def test_with_equal_capacity_nobody_is_ever_two_ahead(many, times) -> None:
    offered = offered_to([10.0] * many, times)

    shares = [offered[UUID(int=at)] for at in range(many)]
    assert max(shares) - min(shares) <= 1


def test_shares_follow_capacity() -> None:
    offered = offered_to([5.0, 10.0, 20.0], 350)

    assert [offered[UUID(int=at)] for at in range(3)] == [50, 100, 200]


def test_the_lot_favours_nobody_and_more_services_win_no_more_often() -> None:
    small = Candidate(service=UUID(int=1), provider=UUID(int=1))
    large = [Candidate(service=UUID(int=10 + at), provider=UUID(int=2)) for at in range(5)]
    first = Counter(
        fair_order([small, *large], RULES, lot=ask.to_bytes(4, "big"))[0].candidate.provider for ask in range(2000)
    )

    assert 900 < first[UUID(int=1)] < 1100  # half of 2,000, give or take four and a half standard deviations


def test_without_a_stated_capacity_one_stands_after_those_who_state_it() -> None:
    silent, stated = Candidate(service=UUID(int=1), provider=UUID(int=1)), alike([1.0])[0]
    stated = replace(stated, km=None, offered=50)

    assert services(fair_order([silent, stated], RULES)) == [stated.service, silent.service]
    assert fair_order([], RULES) == []
