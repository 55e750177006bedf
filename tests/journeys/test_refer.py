"""A worker refers somebody who is in the room, on a phone without scripts and at a desk with them."""

import pytest

from tests.factories import places, services
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_looking_for_a_person_to_a_closed_loop(walk: Walk) -> None:
    here = places.place()
    services.service(here, name="Harbour shed", description="Mend, carve and talk.")
    worker = walk.hand(places.worker(here.surgery))
    walks.finds_nobody(worker)
    worker.press("Write them down")
    worker.sees("Write what to call them")
    walks.writes_down(worker, "Bo Example")
    worker.follow("Harbour shed")
    worker.press("Carry on")
    worker.sees("Choose what it is most about")
    walks.says_what_they_need(worker)
    worker.sees(f"{here.surgery} tells {here.group}: your name; how to reach you safely")
    walks.hears_yes(worker)

    # The group answers like any other request, and the surgery reads how it went
    volunteer = walk.hand(places.worker(here.group, Role.VOLUNTEER))
    volunteer.follow("Bo Example")
    volunteer.sees("Some company on Thursdays.")
    walks.the_loop_closes(volunteer, worker, "Bo Example")
