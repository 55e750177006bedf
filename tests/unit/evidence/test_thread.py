"""One person's way through the rooms, as evidence counts it; and the person who did not agree, as it does not."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import places
from tests.factories.lives import Move, lives_through
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.evidence.extracts.sources import SOURCES, fill
from watersmeet.evidence.ons4 import HIGHER_IS_BETTER, SCALES
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.tables import TABLES
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Polarity
from watersmeet.records.plans.models import Met, Need
from watersmeet.records.referrals.models import Referral, ReferralEvent

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


def test_a_run_over_what_has_moved_on_says_which_table(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    analyst = places.worker(here.front_door, Role.ANALYST)
    made = runs.run(runs.FIRST_FIGURES, tables=fill(analyst), by=analyst)
    Need.objects.update(met=Met.NOT, settled_at=clock.now())
    again = runs.reproduce(made, tables=fill(analyst), by=analyst)
    assert (bool(again), again.changed_inputs, again.changed_specs) == (False, ("needs",), ())


def test_a_step_after_midnight_in_summer_is_of_its_own_day(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    summer = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)  # half past midnight on the tenth, by the clock on the wall
    ReferralEvent.objects.filter(what="start").update(happened_at=summer, recorded_at=summer)
    Referral.objects.update(ended_at=summer)
    tables = fill(places.worker(here.front_door, Role.ANALYST)).tables
    [row] = tables["referrals"].to_pylist()
    assert (row["started_on"], row["ended_on"]) == (date(2026, 6, 10), date(2026, 6, 10))


def test_every_source_fills_a_table_of_the_contract():
    assert set(SOURCES) <= set(TABLES)


def test_ons4_is_the_same_instrument_in_both_houses():
    asked = outcomes.instrument("ons4", 1).items
    ours = [(s.name, s.polarity == HIGHER_IS_BETTER, [(b.name, b.low, b.high) for b in s.bands]) for s in SCALES]
    theirs = [(i.code, i.polarity is Polarity.HIGHER, [(b.code, b.from_, b.until) for b in i.bands]) for i in asked]
    assert ours == theirs
