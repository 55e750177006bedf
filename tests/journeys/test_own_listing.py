"""A worker puts a listing of their own right, and a visitor reads it so; a new group is opened and then found."""

import csv
import io

import pytest

from tests.factories import directory as made
from tests.factories import places
from tests.factories.places import Place
from tests.journeys.walks import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here() -> Place:
    """A partner with one listing."""
    at = places.place()
    made.service(at.partnership.pk, at.group.pk, name="Riverside choir", cost="")
    return at


def test_a_listing_is_put_right_and_another_is_begun(walk: Walk, here: Place) -> None:
    worker = walk.hand(places.worker(here.group))
    worker.follow("Our listings")
    worker.follow("Riverside choir")
    worker.sees("No language yet.")
    worker.follow("Change Prices")
    worker.follow("Add a price")
    worker.press("Save")
    worker.sees("Enter a price, or say it in words")
    worker.fill("For whom, or for what?", "Each session")
    worker.fill("How many pounds?", "2.50")
    worker.press("Save")
    worker.follow("That is all of them")
    worker.follow("Change Is it open?")
    worker.choose("Closed for now")
    worker.press("Save")
    worker.follow("See it as everybody does")
    worker.sees("Each session: \u00a32.50")
    worker.sees("Closed for now")

    worker.open("/services/ours/")
    worker.follow("Add a service or group")
    worker.choose("A group that meets")
    worker.fill("Name", "Bread club")
    worker.fill("What is it, in plain words?", "We bake bread together.")
    worker.press("Save")
    worker.sees("Nobody finds it yet")
    worker.follow("Change Places")
    worker.follow("Add a place")
    worker.fill("Building and street", "Example Hall")
    worker.fill("Postcode", "EX31 1AA")
    worker.press("Save")
    worker.follow("That is all of them")
    worker.follow("Open it")
    worker.choose("Yes, it is open")
    worker.press("Save")

    visitor = walk.hand()
    visitor.open("/")
    visitor.fill("In your own words", "bread")
    visitor.fill("Your postcode or town", "EX31 1AA")
    visitor.press("Find support")
    visitor.follow("Bread club")
    visitor.reads("Bread club")


def test_listings_are_changed_in_a_spreadsheet(walk: Walk, here: Place) -> None:
    worker = walk.hand(places.worker(here.group))
    worker.follow("Our listings")
    worker.follow("Use a spreadsheet")
    raw = worker.page.request.get(f"{worker.server}/work/listings/listings.csv").body().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(raw, newline=""))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerows(
        [
            row | {"cost": "Free", "prices": "Adults: \u00a33.50; Children: free"},
            {"kind": "group", "name": "Bread club", "description": "We bake bread."},
            {"kind": "heron", "name": "Herons"},
        ]
    )
    file = {"name": "listings.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()}
    worker.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    worker.press("Look at it first")
    worker.sees("Adults: \u00a33.50; Children: free")
    worker.sees("Write one of these: service, group, course.")
    worker.press("Change 2 listings")
    worker.sees("2 listings changed.")
    worker.open("/services/ours/")
    worker.follow("Bread club")
    worker.sees("We bake bread.")
