"""The frame that stands around every page, in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories import places
from tests.factories.accounts import link
from watersmeet.base import ids
from watersmeet.base.ref import Ref

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ELSEWHERE = "https://www.bbc.co.uk/weather"
MISSING = "/no-such-page/"


def weather(route: Route) -> None:
    """The outside world, without leaving this machine."""
    route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><h1>Weather</h1>")


def test_leave_quickly_replaces_the_page(live_server, page: Page, accessible: Callable[[Page], None]) -> None:
    # Given somebody looks at a page of ours, in our look and easy for everyone
    page.route(f"{ELSEWHERE}**", weather)
    page.goto("about:blank")
    page.goto(f"{live_server}{MISSING}")
    expect(page.get_by_role("heading", level=1)).to_have_text("We could not find that page")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.ws-banner')).backgroundColor") == "rgb(255, 255, 255)"
    )
    accessible(page)

    # When they leave quickly
    page.get_by_role("link", name="Leave quickly").click()
    expect(page).to_have_title("Weather")

    # Then the back button does not bring the page back
    page.go_back()
    assert page.url == "about:blank"


def test_leaving_quickly_ends_what_was_typed_and_the_persons_own_page(live_server, page: Page) -> None:
    page.route(f"{ELSEWHERE}**", weather)
    here = places.place()
    about = {"person": places.person(here), "partnership": here.partnership.pk}
    token = link("status", subject=Ref("referral", ids.new()), **about)
    page.goto(f"{live_server}/l/{token}/")
    page.get_by_label("Your PIN").fill("4826")
    page.get_by_role("button", name="Open").click()
    page.goto(f"{live_server}/sharing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who can see what about you")
    page.goto(f"{live_server}/ask/")
    page.get_by_role("button", name="Begin with what I told you before").click()
    page.get_by_label("18 or over").check()  # nobody had asked her that yet
    page.get_by_role("button", name="Carry on").click()
    page.get_by_label("In your own words").fill("He hurts me.")
    page.get_by_role("button", name="Carry on").click()
    page.get_by_role("link", name="Leave quickly").click()
    expect(page).to_have_title("Weather")

    beside = page.context.new_page()
    for _look in range(20):
        beside.goto(f"{live_server}/ask/need/")
        if "He hurts me" not in beside.content():
            break
        beside.wait_for_timeout(100)
    beside.goto(f"{live_server}/ask/name/")
    assert "Ada Example" not in beside.content()
    page.go_back()
    assert page.url.startswith(f"{live_server}/ask/")
    assert "He hurts me" not in page.content()
    page.goto(f"{live_server}/sharing/")
    expect(page.get_by_role("heading", name="Who can see what about you")).to_have_count(0)


def test_leave_quickly_is_a_plain_link_without_scripts(live_server, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(f"{ELSEWHERE}**", weather)
    page.goto(f"{live_server}{MISSING}")
    page.get_by_role("link", name="Leave quickly").click()
    assert page.url == ELSEWHERE
    context.close()


def test_the_first_key_leads_past_the_banner(live_server, page: Page) -> None:
    page.goto(f"{live_server}{MISSING}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<a href='/a' style='font-size:8px'>a</a><a href='/b' style='font-size:8px'>b</a>", "target-size"),
        ("<img src='data:,'>", "image-alt"),
        ("<p style='color:#999'>pale</p>", "color-contrast"),
    ],
)
def test_the_check_of_every_page_finds_what_is_wrong(
    page: Page, accessible: Callable[[Page], None], body: str, rule: str
) -> None:
    page.set_content(f"<html lang='en'><title>A page</title><main><h1>A page</h1>{body}</main></html>")
    with pytest.raises(AssertionError, match=rule):
        accessible(page)
