"""A loading killed in the middle: what was on the shelf stays and is read; the next one loads, and tidies up."""

import json
import signal
from pathlib import Path

import pytest

from tests.factories import geography as make
from tests.faults.nursery import Nursery

pytestmark = pytest.mark.database


@pytest.mark.parametrize("point", ["geography.drafted", "geography.put"])
def test_killed_it_leaves_the_old_table_or_the_new_one(house: Nursery, tmp_path: Path, point: str) -> None:
    old = make.as_csv(tmp_path / "old.csv", [make.postcode("M33 7ZF")])
    new = make.as_csv(tmp_path / "new.csv", [make.postcode("M33 7ZF", lsoa11="E01000009")])
    assert house.run("geography", "load", old, "--replace").status == 0
    held = Path(house.data) / "geography" / "postcodes"
    before = {one.name: one.read_bytes() for one in held.iterdir()}

    told = ("geography", "load", new, "--replace", "--json")
    assert house.wait_for_crash(*house.start(*told, crash_at=point), seconds=30).status == -signal.SIGKILL

    left = {one.name: one.read_bytes() for one in held.iterdir() if not one.name.startswith(".")}
    assert left.keys() == before.keys()
    assert (left == before) is (point == "geography.drafted")
    said = json.loads(house.run(*told).output.splitlines()[-1])
    assert said["loaded"][0]["before"] is (point == "geography.put")
    assert {one.name for one in held.iterdir()} == before.keys(), "no draft is left"
    found = json.loads(house.run("geography", "find", "M33 7ZF", "--json").output.splitlines()[-1])
    assert found["areas"]["lsoa11"]["code"] == "E01000009"
