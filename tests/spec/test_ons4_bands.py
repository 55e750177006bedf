"""ONS4 bands: the published ranges, anxiety by its own."""

import pytest

from tests.spec.grids import expect, measured, on_every_engine
from watersmeet.evidence.measures.ons4_bands import ONS4_BANDS

BANDS = [(0, "low", "very_low"), (1, "low", "very_low"), (2, "low", "low"), (3, "low", "low"), (4, "low", "medium")]
BANDS += [(5, "medium", "medium"), (6, "medium", "high"), (7, "high", "high"), (8, "high", "high")]
BANDS += [(9, "very_high", "high"), (10, "very_high", "high")]


@on_every_engine
@pytest.mark.parametrize(("score", "happy", "anxious"), BANDS)
def test_every_score_falls_in_its_band(engine, score, happy, anxious):
    rows = measured(
        ONS4_BANDS,
        engine,
        referrals="person|started_on|state\np1|2026-02-01|started",
        responses=f"""
        response | scale   | score   | happened_on
        before   | happy   | {score} | 2026-02-01
        before   | anxious | {score} | 2026-02-01
        after    | happy   | 10      | 2026-03-01
        after    | anxious | 10      | 2026-03-01
        """,
    )
    assert {row["scale"]: row["band"] for row in rows if row["before"]} == {"happy": happy, "anxious": anxious}
    expect([row for row in rows if row["after"]], "scale|band|after\nhappy|very_high|1\nanxious|high|1")
