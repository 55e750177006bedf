"""Clinical change: three states, both measures together, and a change that is exactly at its threshold."""

import itertools

import pytest

from tests.spec.grids import expect, measured, on_every_engine
from watersmeet.evidence.clinical import SCALES
from watersmeet.evidence.measures.clinical_change import CLINICAL_CHANGE
from watersmeet.records.outcomes import api as outcomes

DONE = """
person | started_on | ended_on   | state
p1     | 2026-02-01 | 2026-05-01 | completed
"""


def judged(engine: str, *scores: int | None) -> dict[str, int]:
    """What is counted of one person: first and last PHQ-9, first and last GAD-7."""
    drawn = zip(("phq9", "phq9", "gad7", "gad7"), ("02-01", "05-01") * 2, scores, strict=True)
    rows = [
        f"r{number} | {name} | {name} | {score} | 2026-{day}"
        for number, (name, day, score) in enumerate(drawn)
        if score is not None
    ]
    head = "response | instrument | scale | score | happened_on"
    [row] = measured(CLINICAL_CHANGE, engine, referrals=DONE, responses="\n".join([head, *rows]) if rows else "")
    return {name: count for name, count in row.items() if count and name not in {"partnership", "finished", "started"}}


@on_every_engine
def test_recovered_and_reliably_is_below_both_cuts_with_a_reliable_fall(engine):
    rows = measured(
        CLINICAL_CHANGE,
        engine,
        referrals="""
        person | started_on | ended_on   | state
        p1     | 2026-02-01 | 2026-05-01 | completed
        p2     | 2026-02-01 | 2026-05-01 | completed
        p3     | 2026-02-01 | 2026-05-01 | left
        """,
        responses="""
        response | person | instrument | scale | score | happened_on
        a        | p1     | phq9       | phq9  | 12    | 2026-02-01
        b        | p1     | phq9       | phq9  | 6     | 2026-05-01
        c        | p1     | gad7       | gad7  | 9     | 2026-02-01
        d        | p1     | gad7       | gad7  | 7     | 2026-05-01
        e        | p2     | phq9       | phq9  | 4     | 2026-02-01
        f        | p2     | gad7       | gad7  | 7     | 2026-02-01
        g        | p3     | phq9       | phq9  | 9     | 2026-02-01
        """,
    )
    expect(
        rows,
        """
        finished | started | at_caseness | below | unknown | paired | recovery | reliable_recovery | improved
        1        | 2       | 1           | 1     | 0       | 1      | 1         | 1                  | 1
        0        | 1       | 0           | 0     | 1       | 0      | 0         | 0                  | 0
        """,
    )


PAIRED = {"paired": 1, "at_caseness": 1, "paired_at_caseness": 1}


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        # PHQ-9 first, last; GAD-7 first, last
        ((12, 6, 8, 12), PAIRED | {"no_change": 1}),  # better on one, worse on the other
        ((11, 9, 8, 7), PAIRED | {"recovery": 1, "no_change": 1}),  # below both cuts, not reliably
        ((10, 4, 3, 3), PAIRED | {"recovery": 1, "reliable_recovery": 1, "improved": 1}),  # a fall of 6 is reliable
        ((10, 5, 3, 3), PAIRED | {"recovery": 1, "no_change": 1}),  # of 5 it is not
        ((3, 3, 8, 4), PAIRED | {"recovery": 1, "reliable_recovery": 1, "improved": 1}),
        ((3, 3, 8, 5), PAIRED | {"recovery": 1, "no_change": 1}),
        ((10, 16, 3, 3), PAIRED | {"deteriorated": 1}),
        ((10, 15, 3, 3), PAIRED | {"no_change": 1}),
        ((20, 10, 3, 3), PAIRED | {"improved": 1}),  # still at the cut
        ((9, 3, 7, 7), {"paired": 1, "below": 1, "improved": 1}),  # never at caseness: improved, and no recovery
        ((9, None, 7, None), {"below": 1}),
    ],
)
def test_both_measures_are_judged_together(scores, found):
    assert judged("duckdb", *scores) == found


@pytest.mark.parametrize("there", list(itertools.product([True, False], repeat=4)), ids=str)
def test_what_is_missing_is_neither_yes_nor_no(there):
    """All sixteen: high at first, low at last, each known or not. Nothing that lacks a score becomes a no."""
    scores = [value if known else None for value, known in zip((15, 5, 12, 3), there, strict=True)]
    found = judged("duckdb", *scores)
    some_first = there[0] or there[2]
    assert found.get("at_caseness", 0) == some_first
    assert found.get("unknown", 0) == (not some_first)
    assert found.get("paired", 0) == all(there) == found.get("recovery", 0) == found.get("improved", 0)
    assert "no_change" not in found
    assert "deteriorated" not in found


@pytest.mark.parametrize(
    ("phq", "gad", "case"),
    [(9, 7, "below"), (10, 7, "at_caseness"), (9, 8, "at_caseness"), (9, None, "unknown"), (None, 7, "unknown"),
     (10, None, "at_caseness"), (None, 8, "at_caseness"), (None, None, "unknown")],
)  # fmt: skip
def test_below_needs_both_and_caseness_one(phq, gad, case):
    assert judged("duckdb", phq, None, gad, None) == {case: 1}


def test_cuts_and_thresholds_are_those_of_the_instruments():
    for scale in SCALES:
        total = outcomes.instrument(scale.name).total
        assert (total.cut, total.reliable_change) == (scale.cut, scale.reliable)
    for code in ("phq8", "swemwbs", "wemwbs", "wsas", "ucla3", "reqol10"):
        assert (outcomes.instrument(code).total.cut, outcomes.instrument(code).total.reliable_change) == (None, None)
