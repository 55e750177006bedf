"""How often is the inquiry wrong, by chance alone? Planted truths, and two wrong rules that must fail the same test.

A slice runs each time; the long run of the night (WATERSMEET_NIGHTLY=1) draws 5,000 waves of each.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, norm

from watersmeet.evidence.inquiry.plan import needs
from watersmeet.evidence.inquiry.shared import MAY_BE_WIDE, WIDE_TOGETHER, Verdict, counts, judge
from watersmeet.evidence.inquiry.tally import Tally
from watersmeet.evidence.inquiry.verdicts import ALWAYS, pairs_of
from watersmeet.evidence.inquiry.viable import Viable, weigh
from watersmeet.evidence.methods.newcombe import chance_beyond
from watersmeet.evidence.methods.tails import so_many

NIGHTLY = os.environ.get("WATERSMEET_NIGHTLY") == "1"
RUNS, VALUES, SEED = (5000 if NIGHTLY else 300), 5, 20260101
GROUPS = (*ALWAYS, "education", "mental_health", "primary_care")
Array = np.ndarray[Any, Any]
Rule = Callable[[Array], Array]

AGREED = {  # how likely each of 1 to 5 is; 95% say 4 or 5
    "ceiling": (0.01, 0.01, 0.03, 0.15, 0.80),
    "u-shaped": (0.05, 0, 0, 0, 0.95),
    "tied": (0, 0, 0.05, 0.95, 0),
}
AT_HALF = {"spread": (0.15, 0.15, 0.20, 0.25, 0.25), "u-shaped": (0.5, 0, 0, 0, 0.5), "tied": (0, 0, 0.5, 0.5, 0)}


def grid() -> list[tuple[int, ...]]:
    """Sizes of three, four and five groups, even and uneven, from 5 to 200."""
    random = np.random.default_rng(SEED)
    even = [(size,) * groups for groups in (3, 4, 5) for size in ((8, 15, 30, 60, 200) if NIGHTLY else (30,))]
    uneven = [
        tuple(int(size) for size in np.exp(random.uniform(np.log(5), np.log(200.9), groups)))
        for groups in (3, 4, 5)
        for _one in range(10 if NIGHTLY else 3)
    ]
    return [*even, *uneven]


def drawn(sizes: Sequence[int], shapes: Sequence[Sequence[float]], seed: int = SEED, runs: int = RUNS) -> Array:
    """How many of each group gave each of 1 to 5: (runs, values, groups, 5)."""
    random = np.random.default_rng(seed)
    return random.multinomial(np.array(sizes), np.array(shapes), size=(runs, VALUES, len(sizes)))


def verdicts(answers: Array) -> Array:
    """By the rule: 4 and 5 are a yes."""
    groups = GROUPS[: answers.shape[2]]
    return judge(counts(answers[..., 3:].sum(-1), answers.sum(-1)), pairs_of(groups)).verdict


def rule_v(answers: Array) -> Array:
    return verdicts(answers) == Verdict.SHARED


def no_difference_found(answers: Array) -> Array:
    """Wrong on purpose: Kruskal and Wallis find no difference at 5%, so it is called shared."""
    of, each = answers.sum(-1), answers.sum(-2)
    whole = of.sum(-1)
    ranks = each.cumsum(-1) - each + (each + 1) / 2
    sums = (answers * ranks[..., None, :]).sum(-1)
    h = 12 / (whole * (whole + 1)) * (sums**2 / of).sum(-1) - 3 * (whole + 1)
    ties = 1 - (each**3 - each).sum(-1) / (whole**3 - whole)
    p = np.where(ties > 0, chi2.sf(h / np.maximum(ties, 1e-12), answers.shape[2] - 1), 1)
    return p > 0.05


def most_of_all(answers: Array) -> Array:
    """Wrong on purpose: everybody in one pot, and more than half of them say yes."""
    yes, of = answers[..., 3:].sum((-1, -2)), answers.sum((-1, -2))
    return so_many(yes, of, 0.5) <= 0.05


def beyond(rate: float, trials: int, looks: int = 1, most: float = 0.05) -> bool:
    """Whether a rate is more than `most` and two Monte Carlo errors: as unlikely, of so many looks together."""
    errors = norm.isf(norm.sf(2) / looks)
    return bool(rate > most + errors * (most * (1 - most) / trials) ** 0.5)


def too_often_shared(rule: Rule) -> list[tuple[str, float]]:
    """Where one group is at half and the others agree: where the rule says SHARED too often, and how often."""
    found, looks = [], sum(len(sizes) for sizes in grid())
    for place, sizes in enumerate(grid()):
        agreed, half = list(AGREED.items())[place % 3], list(AT_HALF.items())[place // 3 % 3]
        for at_half in range(len(sizes)):
            shapes = [half[1] if group == at_half else agreed[1] for group in range(len(sizes))]
            rate = float(rule(drawn(sizes, shapes, seed=SEED + place)).mean())
            if beyond(rate, RUNS * VALUES, looks):
                found.append((f"{sizes} {at_half} {agreed[0]} {half[0]}", rate))
    return found


def test_one_group_at_half_is_outvoted_by_nobody() -> None:
    assert too_often_shared(rule_v) == []


def test_no_number_of_answers_shows_more_than_half_where_it_is_half_too_often() -> None:
    of = np.arange(8, 1001)
    least = np.array([needs(int(one)) for one in of])
    assert so_many(least, of, 0.5).max() <= 0.05


@pytest.mark.parametrize(("roster", "answered"), [(12, 9), (20, 19), (40, 30), (60, 24), (200, 150)])
def test_a_known_roster_makes_no_more_mistakes(roster: int, answered: int) -> None:
    random = np.random.default_rng(SEED)
    whole = np.array([roster // 2, *[round(0.95 * roster)] * 4])
    yes = random.hypergeometric(whole, roster - whole, answered, size=(RUNS, VALUES, 5))
    found = judge(counts(yes, np.array(answered), everyone=roster), pairs_of(GROUPS)).verdict == Verdict.SHARED
    assert not beyond(float(found.mean()), RUNS * VALUES)


def of_alike(organisations: int, each: int, seed: int = SEED) -> list[Tally]:
    """A group of organisations whose people all answer alike: half of the organisations would say yes."""
    random = np.random.default_rng(seed)
    made = []
    for says in random.random((RUNS, organisations)) < 0.5:
        split = {str(place): (each * int(one), each) for place, one in enumerate(says)}
        made.append(Tally(each * int(says.sum()), each * organisations, split))
    return made


@pytest.mark.parametrize("organisations", [4, 5, 6, 8, 12, 20])
def test_organisations_that_answer_alike_are_no_crowd(organisations: int) -> None:
    groups = of_alike(organisations, 6)
    tested = np.array([one.untested is None for one in groups])
    yes, of = np.array([one.counted for one in groups]).T
    endorsed = tested & (so_many(yes, of, 0.5) <= 0.05)
    assert not beyond(float(endorsed.mean()), RUNS, looks=6)
    by_people = so_many(np.array([one.yes for one in groups]), np.array([one.answered for one in groups]), 0.5) <= 0.05
    assert beyond(float(by_people.mean()), RUNS), "counting people would be wrong: that is why they are not counted"


@pytest.mark.parametrize("rule", [no_difference_found, most_of_all])
def test_the_two_wrong_rules_fail_that_very_test(rule: Rule) -> None:
    assert max(rate for _where, rate in too_often_shared(rule)) > 0.5


def share(yes: float) -> tuple[float, ...]:
    return (0, 0, 1 - yes, yes, 0)


TRUTHS = [
    ((0.7,), (0.7,)),
    ((0.85,), (0.85,)),
    ((0.95,), (0.95,)),
    ((0.6,), (0.85,)),
    ((0.7,), (0.95,)),
    ((0.75,), (1,)),
]


@pytest.mark.parametrize(("people", "professionals"), TRUTHS)
def test_nobody_is_set_against_others_who_is_not_far_from_them(
    people: tuple[float], professionals: tuple[float]
) -> None:
    for place, sizes in enumerate(grid()):
        shapes = [share(people[0])] * 2 + [share(professionals[0])] * (len(sizes) - 2)
        contested = (verdicts(drawn(sizes, shapes, seed=SEED + place)) == Verdict.CONTESTED).any(-1)
        assert not beyond(float(contested.mean()), RUNS, len(grid())), sizes


@pytest.mark.parametrize(
    ("size", "at_85", "at_95", "all_85", "all_95", "apart"),
    [(8, 0.10, 0.73, 0, 0.20, None), (15, 0.38, 0.96, 0.005, 0.84, 0.03), (30, 0.98, 1, 0.93, 1, 0.11)],
)
def test_thirty_a_group_answer_the_question_and_fifteen_mostly_cannot_tell(
    size: int, at_85: float, at_95: float, all_85: float, all_95: float, apart: float | None
) -> None:
    near = 0.035 if NIGHTLY else 0.06  # both are simulated
    for true, one, every in ((0.85, at_85, all_85), (0.95, at_95, all_95)):
        found = rule_v(drawn((size,) * 5, [share(true)] * 5, runs=max(RUNS, 1000)))
        assert found.mean() == pytest.approx(one, abs=near)
        assert found.all(-1).mean() == pytest.approx(every, abs=near)
    if apart is not None:
        found = verdicts(drawn((size,) * 5, [share(0.35), *[share(0.85)] * 4], runs=max(RUNS, 1000)))
        assert (found == Verdict.CONTESTED).mean() == pytest.approx(apart, abs=near)
        assert (found == Verdict.SHARED).mean() <= 0.01


def test_any_words_for_one_to_five_give_the_same_verdict() -> None:
    answers = drawn((9, 30, 60, 200, 15), [AT_HALF["spread"], *[AGREED["ceiling"]] * 3, share(0.8)])
    random = np.random.default_rng(SEED)
    among = answers.copy()
    random.permuted(among[..., :3], axis=-1, out=among[..., :3])
    random.permuted(among[..., 3:], axis=-1, out=among[..., 3:])
    assert (verdicts(among) == verdicts(answers)).all()
    order = [1, 0, 4, 2, 3]
    assert (verdicts(answers[:, :, order]) == verdicts(answers)).all()


def test_one_answer_more_or_less_moves_a_verdict_by_one_step() -> None:
    random = np.random.default_rng(SEED)
    runs = RUNS * 10
    of = np.exp(random.uniform(np.log(8), np.log(200.9), (runs, 1, 5))).astype(int)
    true = random.choice([0.3, 0.5, 0.6, 0.65, 0.7, 0.9, 0.99], (runs, 2, 5))
    yes = random.binomial(of, true)
    other = yes.copy()
    rows, column = np.arange(runs), random.integers(0, 5, runs)
    down = other[rows, 0, column] > 0
    other[rows, 0, column] += np.where(down, -1, 1)
    before, after = (judge(counts(one, of), pairs_of(GROUPS)).verdict for one in (yes, other))
    assert (before != after).any()
    assert np.abs(before - after).max() == 1


def test_no_answer_turns_a_gap_that_is_no_bar_to_shared_into_one_that_is_contested() -> None:
    sizes = range(8, 201, 6 if NIGHTLY else 16)
    for one in sizes:
        yes = np.arange(one + 1)[:, None]
        for other in sizes:
            theirs = np.arange(other + 1)[None, :]
            chances = chance_beyond(yes, np.array(one), theirs, np.array(other), 0.25)
            near = [
                np.minimum(chances[1:], chances[:-1])[np.maximum(chances[1:], chances[:-1]) > MAY_BE_WIDE],
                np.minimum(chances[:, 1:], chances[:, :-1])[np.maximum(chances[:, 1:], chances[:, :-1]) > MAY_BE_WIDE],
            ]
            assert min(each.min() for each in near) > WIDE_TOGETHER, (one, other)


# Rule C


def weighed(sizes: tuple[int, ...], *, benefit: Array, barrier: Array, condition: Array, seed: int = SEED) -> Array:
    """The verdicts where everything is in place; each a share by (what, group)."""
    random = np.random.default_rng(seed)
    of = np.array(sizes)
    drawn_of = [
        counts(random.binomial(of, true, size=(RUNS, *true.shape)), of) for true in (benefit, barrier, condition)
    ]
    return weigh(drawn_of[0], drawn_of[1], drawn_of[2], drawn_of[2], in_place=True).verdict


def true_of(groups: int, what: int, all_but_one: float, one: float | None = None, at: int = 0) -> Array:
    found = np.full((what, groups), all_but_one)
    if one is not None:
        found[0, at] = one
    return found


@pytest.mark.parametrize("wrong", ["benefit", "barrier", "condition"])
def test_one_failed_critical_condition_is_outvoted_by_nothing(wrong: str) -> None:
    for place, sizes in enumerate(grid()):
        for at in range(len(sizes)):
            groups, half = len(sizes), {wrong: 0.5}
            found = weighed(
                sizes,
                benefit=true_of(groups, 1, 0.97, half.get("benefit"), at),
                barrier=true_of(groups, 3, 0.02, half.get("barrier"), at),
                condition=true_of(groups, 4, 0.97, half.get("condition"), at),
                seed=SEED + place,
            )
            looks = sum(len(each) for each in grid())
            assert not beyond(float((found >= Viable.VIABLE_IF).mean()), RUNS, looks), (sizes, at)


def test_a_mean_would_outvote_it() -> None:
    random = np.random.default_rng(SEED)
    true = true_of(5, 4, 0.97, 0.5)
    mean = random.binomial(30, true, size=(RUNS, 4, 5)).mean((-1, -2)) / 30
    assert beyond(float((mean > 0.5).mean()), RUNS)


def test_what_is_good_enough_is_found_viable() -> None:
    every = {"benefit": true_of(5, 1, 0.95), "barrier": true_of(5, 3, 0.02), "condition": true_of(5, 4, 0.95)}
    assert (weighed((30,) * 5, **every) == Viable.VIABLE).mean() > 0.95
    assert (weighed((8,) * 5, **every) == Viable.VIABLE).mean() < 0.5
