"""A partner brings in its spreadsheet: who said yes there is helped like anybody; who did not waits to be asked."""

from pathlib import Path

import pytest

from tests.factories import places, spreadsheets
from tests.factories.spreadsheets import YES
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)
def test_a_row_that_said_yes_goes_on_to_a_closed_loop(walk: Walk, tmp_path: Path) -> None:
    # Given a file with one who said yes, one who was not asked, and one whose day is no day
    here = places.place()
    wrong = spreadsheets.to(here, number=3, **{**YES, "said yes on": "soon"})
    rows = [spreadsheets.to(here, **YES), spreadsheets.to(here, number=2), wrong]
    file = spreadsheets.as_workbook(tmp_path / "people.xlsx", rows)

    # When a manager looks at it first, and brings it in
    manager = walk.hand(places.worker(here.front_door, Role.MANAGER))
    manager.follow("Bring in a list")
    manager.reads("Bring in a list")
    manager.page.locator("input[type=file]").set_input_files(file)
    manager.press("Look at it first")
    manager.reads("people.xlsx What becomes of your list")
    manager.sees("Your list has 3 rows. Nothing is in yet.")
    manager.sees("To be mended first")
    manager.press("Bring in 2 rows")
    manager.reads("people.xlsx Your list is in")
    manager.follow("See my work")

    # Then the group sees the first alone, and the loop closes
    volunteer = walk.hand(places.worker(here.group))
    volunteer.sees("1 thing needs you.")
    volunteer.follow("Person Example1")
    volunteer.sees("Company on Thursdays.")
    volunteer.sees("Brought in from a spreadsheet")
    front = walk.hand(places.worker(here.front_door))
    walks.the_loop_closes(volunteer, front, "Person Example1")

    # And the other waits with whoever keeps them, to be read with
    front.follow("Person Example2")
    front.sees("Read it with the person, then send")
