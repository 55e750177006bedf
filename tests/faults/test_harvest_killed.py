"""A harvest killed in the middle: what was taken is whole, the next goes on from there, nothing comes twice."""

import signal
from uuid import uuid4

import pytest

from tests.factories import feeds
from tests.factories.feeds import Theirs, service
from tests.faults.nursery import Nursery

pytestmark = pytest.mark.database
MANY, A_PAGE = 9, 3
WHOLE = [1, 1, 1, 1]
"""Of a service: places, meetings, prices, and its version when it was listed once."""


@pytest.mark.parametrize("point", ["feeds.taken*2", "happened.written*5", "feeds.page*2", "feeds.taken*8"])
def test_killed_in_the_middle_it_leaves_whole_services_and_goes_on(house: Nursery, point: str) -> None:
    here, name = house.run("place").last, f"tea {uuid4().hex[:8]}"
    there = Theirs(services=[service(number) for number in range(1, MANY + 1)], most_a_page=A_PAGE)
    with feeds.serving(there) as theirs:
        asked = ("--partnership", here["slug"], "--json")
        house.run("feed", "add", theirs.url, "--name", name, *asked)

        killed = house.start("feed", "harvest", name, *asked, crash_at=point)
        assert house.wait_for_crash(*killed, seconds=30).status == -signal.SIGKILL

        half = house.run("listed", name).last
        assert 0 < len(half) < MANY
        assert all(told[1:] == WHOLE for told in half), "each whole, or not there"
        begun = len(theirs.asked)

        told = house.run("feed", "harvest", name, *asked).last

        expected = {"rows": MANY, "accepted": MANY, "quarantined": 0, "repeated": 0, "listed": MANY, "gone": []}
        assert {one: told[one] for one in expected} == expected
        assert (told["whole"], told["over"], told["fault"]) == (True, True, "")
        assert not any("taxonom" in one for one in theirs.asked[begun:]), "it went on, and did not begin anew"
        listed = house.run("listed", name).last
        assert [one[0] for one in listed] == sorted(f"Tea and talk {number}" for number in range(1, MANY + 1))
        assert all(one[1:] == WHOLE for one in listed)
        again = house.run("feed", "harvest", name, "--full", *asked).last
        assert (again["unchanged"], again["listed"], again["revised"]) == (MANY, 0, 0)
        assert house.run("listed", name).last == listed
    assert house.run("audit", "verify", "--json").status == 0
