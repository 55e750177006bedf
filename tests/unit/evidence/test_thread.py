"""One person's way through the rooms, as evidence counts it; and the person who did not agree, as it does not."""

import pytest

from tests.factories import places
from tests.factories.lives import Move, lives_through
from tests.factories.places import Place
from watersmeet.base.actor import Role
from watersmeet.evidence.extracts.sources import SOURCES, fill
from watersmeet.evidence.ons4 import HIGHER_IS_BETTER, SCALES
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.tables import TABLES
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Polarity

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock_at(monkeypatch) -> Move:
    return lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")


@pytest.fixture
def here(clock_at) -> Place:
    clock_at("2026-03-02")
    return places.place()


def test_what_a_person_lived_through_is_what_is_counted(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    lives_through(here, clock_at, agrees=False)
    analyst = places.worker(here.front_door, Role.ANALYST)
    extract = fill(analyst)
    assert extract.quarantined == ()
    counts = runs.run(runs.FIRST_FIGURES, tables=extract, by=analyst).result["counts"]
    assert counts["funnel"] == [{"referred": 1, "started": 1, "finished": 1, "paired": 1}]
    assert {row["step"]: row["people"] for row in counts["uncounted"]} == {"referred": 1, "started": 1, "finished": 1}
    assert counts["needs_met"] == [
        {"domain": "people", "needs": 1, "met": 1, "partly": 0, "not_met": 0, "not_yet_known": 0}
    ]
    changes = {
        row["scale"]: (row["change_sum"], row["better"], row["same"], row["worse"]) for row in counts["ons4_change"]
    }
    assert changes == {
        "satisfied": (3, 1, 0, 0),
        "worthwhile": (0, 0, 1, 0),
        "happy": (-1, 0, 0, 1),
        "anxious": (-3, 1, 0, 0),
    }


def test_a_run_on_the_rooms_comes_out_the_same_again(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    analyst = places.worker(here.front_door, Role.ANALYST)
    made = runs.run(runs.FIRST_FIGURES, tables=fill(analyst), by=analyst)
    assert runs.reproduce(made, tables=fill(analyst), by=analyst)


def test_every_source_fills_a_table_of_the_contract():
    assert set(SOURCES) <= set(TABLES)


def test_ons4_is_the_same_instrument_in_both_houses():
    asked = outcomes.instrument("ons4", 1).items
    ours = [(s.name, s.polarity == HIGHER_IS_BETTER, [(b.name, b.low, b.high) for b in s.bands]) for s in SCALES]
    theirs = [(i.code, i.polarity is Polarity.HIGHER, [(b.code, b.from_, b.until) for b in i.bands]) for i in asked]
    assert ours == theirs
