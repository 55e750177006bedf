"""A worker writes with a file, the other side reads and answers, the person reads and answers on their own page."""

from pathlib import Path

import pytest

from tests.factories import files, lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import Hand, Walk
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SERVICE = "Harbour shed"


@pytest.fixture
def here(clock_at: lives.Move) -> Place:
    """A place with something near."""
    clock_at("2026-11-24")
    at = places.place()
    services.service(at, name=SERVICE, place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    walks.empty_post_box()
    return at


def adds(hand: Hand, name: str, content: bytes) -> None:
    """Choose a file."""
    hand.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})


def saves(hand: Hand, name: str) -> bytes:
    """Follow the link of a file: it is saved, no page opens."""
    with hand.page.expect_download() as saved:
        hand.page.get_by_role("link", name=name, exact=True).click()
    assert saved.value.suggested_filename == name
    return Path(saved.value.path()).read_bytes()


def test_three_write_to_each_other(walk: Walk, here: Place) -> None:
    wren = walk.hand()
    walks.finds(wren, SERVICE)
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")

    # A worker writes to both, with a file; what is wrong is said, and the words stay
    worker = walk.hand(places.worker(here.group))
    worker.follow("Wren Example")
    worker.follow("Write a message")
    worker.fill("Your message", "The blue door is step free. The map shows where.")
    adds(worker, "map.exe", b"MZ\0")
    worker.press("Send the message")
    worker.sees("Choose who it is for")
    worker.choose("The other side and the person")
    adds(worker, "map.exe", b"MZ\0")
    worker.press("Send the message")
    worker.sees("We cannot take this kind of file. Save it as a PDF, or send a photo of it.")
    adds(worker, "map.pdf", files.PDF)
    worker.press("Send the message")
    worker.sees("Sent. Whoever it is for is told that there is a message, and no more.")

    # The other side finds it in my work, saves the file, and answers the group alone
    front_door = walk.hand(places.worker(here.front_door))
    front_door.sees(f"A message to read about {referral.reference}")
    front_door.follow("Wren Example")
    front_door.sees("The blue door is step free.")
    assert saves(front_door, "map.pdf") == files.PDF
    front_door.press("I have read it")
    front_door.follow("Write a message")
    front_door.choose("The other side alone")
    front_door.fill("Your message", "Thank you. I will tell the driver.")
    front_door.press("Send the message")
    worker.open(f"/work/{referral.pk}/")
    worker.sees("Thank you. I will tell the driver.")
    worker.sees(f"Read at {here.front_door.organisation.name}, Tuesday 24 November")

    # The person is told that there is a message, and no more; they read it, answer, and send a photo
    link = walks.link_for("wren@person.example")
    [letter] = [one for one in walks.post() if "There is a message on your page." in str(one)]
    assert "blue door" not in str(letter)
    walks.opens(wren, link)
    wren.sees("The blue door is step free.")
    assert "I will tell the driver" not in wren.page.content()
    assert saves(wren, "map.pdf") == files.PDF
    wren.press("I have read it")
    wren.follow(f"Write to {here.group}")
    wren.press("Send my message")
    wren.sees("Write your message")
    wren.fill("Your message", "Can I bring my dog?")
    adds(wren, "dog.png", files.png())
    wren.press("Send my message")
    wren.sees("We have your message. They are told that you wrote.")

    # The worker reads it; the front door, who does not hold it, does not
    worker.open(f"/work/{referral.pk}/")
    worker.sees("Can I bring my dog?")
    assert saves(worker, "dog.png") == files.png()
    front_door.open(f"/work/{referral.pk}/")
    assert "Can I bring my dog?" not in front_door.page.content()
