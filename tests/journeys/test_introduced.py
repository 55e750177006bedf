"""A library adds its screen, somebody asks there with a helper beside, the next one finds nothing, the loop closes."""

import pytest
from playwright.sync_api import expect

from tests.factories import places, services
from tests.journeys import walks
from tests.journeys.walks import PIN, Hand, Walk
from watersmeet.base.actor import Role
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LIBRARY = "The library in Mill Street"


def goes_on(person: Hand, *chosen: str) -> None:
    """Choose, and carry on."""
    person.choose(*chosen)
    person.press("Carry on")


def test_somebody_asks_at_the_library_and_the_next_person_finds_nothing(walk: Walk) -> None:
    # Given a manager adds the library, and takes the card there
    here = places.place()
    services.service(here, name="Harbour shed", description="Mend, carve and talk.")
    manager = walk.hand(places.worker(here.group, Role.MANAGER))
    manager.open("/work/")
    manager.follow("Trusted introducers")
    manager.sees("Nobody yet")
    manager.follow("Add an introducer")
    manager.press("Add them")
    manager.sees("Enter the name of the place or person")
    manager.fill("What is the place or person called?", LIBRARY)
    manager.press("Add them")
    address = manager.page.locator(".ws-address").inner_text()
    manager.page.emulate_media(media="print")  # on paper: the card, and nothing of whoever printed it
    expect(manager.page.get_by_text(address)).to_be_visible()
    for furniture in (".ws-nav", ".ws-banner__end a", "footer", ".ws-notice", ".nhsuk-back-link", "form"):
        for one in manager.page.locator(furniture).all():
            expect(one).to_be_hidden()
    manager.page.emulate_media(media="screen")
    # When Wren sits there with a librarian
    wren = walk.hand()
    wren.open(address)
    wren.sees("They keep nothing, and they are not told what happens next.")
    wren.press("Begin")
    goes_on(wren, "18 or over")
    wren.fill("In your own words", "I do not sleep, and I am alone a lot.")
    wren.press("I need more time")
    expect(wren.page.get_by_label("In your own words")).to_have_value("I do not sleep, and I am alone a lot.")
    goes_on(wren, "People around you")
    wren.fill("What should we call you?", "Wren Example")
    wren.press("Carry on")
    goes_on(wren, "I will come back myself")
    wren.press("Carry on")
    wren.fill("Choose a PIN", PIN)
    wren.press("Carry on")
    wren.sees("sits with you and keeps nothing.")
    wren.press("Send")
    # Then they get a reference, once
    wren.reads("We have your request")
    reference = Referral.objects.get().reference
    wren.sees(reference)
    wren.follow("We are done")
    wren.sees(f"{LIBRARY} sits with you while you ask.")
    # And whoever sits down next and goes back finds nothing
    for _page in range(3):
        wren.page.go_back()
        expect(wren.page.get_by_text(reference)).to_have_count(0)
        expect(wren.page.get_by_text("Wren Example")).to_have_count(0)
        expect(wren.page.get_by_text("I do not sleep")).to_have_count(0)
    # And the manager ends it
    manager.press("End it")
    manager.sees("fewer than 5")
    wren.open(address)
    wren.reads("This address is not in use")
    wren.follow("Ask for help")

    # When Wren comes to the front door, they choose there who is asked, and the loop closes
    greeter = walk.hand(places.worker(here.front_door))
    greeter.follow("Wren Example")
    greeter.follow("Choose who could help")
    greeter.follow("Harbour shed")
    greeter.choose("The person chose it")
    greeter.press("Choose this one")
    walks.hears_yes(greeter)
    manager.open("/work/")
    manager.follow("Wren Example")
    walks.the_loop_closes(manager, greeter, "Wren Example")
