"""ONS4 change: which two answers are compared, and in which direction is better."""

import pytest

from tests.spec.grids import expect, frame, measured, on_every_engine
from watersmeet.evidence.measures.ons4_change import ONS4_CHANGE, ons4_change
from watersmeet.evidence.measures.pairs import Window
from watersmeet.evidence.tables import REFERRALS, RESPONSES
from watersmeet.evidence.tables.engine import compiled, compute, unbound

STARTED = """
person | started_on | ended_on   | state
p1     | 2026-02-01 | 2026-05-01 | completed
"""
OPEN = """
person | started_on | ended_on | state
p1     | 2026-02-01 | -        | started
"""


def happy(engine: str, responses: str, referrals: str = STARTED) -> list[dict]:
    rows = measured(ONS4_CHANGE, engine, responses=responses, referrals=referrals)
    return [row for row in rows if row["scale"] == "happy"]


@on_every_engine
def test_four_questions_apart_and_lower_anxiety_is_better(engine):
    rows = measured(
        ONS4_CHANGE,
        engine,
        referrals=STARTED,
        responses="""
        response | scale      | score | happened_on
        before   | satisfied  | 4     | 2026-02-01
        before   | worthwhile | 5     | 2026-02-01
        before   | happy      | 6     | 2026-02-01
        before   | anxious    | 8     | 2026-02-01
        after    | satisfied  | 7     | 2026-05-01
        after    | worthwhile | 5     | 2026-05-01
        after    | happy      | 4     | 2026-05-01
        after    | anxious    | 3     | 2026-05-01
        """,
    )
    expect(
        rows,
        """
        scale      | started | paired | change_sum | change_squares | better | same | worse | first_sum
        satisfied  | 1       | 1      | 3          | 9              | 1      | 0    | 0     | 4
        worthwhile | 1       | 1      | 0          | 0              | 0      | 1    | 0     | 5
        happy      | 1       | 1      | -2         | 4              | 0      | 0    | 1     | 6
        anxious    | 1       | 1      | -5         | 25             | 1      | 0    | 0     | 8
        """,
    )


@on_every_engine
def test_one_response_is_never_both_first_and_last(engine):
    rows = happy(
        engine,
        """
        response | score | happened_on
        only     | 5     | 2026-02-03
        """,
        OPEN,
    )
    expect(
        rows,
        """
        started | paired | first_only | first_only_sum | better | same | worse
        1       | 0      | 1          | 5              | 0      | 0    | 0
        """,
    )


@on_every_engine
@pytest.mark.parametrize("turned", [False, True])
def test_two_on_one_day_are_told_apart_by_when_they_were_entered(engine, turned):
    lines = [
        "early    | 3     | 2026-02-01  | 2026-02-01 09:00",
        "later    | 9     | 2026-02-01  | 2026-02-01 17:00",
    ]
    grid = "\n".join(["response | score | happened_on | recorded_at", *(reversed(lines) if turned else lines)])
    expect(happy(engine, grid, OPEN), "paired | change_sum | first_sum\n1 | 6 | 3")


@on_every_engine
def test_completion_comes_before_entry(engine):
    """A paper form from February, typed in during June, is still the first."""
    rows = happy(
        engine,
        """
        response | score | happened_on | recorded_at
        online   | 7     | 2026-02-05  | 2026-02-05
        paper    | 2     | 2026-02-01  | 2026-06-10
        """,
        OPEN,
    )
    expect(rows, "paired | change_sum | first_sum\n1 | 5 | 2")


@on_every_engine
def test_the_middle_answers_do_not_count(engine):
    rows = happy(
        engine,
        """
        response | score | happened_on
        first    | 2     | 2026-02-01
        middle   | 10    | 2026-03-15
        last     | 6     | 2026-05-01
        """,
    )
    expect(rows, "paired | change_sum\n1 | 4")


@on_every_engine
def test_a_correction_supersedes_and_so_does_the_correction_of_a_correction(engine):
    rows = happy(
        engine,
        """
        response | score | happened_on | supersedes
        a        | 9     | 2026-02-01  | -
        b        | 8     | 2026-02-01  | a
        c        | 3     | 2026-02-01  | b
        last     | 6     | 2026-05-01  | -
        """,
    )
    expect(rows, "paired | change_sum | first_sum\n1 | 3 | 3")


