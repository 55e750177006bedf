"""To whom a concern goes, whoever is there and whoever is part of it."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watersmeet.base.actor import Role
from watersmeet.records.safety import concern_rules as rules
from watersmeet.records.safety.concern_rules import Facts, Taker, Worker
from watersmeet.records.safety.concern_states import Route

SPACE = UUID(int=7)
PARTNERS = [uuid5(SPACE, f"partner {number}") for number in range(3)]
USERS = [uuid5(SPACE, f"user {number}") for number in range(6)]
HOME, _THERE, _BEYOND = PARTNERS


def some(values: list[UUID]) -> st.SearchStrategy[frozenset[UUID]]:
    return st.frozensets(st.sampled_from(values))


seats = st.lists(
    st.builds(
        Worker,
        user=st.sampled_from(USERS),
        partner=st.sampled_from(PARTNERS),
        role=st.sampled_from(Role),
        name=st.sampled_from(["Ada Example", "Bo Sampleton"]),
    ),
    max_size=9,
)
situations = st.builds(
    Facts,
    route=st.sampled_from(Route),
    home=st.just(HOME),
    before=st.permutations(PARTNERS),
    named=some(USERS),
    on_call=st.lists(st.sampled_from(USERS), max_size=2, unique=True).map(tuple),
    later=some(USERS),
    writer=st.one_of(st.none(), st.sampled_from(USERS)),
)


def closed(facts: Facts, workers: list[Worker], against: UUID | None) -> Facts:
    """The same, with the partners shut whose people are part of it."""
    works_at = {one.user: [two.partner for two in workers if two.user == one.user] for one in workers}
    named = {user: at for user, at in works_at.items() if user in facts.named}
    shut = rules.shut_to(facts.route, against, named)
    return Facts(**{**{name: getattr(facts, name) for name in Facts.__dataclass_fields__}, "shut": shut})


@given(seats, situations, st.one_of(st.none(), st.sampled_from(PARTNERS)))
def test_it_never_goes_to_anybody_who_is_part_of_it_nor_an_allegation_to_their_partner(
    workers: list[Worker], facts: Facts, against: UUID | None
) -> None:
    facts = closed(facts, workers, against)
    chain = rules.takers(workers, facts)
    roles = {(one.user, one.partner): {two.role for two in workers if two == one} for one in workers}
    assert len({one.user for one in chain}) == len(chain)
    for taker in chain:
        there = {one.role for one in workers if (one.user, one.partner) == (taker.user, taker.partner)}
        assert there, roles
        assert taker.user not in facts.named
        if taker.reads:
            lead = Role.SAFEGUARDING_LEAD in there
            on_call = facts.route is Route.LIFE and taker.user in facts.on_call and taker.partner == HOME
            assert lead or on_call
            assert taker.partner not in facts.shut


@given(seats, situations, st.one_of(st.none(), st.sampled_from(PARTNERS)))
def test_whoever_could_have_it_has_it(workers: list[Worker], facts: Facts, against: UUID | None) -> None:
    facts = closed(facts, workers, against)
    chain = rules.takers(workers, facts)
    free = [one for one in workers if one.user not in facts.named]
    outside = [one for one in free if one.partner not in facts.shut]
    readers = [one for one in outside if one.role is Role.SAFEGUARDING_LEAD]
    led = [one for one in free if one.role is Role.LEAD]
    if readers:
        assert chain[0].reads
    if readers or led or any(one.user == facts.writer for one in free):
        assert chain


@given(seats, situations)
def test_time_comes_round_to_everybody(workers: list[Worker], facts: Facts) -> None:
    chain = rules.takers(workers, closed(facts, workers, None))
    if not chain:
        assert rules.after(chain, USERS[0]) is None
        return
    seen, now = [], chain[0]
    for _turn in chain:
        seen.append(now)
        now = rules.after(chain, now.user) or now
    assert seen == chain
    assert now == chain[0]


def test_who_is_away_comes_after_who_is_there() -> None:
    here = [Worker(user, HOME, Role.SAFEGUARDING_LEAD, name) for user, name in zip(USERS, "ABC", strict=False)]
    facts = Facts(route=Route.ADULT, home=HOME, later=frozenset({USERS[0]}))
    assert [one.user for one in rules.takers(here, facts)] == [USERS[1], USERS[2], USERS[0]]


def test_without_a_holder_in_the_chain_the_first_is_next() -> None:
    chain = [Taker(USERS[0], HOME), Taker(USERS[1], HOME)]
    assert rules.after(chain, USERS[5]) == chain[0]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Sage Keeper", {0}),
        ("sage", {0}),
        ("Mr Keeper", {0, 1}),
        ("Sage Keeper from reception", {0}),
        ("Sorrel and Ros", {1, 2}),
        ("Ros-Marie Leading\nSorrel", {1, 2}),
        ("the manager", set()),
        ("", set()),
        ("Mr", set()),
        ("Renée Øster", {3}),
        ("Renee Oster", {3}),
    ],
)
def test_names_are_matched_rather_once_too_often(said: str, found: set[int]) -> None:
    names = dict(zip(USERS, ("Sage Keeper", "Sorrel Keeper", "Ros Leading", "Renée Øster"), strict=False))
    assert rules.part_of_it(said, names) == {USERS[number] for number in found}


def test_a_first_name_alone_is_first_of_all_somebodys_who_works_near() -> None:
    names = dict(zip(USERS, ("Sam Home", "Sam Elsewhere", "Sam"), strict=False))
    assert rules.part_of_it("Sam", names) == set(USERS[:3])
    assert rules.part_of_it("Sam", names, near={USERS[0]}) == {USERS[0], USERS[2]}
    names.pop(USERS[2])
    assert rules.part_of_it("Sam", names) == {USERS[0], USERS[1]}
    assert rules.part_of_it("Sam", names, near={USERS[0]}) == {USERS[0]}
    assert rules.part_of_it("Sam Elsewhere", names, near={USERS[0]}) == {USERS[1]}
