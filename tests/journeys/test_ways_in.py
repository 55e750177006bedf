"""Every way in leads to a closed loop, on a phone without scripts and at a desk with them."""

from typing import Any

import pytest

from tests.factories import places, services
from tests.factories.places import Place
from tests.journeys.walks import PIN, Hand, Walk, asks_to_be_rung, the_loop_closes
from watersmeet.base.actor import Role
from watersmeet.records.directory.models import Service
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(live_server: Any) -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def service(here: Place) -> Service:
    """A service of its group."""
    return services.service(here, name="Harbour shed", description="Mend, carve and talk.")


def goes_on(person: Hand, *chosen: str) -> None:
    """Choose, and carry on."""
    person.choose(*chosen)
    person.press("Carry on")


def test_a_neighbour_asks_for_somebody_who_is_seen_alone_and_says_yes_themself(
    walk: Walk, here: Place, service: Service
) -> None:
    # Given a neighbour asks for Wren
    robin = walk.hand()
    robin.open(f"/ask/?service={service.pk}")
    robin.press("Begin")
    robin.press("Carry on")
    robin.sees("Choose who it is for")
    goes_on(robin, "For somebody else")
    goes_on(robin, "18 or over")
    goes_on(robin, "Something else")
    robin.sees("Say what it is")
    goes_on(robin, "They asked me to")
    goes_on(robin, "Yes, they know and they want it")
    robin.fill("In their words, or in yours", "Wren would like company.")
    goes_on(robin, "People around you")
    robin.fill("What should we call them?", "Wren Example")
    robin.press("Carry on")
    goes_on(robin, "Phone call")
    robin.fill("Their own phone number", "07700 900 982")
    robin.press("Carry on")
    goes_on(robin, "Any of these")
    robin.says(message="no", say_who="no")
    robin.press("Carry on")
    robin.fill("Your own first name", "Robin")
    robin.fill("How do we reach you?", "07700 900 982")
    robin.press("Carry on")
    robin.sees("Give your own number or address. This one is theirs.")
    robin.fill("How do we reach you?", "01632 960 444")
    robin.press("Carry on")
    robin.reads("Check, then send")
    robin.press("Send")
    robin.reads("Thank you. We have it")

    # When the front door sees Wren alone, and reads it with them
    worker = walk.hand(places.worker(here.front_door))
    worker.follow("Wren Example")
    worker.sees("Talk with them alone first.")
    worker.follow("Say how seeing them alone went")
    worker.choose("We could not")
    worker.press("Write it down")
    worker.sees("Write why, or who decides and what they showed you")
    worker.choose("We talked with them alone. They decide this themselves")
    worker.press("Write it down")
    worker.follow("Read it with the person, then send")
    worker.choose("Yes, send it")
    worker.fill("A PIN that they choose and type themselves", PIN)
    worker.press("That is their answer")
    worker.reads("It is sent")

    # Then the group helps, and the loop closes
    group = walk.hand(places.worker(here.group))
    group.follow("Wren Example")
    the_loop_closes(group, worker, "Wren Example")


def test_somebody_asks_to_be_rung_and_is_asked_on_the_phone(walk: Walk, here: Place, service: Service) -> None:
    # Given somebody who would rather talk
    wren = walk.hand()
    wren.open("/ask/")
    wren.follow("I would rather be rung")
    wren.press("Ask to be rung")
    wren.sees("Enter your phone number")
    asks_to_be_rung(wren)

    # When the front door rings, and nobody answers; then Wren rings themself
    worker = walk.hand(places.worker(here.front_door))
    worker.follow("Wren")
    worker.press("Note it")
    worker.sees("Choose what happened")
    worker.choose("Nobody answered: try again")
    worker.press("Note it")
    worker.sees("Noted. Thank you for ringing.")
    worker.follow("Somebody is on the phone")
    worker.follow("Harbour shed")
    worker.press("They said yes: send it")
    worker.sees("Choose how old they are")
    worker.choose("18 or over", "People around you")
    worker.fill("What should we call you?", "Wren Example")
    worker.says(message="no", say_who="no", share="yes")
    worker.fill("Would you like a PIN, to follow it yourself?", PIN)
    worker.press("They said yes: send it")
    worker.reads("Read this back")

    # Then they follow it with what was read to them, and the loop closes
    wren.open("/back/")
    wren.fill("Your reference", Referral.objects.get().reference)
    wren.fill("Your PIN", PIN)
    wren.press("Open my page")
    wren.reads("They have your request and will answer.")
    worker.open("/work/")
    worker.follow("Wren")
    worker.choose("They rang us first, or came: nobody needs to ring")
    worker.press("Note it")
    volunteer = walk.hand(places.worker(here.group, Role.VOLUNTEER))
    volunteer.follow("Wren Example")
    the_loop_closes(volunteer, worker, "Wren Example")


def test_somebody_asks_on_paper_and_the_front_door_types_it_in(
    walk: Walk, here: Place, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given the group prints forms, and Wren, whom the front door knows, hands one in
    volunteer = walk.hand(places.worker(here.group, Role.VOLUNTEER))
    volunteer.follow("Print paper forms")
    volunteer.fill("How many forms?", "0")
    volunteer.press("Make the forms")
    volunteer.sees("Print 1 form or more")
    [form] = referrals.print_forms(service=service.pk, many=1, by=places.worker(here.group))
    places.person(here, name="Wren Example", phone="+447700900982")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-30T09:00:00Z")

    # When the front door types it in, as of the day on which it was signed
    worker = walk.hand(places.worker(here.front_door))
    worker.follow("Type in a paper form")
    worker.fill("The number of the form", "2222-2222")
    worker.press("Go on")
    worker.sees("No form for you has this number.")
    worker.fill("The number of the form", form.number)
    worker.press("Go on")
    worker.reads(f"{form.number}, Harbour shed What stands on the form")
    worker.press("Check it")
    worker.sees("Say if it is signed")
    worker.choose("18 or over", "People around you", "Text message", "It is signed")
    worker.fill("2. What would help?", "Something to do with my hands.")
    worker.fill("4. What should we call you?", "Wren")
    worker.fill("Phone number", "07700 900 982")
    worker.says(share="yes", count="yes")
    for part, typed in (("day", "24"), ("month", "11"), ("year", "2026")):
        worker.page.locator(f"input[name=signed_on-{part}]").fill(typed)
    worker.press("Check it")
    worker.reads(f"{form.number} Compare it with the paper")
    worker.press("It is as on the paper: write it down")
    worker.sees("Choose who it is")
    worker.choose("Wren Example")
    worker.press("It is as on the paper: write it down")
    worker.reads(f"{form.number} It is written down")
    worker.press("Write it down")
    worker.sees("Choose what happened to the paper")
    worker.choose("It is shredded")
    worker.press("Write it down")
    worker.follow("Type in the next form")
    worker.fill("The number of the form", form.number)
    worker.press("Go on")
    worker.sees(f"{form.number} was typed in on 30 November 2026")

    # Then the loop closes as any other
    made = Referral.objects.get()
    assert (made.state, made.made_at.date().isoformat()) == (State.SENT, "2026-11-24")
    volunteer.open("/work/")
    volunteer.follow("Wren")
    the_loop_closes(volunteer, worker, "Wren")
