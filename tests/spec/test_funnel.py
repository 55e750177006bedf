"""The funnel: people, not referrals, and the same people all the way down."""

from tests.spec.grids import expect, measured, on_every_engine
from watersmeet.evidence.measures.funnel import FUNNEL
from watersmeet.evidence.measures.uncounted import UNCOUNTED


@on_every_engine
def test_people_are_counted_once_at_each_step(engine):
    rows = measured(
        FUNNEL,
        engine,
        referrals="""
        person | state     | started_on | ended_on
        p1     | completed | 2026-02-01 | 2026-05-01
        p1     | declined  | -          | 2026-01-20
        p2     | left      | 2026-02-01 | 2026-03-01
        p3     | declined  | -          | 2026-01-20
        p4     | started   | 2026-02-01 | -
        """,
        responses="""
        response | person | score | happened_on
        a        | p1     | 3     | 2026-02-01
        b        | p1     | 5     | 2026-05-01
        c        | p2     | 3     | 2026-02-01
        d        | p3     | 3     | 2026-02-01
        e        | p3     | 3     | 2026-05-01
        """,
    )
    expect(rows, "referred | started | finished | paired\n4 | 3 | 1 | 1")


@on_every_engine
def test_a_person_paired_on_two_questions_is_one_person(engine):
    rows = measured(
        FUNNEL,
        engine,
        referrals="person|state|started_on\np1|started|2026-02-01",
        responses="""
        response | scale   | score | happened_on
        a        | happy   | 3     | 2026-02-01
        a        | anxious | 3     | 2026-02-01
        b        | happy   | 5     | 2026-05-01
        b        | anxious | 5     | 2026-05-01
        """,
    )
    expect(rows, "started | paired\n1 | 1")


@on_every_engine
def test_people_outside_the_figures_are_only_numbers(engine):
    rows = measured(UNCOUNTED, engine, uncounted="step | people\nreferred | 7\nstarted | 3")
    expect(rows, "step | people\nreferred | 7\nstarted | 3")
