"""A person asks for help, follows it, says who may know, and stops: on a phone, at a desk, with and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.records.directory.models import Service
from watersmeet.records.people.models import Person
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]
PIN = "4826"


@pytest.fixture
def place() -> Place:
    return places.place()


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place, name="Thursday walkers")


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page of a browser without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _own_address(live_server, settings) -> None:
    """The links that are shown lead to the server of this journey."""
    settings.WATERSMEET_ADDRESS = live_server.url


def on(page: Page) -> None:
    page.get_by_role("button", name="Carry on").click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def begin(page: Page, look: Check = lambda _page: None) -> None:
    """Begin, for themself."""
    page.get_by_role("button", name="Begin").click()
    look(page)
    page.get_by_label("For me").check()
    on(page)


def fill_in(page: Page, look: Check) -> None:
    """Every page from the first to the last, with one mistake on the way."""
    begin(page, look)
    look(page)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose how old you are")
    look(page)
    page.get_by_label("18 or over").check()
    on(page)
    page.get_by_label("In your own words").fill("I do not sleep, and I am alone a lot.")
    page.get_by_label("How you feel").check()
    look(page)
    on(page)
    page.get_by_label("What should we call you?").fill("Wren")
    look(page)
    on(page)
    page.get_by_label("Text message").check()
    page.get_by_label("Phone call").check()
    look(page)
    on(page)
    page.get_by_label("Your phone number").fill("07700 900 982")
    look(page)
    on(page)
    page.get_by_label("Morning, 9am to 12").check()
    look(page)
    on(page)
    page.get_by_role("group", name="If you do not answer").get_by_label("No").check()
    page.get_by_role("group", name="If somebody else answers").get_by_label("No").check()
    page.get_by_label("A code word").fill("kettle")
    look(page)
    on(page)
    page.get_by_label("Yes, they may").check()
    look(page)
    on(page)
    look(page)
    on(page)
    page.get_by_label("Choose a PIN", exact=True).fill(PIN)
    look(page)
    on(page)
    expect(page.get_by_text("kettle")).to_be_visible()
    look(page)


def open_own_page(page: Page) -> None:
    page.get_by_role("link", name="/l/").click()
    page.get_by_label("Your PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Open").click()


def follow_and_stop(page: Page, place: Place, look: Check) -> None:
    """From the page after sending to the page that says that it stopped."""
    open_own_page(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("They have your request and will answer.")
    look(page)

    page.get_by_role("link", name="See who can see what about you").click()
    look(page)
    page.get_by_role("button", name=f"Stop sharing with {place.group}").click()
    look(page)
    page.get_by_role("link", name="No, leave it as it is").click()
    page.get_by_role("link", name="Back").click()

    page.get_by_role("link", name="Stop this request").click()
    look(page)
    page.get_by_role("button", name="Stop this request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You chose to stop. You can come back.")
    look(page)


def test_a_person_asks_follows_it_and_stops(
    live_server, page: Page, accessible: Check, place: Place, service: Service
) -> None:
    # Given somebody chose a service
    page.goto(f"{live_server.url}/ask/?service={service.pk}")
    expect(page.get_by_text("You chose Thursday walkers.")).to_be_visible()
    accessible(page)

    # When they tell one thing a page, and send it
    fill_in(page, accessible)
    page.get_by_role("button", name="Send").click()

    # Then it is with the group, once, and they know what happens next
    referral = Referral.objects.get()
    expect(page.get_by_text(referral.reference).first).to_be_visible()
    expect(page.get_by_text(f"{place.group} answers by")).to_be_visible()
    accessible(page)
    assert referral.state == State.SENT
    page.go_back()
    page.reload()
    assert Referral.objects.count() == Person.objects.count() == 1
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")

    # And by the link and the PIN they see it, and stop it
    follow_and_stop(page, place, accessible)
    referral.refresh_from_db()
    assert referral.state == State.WITHDRAWN


def test_all_of_it_works_without_scripts(live_server, plain: Page, place: Place, service: Service) -> None:
    plain.goto(f"{live_server.url}/ask/?service={service.pk}")
    fill_in(plain, lambda _page: None)
    plain.get_by_role("button", name="Send").click()
    follow_and_stop(plain, place, lambda _page: None)

    assert Referral.objects.get().state == State.WITHDRAWN


def test_one_who_comes_back_gives_reference_and_pin(
    live_server, page: Page, accessible: Check, place: Place, service: Service
) -> None:
    # Given a request that ended well, and a person whom nobody may contact
    page.goto(f"{live_server.url}/ask/?service={service.pk}")
    begin(page)
    page.get_by_label("18 or over").check()
    on(page)
    page.get_by_label("Learning").check()
    on(page)
    page.get_by_label("What should we call you?").fill("Wren")
    on(page)
    page.get_by_label("I will come back myself").check()
    on(page)
    page.get_by_label("Yes, they may").check()
    on(page)
    page.get_by_label("Yes, you can count me").check()
    on(page)
    page.get_by_label("Choose a PIN", exact=True).fill(PIN)
    on(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Nobody contacts you.")).to_be_visible()
    referral = Referral.objects.get()
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(referral.pk, by=places.worker(place.group))

    # When they come back and mistype, then do not
    page.goto(f"{live_server.url}/back/")
    accessible(page)
    page.get_by_label("Your reference").fill("7Q4K 2MXA")
    page.get_by_label("Your PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_role("alert")).to_contain_text("We cannot open a page")
    accessible(page)
    page.get_by_label("Your reference").fill(referral.reference)
    page.get_by_label("Your PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Open my page").click()

    # Then they read how it ended, and say whether it helped
    expect(page.get_by_role("heading", level=1)).to_have_text("You have come to the end of it.")
    accessible(page)
    page.get_by_role("button", name="Answer").click()
    accessible(page)
    page.get_by_label("Partly").check()
    page.get_by_role("button", name="Save my answer").click()
    expect(page.get_by_text("Partly")).to_be_visible()


def test_somebody_under_16_is_shown_their_own_help(live_server, page: Page, accessible: Check, place: Place) -> None:
    page.goto(f"{live_server.url}/ask/")
    begin(page)
    page.get_by_label("Under 16").check()
    on(page)

    expect(page.get_by_text("Childline")).to_be_visible()
    accessible(page)


def test_the_kind_pages_are_accessible_too(
    live_server, page: Page, accessible: Check, place: Place, service: Service
) -> None:
    page.goto(f"{live_server.url}/ask/name/")
    assert heading(page) == "Let us begin again"
    accessible(page)
    page.goto(f"{live_server.url}/asked/")
    assert heading(page) == "This page has closed"
    accessible(page)
    page.goto(f"{live_server.url}/ask/?service={service.pk}")
    begin(page)
    page.get_by_label("16 or 17").check()
    on(page)
    assert heading(page) == "Let us find another way"
    accessible(page)
