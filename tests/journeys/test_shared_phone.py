"""Two people of one house share a phone: what one of them did here, the other does not come upon."""

import pytest
from playwright.sync_api import expect

from tests.factories import lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import PIN, Hand, Walk
from watersmeet.accounts.links import TRIES
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SERVICE = "Harbour shed"
WORDS = ("Wren Example", "I do not sleep", SERVICE, "wren@person.example")


@pytest.fixture
def here(clock_at: lives.Move) -> Place:
    """A place with something near."""
    clock_at("2026-11-24")
    at = places.place()
    services.service(at, name=SERVICE, place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    walks.empty_post_box()
    return at


def finds_nothing(phone: Hand) -> None:
    """Whoever takes the phone now goes back through what it shows, and tries the addresses that it remembers."""
    for _page in range(4):
        phone.page.go_back()
        comes_upon_nothing(phone)
    referral = Referral.objects.latest("made_at")
    for remembered in (
        f"/status/{referral.pk}/",
        "/sharing/",
        "/asked/",
        "/ask/words/",
        f"/status/{referral.pk}/message/",
    ):
        phone.open(remembered)
        comes_upon_nothing(phone)


def comes_upon_nothing(phone: Hand) -> None:
    for words in WORDS:
        expect(phone.page.get_by_text(words)).to_have_count(0)


def test_one_after_another_on_the_same_phone(walk: Walk, here: Place) -> None:
    # Wren asks on the phone, and closes
    phone = walk.hand()
    walks.finds(phone, SERVICE)
    walks.asks(phone, str(here.group))
    link = walks.link_for("wren@person.example")
    walks.opens(phone, link)
    phone.sees(SERVICE)
    phone.press("Sign out")
    # Whoever takes it next comes upon nothing, and stands before a door that says nothing of whom
    finds_nothing(phone)
    phone.open(link)
    phone.reads("Open your page")
    comes_upon_nothing(phone)

    # The other asks for something of their own: nothing of Wren's is offered to them
    phone.open("/ask/")
    phone.press("Begin")
    phone.choose("For me")
    phone.press("Carry on")
    phone.choose("18 or over")
    phone.press("Carry on")
    expect(phone.page.get_by_label("In your own words")).to_have_value("")

    # Wren opens the page again and puts the phone down: at the other's own door it is over
    walks.opens(phone, link)
    phone.sees(SERVICE)
    elsewhere = walk.hand()
    walks.finds(elsewhere, SERVICE)
    walks.asks(elsewhere, str(here.group), email="robin@person.example")
    robins = walks.link_for("robin@person.example")
    mine = Referral.objects.earliest("made_at")
    walks.opens(phone, robins)
    answer = phone.open(f"/status/{mine.pk}/")
    assert answer is not None
    assert answer.status in {403, 404}
    phone.press("Sign out")

    # And a guesser is stopped, for good
    phone.open(link)
    for _guess in range(TRIES):
        phone.fill("Your PIN", "1357")
        phone.press("Open")
    phone.open(link)
    comes_upon_nothing(phone)
    if phone.page.get_by_label("Your PIN").count():
        phone.fill("Your PIN", PIN)
        phone.press("Open")
        comes_upon_nothing(phone)
