"""Needs met: met, partly, not, not yet known, by domain."""

from tests.spec.grids import expect, measured, on_every_engine
from watersmeet.evidence.measures.needs_met import NEEDS_MET


@on_every_engine
def test_each_need_is_in_exactly_one_state(engine):
    rows = measured(
        NEEDS_MET,
        engine,
        needs="""
        person | domain  | state         | settled_on
        p1     | housing | met           | 2026-03-01
        p1     | housing | partly        | 2026-03-01
        p2     | housing | not_met       | 2026-03-01
        p3     | housing | not_yet_known | -
        p3     | food    | met           | 2026-03-01
        """,
    )
    expect(
        rows,
        """
        domain  | needs | met | partly | not_met | not_yet_known
        housing | 4     | 1   | 1      | 1       | 1
        food    | 1     | 1   | 0      | 0       | 0
        """,
    )
    assert all(r["needs"] == r["met"] + r["partly"] + r["not_met"] + r["not_yet_known"] for r in rows)


@on_every_engine
def test_places_are_never_mixed(engine):
    rows = measured(
        NEEDS_MET,
        engine,
        needs="""
        partnership | domain | state
        here        | food   | met
        there       | food   | not_met
        """,
    )
    expect(
        rows,
        """
        partnership | domain | met | not_met
        here        | food   | 1   | 0
        there       | food   | 0   | 1
        """,
    )


@on_every_engine
def test_nothing_recorded_is_no_row_and_not_a_nought(engine):
    assert measured(NEEDS_MET, engine) == []
