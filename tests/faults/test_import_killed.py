"""An import killed in a row: what was taken is whole, the next run takes the rest, nothing comes twice."""

import signal
from pathlib import Path

import pytest

from tests.factories.spreadsheets import YES, as_csv, row
from tests.faults.nursery import Nursery

pytestmark = pytest.mark.database


@pytest.mark.parametrize("point", ["inbox.kept*4", "happened.written*15", "inbox.done*4"])
def test_killed_in_a_row_it_leaves_whole_rows_and_the_next_run_finishes(
    house: Nursery, tmp_path: Path, point: str
) -> None:
    here = house.run("place").last
    yes = {**YES, "said yes on": here["today"]}
    rows = [row(number, **{**yes, "happened on": here["today"], "to partner": here["group"]}) for number in range(1, 9)]
    file = as_csv(tmp_path / "people.csv", rows)
    told = ("import", "referrals", file, "--partner", here["front_door"], "--partnership", here["slug"], "--json")
    before = house.run("kept").last

    assert house.wait_for_crash(*house.start(*told, crash_at=point), seconds=30).status == -signal.SIGKILL

    half = {name: number - before[name] for name, number in house.run("kept").last.items()}
    assert 0 < half["referrals"] < 8
    assert len(set(half.values())) == 1, "each person with their need and their referral, or none of it"
    assert house.run(*told).last == {
        "rows": 8, "sent": 8 - half["referrals"], "drafts": 0, "before": half["referrals"], "quarantined": 0,
        "may_be_known": 0,
    }  # fmt: skip
    assert house.run(*told).last["before"] == 8
    assert {name: number - before[name] for name, number in house.run("kept").last.items()} == dict.fromkeys(half, 8)
    assert house.run("referrals", "check", "--json").last["orphans"] == 0
