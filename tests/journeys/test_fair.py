"""The front door passes a request on from the open list, and a partner reads how requests were shared."""

import pytest

from tests.factories import places, services
from tests.journeys.walks import Walk
from watersmeet.base.actor import Actor, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Allocation
from watersmeet.records.referrals.states import Taken

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_the_front_door_to_a_service_and_to_the_page_of_fair_shares(walk: Walk) -> None:
    here = places.place()
    places_in = directory.PlaceFacts(address="1 Row", town="Barnstaple", postcode="EX31 1AA")
    shed = services.service(here, name="Harbour shed", description="Mend, carve and talk.", place=places_in)
    services.service(here, here.therapy, name="Talking therapy", min_age=21)
    directory.state_intake(
        service=shed.pk, wait_days=21, capacity=10, access=(directory.Access.STEP_FREE,), by=places.worker(here.group)
    )
    referrals.ask_for_self(
        person=places.person(here),
        partnership=here.partnership.pk,
        words="Company.",
        by=Actor("link", partnership=here.partnership.pk),
    )
    greeter = walk.hand(places.worker(here.front_door))
    greeter.follow("Ada Example")
    greeter.follow("Choose who could help")
    greeter.fill("From where?", "Nowhere at all")
    greeter.press("Show the list again")
    greeter.sees("We do not know that place")
    greeter.fill("From where?", "EX31 1AB")
    greeter.choose("Step-free")
    greeter.press("Show the list again")
    greeter.sees("about 3 weeks; offered less than a third of what it can take, in the last 30 days")
    greeter.follow("Harbour shed")
    greeter.press("Choose this one")
    greeter.sees("Choose how this one was chosen")
    greeter.choose("It is the first in the list")
    greeter.press("Choose this one")
    greeter.reads("Read this together")
    greeter.choose("Yes, send it")
    greeter.press("That is their answer")
    greeter.reads("It is sent")
    assert Allocation.objects.get().taken == Taken.FIRST

    # Whoever answers reads the rules, the shares and the list, and says what they can take
    volunteer = walk.hand(places.worker(here.group, Role.MANAGER))
    volunteer.follow("Fair shares")
    volunteer.sees("What the person chooses is first, always.")
    volunteer.sees("It is the first in the list")
    volunteer.follow("Say how many people your services can take")
    volunteer.follow("Change Harbour shed")
    volunteer.fill("How many new people can it take in a month?", "many")
    volunteer.press("Save")
    volunteer.sees("Enter a whole number")
    volunteer.fill("How many new people can it take in a month?", "12")
    volunteer.press("Save")
    volunteer.sees("12 new people")

    lead = walk.hand(places.worker(here.therapy, Role.LEAD))
    lead.follow("Fair shares")
    lead.sees("Requests by provider")
