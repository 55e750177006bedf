"""Scores: exact, never guessed. Small grids read aloud, and properties that hold for every answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import Polarity, Total, instrument
from watersmeet.records.outcomes.scoring import Change, change, score

ONS4 = instrument("ons4")
CODES = [item.code for item in ONS4.items]
SUM = ONS4.model_copy(update={"code": "sum", "total": Total(polarity=Polarity.HIGHER)})
answers = st.fixed_dictionaries({}, optional={code: st.none() | st.integers(0, 10) for code in CODES})
whole = st.fixed_dictionaries({code: st.integers(0, 10) for code in CODES})


@pytest.mark.parametrize(
    ("given_", "scores"),
    [
        # satisfied, worthwhile, happy, anxious -> the same, each apart
        ((4, 6, 8, 3), (4, 6, 8, 3)),
        ((0, 0, 0, 0), (0, 0, 0, 0)),
        ((10, 10, 10, 10), (10, 10, 10, 10)),
        ((None, 6, 8, 3), (None, 6, 8, 3)),
        ((None, None, None, None), (None, None, None, None)),
    ],
)
def test_ons4_is_four_scores(given_, scores):
    assert score(ONS4, dict(zip(CODES, given_, strict=True))) == dict(zip(CODES, scores, strict=True))


def test_a_question_that_was_not_asked_is_unknown():
    assert score(ONS4, {"happy": 7}) == {"satisfied": None, "worthwhile": None, "happy": 7, "anxious": None}


@pytest.mark.parametrize("value", [-1, 11, 100, 4.0, "4", True, float("nan")])
def test_an_answer_that_was_not_offered_is_refused_by_question(value):
    with pytest.raises(Invalid) as told:
        score(ONS4, {"satisfied": 5, "anxious": value})
    assert told.value.fields == {"anxious": ["Choose a whole number from 0 to 10, or leave it out."]}


def test_a_question_of_another_instrument_is_refused():
    with pytest.raises(Invalid) as told:
        score(ONS4, {"item9": 1})
    assert list(told.value.fields) == ["item9"]


def test_every_faulty_question_is_named():
    with pytest.raises(Invalid) as told:
        score(ONS4, {"happy": 12, "anxious": -1, "satisfied": 1})
    assert set(told.value.fields) == {"happy", "anxious"}


@given(answers)
def test_nothing_is_ever_put_in_the_place_of_what_is_unknown(told):
    assert score(ONS4, told) == {code: told.get(code) for code in CODES}


@given(answers)
def test_a_total_is_exact_or_unknown(told):
    known = [told.get(code) for code in CODES]
    assert score(SUM, told) == {"sum": None if None in known else sum(known)}


@given(whole, st.sampled_from(CODES), st.integers().filter(lambda number: not 0 <= number <= 10))
def test_no_number_outside_the_scale_is_ever_scored(told, code, wrong):
    with pytest.raises(Invalid):
        score(ONS4, told | {code: wrong})


def test_goals_and_needs_are_scored_one_by_one():
    assert score(instrument("goals"), {"a": 3, "b": None}) == {"a": 3, "b": None}
    assert score(instrument("needs"), {"n": 2}) == {"n": 2}
    for code, wrong in (("goals", 11), ("needs", 3)):
        with pytest.raises(Invalid):
            score(instrument(code), {"a": wrong})


@pytest.mark.parametrize(
    ("scale", "first", "last", "by", "better"),
    [
        ("worthwhile", 4, 6, 2, True),
        ("worthwhile", 6, 4, -2, False),
        ("worthwhile", 6, 6, 0, None),
        ("anxious", 7, 4, -3, True),
        ("anxious", 4, 7, 3, False),
        ("anxious", None, 4, None, None),
        ("happy", 4, None, None, None),
        ("happy", 0, 10, 10, True),
        ("anxious", 0, 10, 10, False),
    ],
)
def test_change_is_last_less_first_and_better_follows_polarity(scale, first, last, by, better):
    found = {one.scale: one for one in change(ONS4, {scale: first}, {scale: last})}[scale]
    assert (found.by, found.better) == (by, better)


@given(whole, whole)
def test_turning_time_round_turns_the_change_round(first, last):
    for there, back in zip(change(ONS4, first, last), change(ONS4, last, first), strict=True):
        assert there.by == -back.by
        assert there.better is (None if back.better is None else not back.better)


def test_change_of_goals_names_every_goal_of_either_time():
    goals = instrument("goals")
    found = change(goals, {"a": 2}, {"a": 5, "b": 1})
    assert [(one.scale, one.by) for one in found] == [("a", 3), ("b", None)]
    assert found[0] == Change("a", goals.items[0], 2, 5)