@on_every_engine
def test_a_correction_may_take_an_answer_back(engine):
    rows = happy(
        engine,
        """
        response | score | happened_on | supersedes
        first    | 3     | 2026-02-01  | -
        last     | 6     | 2026-05-01  | -
        undone   | -     | 2026-05-01  | last
        """,
    )
    expect(rows, "paired | first_only\n0 | 1")


@on_every_engine
def test_a_skipped_question_leaves_the_others_paired(engine):
    rows = measured(
        ONS4_CHANGE,
        engine,
        referrals=STARTED,
        responses="""
        response | scale   | score | happened_on
        before   | happy   | 5     | 2026-02-01
        before   | anxious | 5     | 2026-02-01
        after    | happy   | 6     | 2026-05-01
        after    | anxious | -     | 2026-05-01
        """,
    )
    expect(
        rows,
        """
        scale      | started | paired | first_only
        satisfied  | 1       | 0      | 0
        worthwhile | 1       | 0      | 0
        happy      | 1       | 1      | 0
        anxious    | 1       | 0      | 1
        """,
    )


@on_every_engine
@pytest.mark.parametrize(
    ("first_on", "last_on", "paired"),
    [
        ("2026-02-08", "2026-05-01", 1),  # 7 days after the start
        ("2026-02-09", "2026-05-01", 0),  # 8 days after the start: too late to be a first
        ("2026-01-05", "2026-04-17", 1),  # 14 days before the end
        ("2026-01-05", "2026-04-16", 0),  # 15 days before the end: too early to be a last
        ("2026-01-05", "2026-09-01", 1),  # long after the end
    ],
)
def test_an_answer_counts_within_its_window(engine, first_on, last_on, paired):
    grid = f"response | score | happened_on\nx | 4 | {first_on}\ny | 5 | {last_on}"
    expect(happy(engine, grid), f"paired\n{paired}")


@on_every_engine
def test_two_answers_before_the_start_are_two_baselines_and_no_change(engine):
    rows = happy(engine, "response | score | happened_on\nx | 4 | 2026-01-02\ny | 5 | 2026-01-20", OPEN)
    expect(rows, "paired | first_only | first_only_sum\n0 | 1 | 4")


def test_the_window_is_a_parameter():
    frames = {
        "referrals": frame("referrals", STARTED),
        "responses": frame("responses", "response|score|happened_on\nx|4|2026-03-01\ny|5|2026-05-01"),
    }
    wide = ons4_change(unbound(RESPONSES), unbound(REFERRALS), Window(first_until=60, last_from=14))
    assert {row["paired"] for row in compute(compiled(wide), frames).to_pylist() if row["scale"] == "happy"} == {1}


@on_every_engine
def test_people_who_never_started_are_in_no_denominator(engine):
    rows = happy(
        engine,
        "response|person|score|happened_on\nx|p2|4|2026-01-02\ny|p2|5|2026-05-01",
        STARTED + "p2 | - | 2026-02-10 | declined",
    )
    expect(rows, "started | paired\n1 | 0")


@on_every_engine
def test_a_person_helped_twice_is_one_person(engine):
    rows = happy(
        engine,
        "response|score|happened_on\nx|4|2026-02-01\nmiddle|9|2026-05-01\ny|5|2026-08-01",
        STARTED + "p1 | 2026-06-01 | 2026-08-01 | completed",
    )
    expect(rows, "started | paired | change_sum\n1 | 1 | 1")


@on_every_engine
def test_the_integers_of_two_halves_add_up_to_the_whole(engine):
    referrals = "person|started_on|state\n" + "\n".join(f"p{n}|2026-02-01|started" for n in range(6))
    answers = [
        f"{w}{n}|p{n}|{s}|{d}" for n in range(6) for w, s, d in (("a", n, "2026-02-01"), ("b", 2 * n % 7, "2026-03-01"))
    ]
    head = "response|person|score|happened_on"
    whole = happy(engine, "\n".join([head, *answers]), referrals)[0]
    halves = [happy(engine, "\n".join([head, *part]), referrals)[0] for part in (answers[:6], answers[6:])]
    for name in ("paired", "change_sum", "change_squares", "better", "same", "worse", "first_sum", "first_squares"):
        assert whole[name] == halves[0][name] + halves[1][name]
