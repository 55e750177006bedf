"""A group's volunteer answers from her phone, without an account: from the text to the end."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.factories import by_link, lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import Hand, Walk
from watersmeet.base.actor import Role
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place whose group has something on offer."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    cache.clear()
    at = places.place()
    services.service(at, name="Harbour shed", place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    return at


def opens(hand: Hand, box: Path, link: str) -> None:
    """The link of a text, and the code that goes to the group's phone."""
    hand.open(link)
    hand.reads("Open the page")
    hand.press("Send the code")
    hand.fill("The 6 numbers that we sent", by_link.code_for(box))
    hand.press("Open")


def test_from_a_text_to_a_closed_loop(walk: Walk, here: Place, tmp_path: Path, clock_at: lives.Move) -> None:
    box = tmp_path / "post"
    # The lead registers the group's phone and its one volunteer
    lead = walk.hand(places.worker(here.front_door, Role.LEAD))
    lead.open("/by-link/")
    lead.follow(str(here.group))
    lead.press("They answer by link")
    lead.sees("Enter the group's phone number or email address.")
    lead.fill("The group's phone", "01632 960 189")
    lead.press("They answer by link")
    lead.follow("Add a volunteer")
    lead.fill("Their name", "Dee Example")
    lead.fill("Their own phone", "07700 900 111")
    lead.press("They may answer")
    lead.sees("They may answer from now on.")

    # Wren asks for it
    wren = walk.hand()
    walks.finds(wren, "Harbour shed")
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")

    # Dee gets a text; a wrong code opens nothing
    dee = walk.hand()
    link = by_link.link_for(box)
    dee.open(link)
    dee.press("Send the code")
    dee.press("Open")
    dee.sees("Enter the 6 numbers")
    code = by_link.code_for(box)
    dee.fill("The 6 numbers that we sent", "111111" if code != "111111" else "222222")
    dee.press("Open")
    dee.sees("That is not the one we have. Please try again.")
    dee.fill("The 6 numbers that we sent", code)
    dee.press("Open")

    # She sees the need and not who it is, asks first, and hears the answer by another link
    dee.reads("Somebody asks for your group")
    dee.sees("I do not sleep, and I am alone a lot.")
    dee.sees("People around you")
    assert not re.search(r"Wren|wren@", dee.page.content())
    dee.follow("Ask a question first")
    dee.press("Send the question")
    dee.sees("Write your question")
    dee.fill("Your question", "Can they climb stairs?")
    dee.press("Send the question")
    dee.sees("Your question is on its way.")
    front_door = walk.hand(places.worker(here.front_door))
    front_door.follow("Wren Example")
    front_door.sees("Can they climb stairs?")
    front_door.sees("by a volunteer, by link")
    front_door.fill("Your answer", "Yes, slowly.")
    front_door.press("Send the answer")
    opens(dee, box, by_link.link_for(box))
    dee.sees("Yes, slowly.")

    # She says yes; another code shows who it is
    dee.press("Yes, we can help")
    dee.reads("You said yes")
    assert "Wren" not in dee.page.content()
    dee.press("Send the code")
    dee.press("Show who it is")
    dee.sees("Enter the 6 numbers")
    dee.fill("The 6 numbers that we sent", by_link.code_for(box))
    dee.press("Show who it is")
    dee.sees("Wren Example")
    dee.sees("wren@person.example")

    # Wren hears of it, and so it goes on
    walks.opens(wren, walks.link_for("wren@person.example"))
    wren.sees("They said yes.")
    dee.follow("They wait for a place")
    dee.press("They wait for a place")
    dee.follow("They have started")
    dee.press("They have started")
    dee.sees("Thank you. They have started")
    clock_at("2026-12-15")
    opens(dee, box, link)  # the first link of all still opens, with a new code
    dee.follow("They came to the end of it")
    dee.fill("Anything to say about it", "It was good to have you with us.")
    dee.press("They came to the end of it")
    dee.reads("They came to the end of it")
    assert "Wren" not in dee.page.content()

    # The front door reads how it ended, and Wren sees which group looked
    front_door.open(f"/work/{referral.pk}/")
    front_door.sees("It was good to have you with us.")
    front_door.press("I have read the outcome")
    walks.opens(wren, walks.link_for("wren@person.example"))
    wren.sees("You have come to the end of it.")
    wren.open("/sharing/")
    wren.sees("a volunteer who answers by link")
