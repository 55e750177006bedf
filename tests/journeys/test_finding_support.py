"""A visitor finds something near, with and without scripts; every page passes axe on a phone and on a desk."""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import directory as made
from watersmeet.records.directory import api as directory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def walkers() -> None:
    """A group in Barnstaple."""
    meetings = (directory.Meeting(day="TH", opens_at=time(14)),)
    made.service(name="Thursday walkers", description="A slow walk for anyone who is lonely.", meetings=meetings)


def search(page: Page, words: str, near: str) -> None:
    """Fill in the box and send it."""
    page.get_by_label("In your own words").fill(words)
    page.get_by_label("Your postcode or town").fill(near)
    page.get_by_role("button", name="Find support").click()


def test_find_a_group_and_look_at_it(
    live_server, walkers: None, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(str(live_server))
    accessible(page)
    search(page, "lonely", "nowhere")
    expect(page.get_by_role("alert")).to_contain_text("We do not know that place")
    accessible(page)
    search(page, "lonely", "ex31 1aa")
    expect(page.get_by_role("heading", name="One thing near EX31")).to_be_visible()
    assert "lonely" not in page.url
    accessible(page)
    page.get_by_role("link", name="Thursday walkers").click()
    expect(page.get_by_text("Every Thursday, 2pm")).to_be_visible()
    accessible(page)


def test_more_choices_are_open_when_they_are_used(
    live_server, walkers: None, page: Page, accessible: Callable[[Page], None]
) -> None:
    page.goto(str(live_server))
    page.get_by_text("More choices").click()
    page.get_by_label("Which day?").select_option("Thursday")
    page.get_by_label("What time of day?").select_option("Afternoon")
    page.get_by_label("How old are you?").fill("15")
    accessible(page)
    search(page, "lonely", "ex31 1aa")
    expect(page.get_by_role("heading", name="One thing near EX31")).to_be_visible()
    expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    expect(page.get_by_label("Which day?")).to_be_visible()
    accessible(page)
    page.get_by_label("It is free").check()
    page.get_by_role("button", name="Find support").click()
    expect(page.get_by_role("heading", name="Nothing within 5 miles of EX31 yet")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Look again without the other choices").click()
    expect(page.get_by_role("heading", name="One thing near EX31")).to_be_visible()


def test_where_they_are_is_drawn_and_the_search_can_be_shared(
    live_server, walkers: None, page: Page, accessible: Callable[[Page], None]
) -> None:
    there = directory.PlaceFacts(address="9 Example Row", town="Bideford", county="Devon", postcode="EX39 2QE")
    made.service(name="Riverside singers", description="Singing for anyone who is lonely.", place=there)
    page.goto(str(live_server))
    page.get_by_label("How far can you go?").select_option("25 miles")
    search(page, "lonely", "ex31 1aa")
    page.get_by_text("Where they are").click()
    expect(page.get_by_role("img", name="around EX31")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="this link").click()
    expect(page.get_by_label("Your postcode or town")).to_have_value("EX31")
    expect(page.get_by_label("How far can you go?")).to_have_value("25")
    expect(page.get_by_label("In your own words")).to_have_value("")


def test_find_without_scripts(live_server, walkers: None, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(str(live_server))
    search(page, "I feel lonely and want to end it all", "EX31")
    expect(page.get_by_role("heading", name="You can talk to someone now")).to_be_visible()
    expect(page.get_by_role("link", name="116 123").first).to_be_visible()
    page.get_by_role("link", name="Thursday walkers").click()
    expect(page.get_by_role("heading", name="Thursday walkers")).to_be_visible()
    context.close()
