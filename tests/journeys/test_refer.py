"""A worker refers somebody who is in the room, on a phone without scripts and at a desk with them."""

import pytest

from tests.factories import places, services
from tests.journeys.walks import Hand, Walk
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_looking_for_a_person_to_a_referral_that_is_sent(walk: Walk) -> None:
    here = places.place()
    services.service(here, name="Harbour shed", description="Mend, carve and talk.")
    worker = walk.hand(places.worker(here.surgery))
    worker.follow("Refer somebody")
    worker.fill("Phone number", "07700 900 901")
    worker.press("Look")
    worker.follow("Write down somebody new")
    writes_down(worker)
    worker.follow("Harbour shed")
    worker.press("Carry on")
    worker.sees("Choose what it is most about")
    worker.choose("People around you", "Beside their care", "Yes", "The person chose it")
    worker.fill("In their own words, for those who answer", "Some company on Thursdays.")
    worker.press("Carry on")
    worker.reads("Read this together")
    worker.sees(f"{here.surgery} tells {here.group}: your name; how to reach you safely")
    worker.choose("Yes, send it")
    worker.press("That is their answer")
    worker.reads("It is sent")

    # The group answers like any other request
    volunteer = walk.hand(places.worker(here.group))
    volunteer.follow("Bo Example")
    volunteer.sees("Some company on Thursdays.")
    volunteer.press("Accept")
    assert Referral.objects.get().state == State.ACCEPTED


def writes_down(worker: Hand) -> None:
    """Somebody new, whose number was typed already."""
    worker.press("Write them down")
    worker.sees("Write what to call them")
    worker.fill("What they like to be called, with their surname if they give it", "Bo Example")
    worker.choose("18 or over", "Phone call")
    worker.press("Write them down")
