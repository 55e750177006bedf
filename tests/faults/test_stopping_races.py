"""People stop sharing while others read, write and send: nobody sees, and nothing leaves, afterwards.

The long run of the night is 1,000 races; the slice in CI is enough to see the control.
"""

import os
from collections.abc import Callable

import pytest

from tests.faults.nursery import Nursery

pytestmark = pytest.mark.database
ROUNDS = 1000 if os.environ.get("WATERSMEET_NIGHTLY") == "1" else 16


def test_nobody_sees_and_nothing_leaves_after_the_stop(
    house: Nursery, record_property: Callable[[str, object], None]
) -> None:
    ended = house.run("race", ROUNDS)
    assert ended.status == 0, ended.output
    figures = ended.last
    assert figures["wrong"] == []
    assert (figures["stale"], figures["late"]) == (0, 0)
    assert figures["unconfirmed"] == figures["on_the_wire"]
    assert figures["shown"] > ROUNDS / 4, figures
    assert figures["deeds"] > ROUNDS / 4, figures
    seen = f"{figures['looks']} looks, {figures['shown']} shown, {figures['deeds']} deeds"
    on_the_wire = f"{figures['on_the_wire']} on the wire, all said to be"
    late = f"{figures['stale']} stale, {figures['late']} late"
    record_property("counted", f"races with a stop: {figures['rounds']}; {seen}; {late}; {on_the_wire}")


@pytest.mark.postgres
def test_without_the_gate_rows_lock_something_leaves_after_the_stop(house: Nursery) -> None:
    """The control: the race can see what the lock prevents. SQLite has one writer, so that it needs none."""
    figures = house.run("race", 16, "--without-lock").last
    assert figures["late"] > 0, figures
