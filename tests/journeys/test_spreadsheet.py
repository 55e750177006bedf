"""A partner brings in its spreadsheet: who said yes there is helped like anybody; who did not waits to be asked."""

from pathlib import Path

import pytest

from tests.factories import places, spreadsheets
from tests.factories.spreadsheets import YES
from tests.journeys import walks
from tests.journeys.walks import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)
def test_a_row_that_said_yes_goes_on_to_a_closed_loop(walk: Walk, tmp_path: Path) -> None:
    # Given a file with one who said yes, and one who was not asked
    here = places.place()
    rows = [spreadsheets.to(here, **YES), spreadsheets.to(here, number=2)]
    told = spreadsheets.counted(spreadsheets.run(here, spreadsheets.as_workbook(tmp_path / "people.xlsx", rows)))
    assert (told["sent"], told["drafts"]) == (1, 1)

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
