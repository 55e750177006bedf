"""The drawing of what was found: every point at its distance and direction, with the numbers of the list."""

import math

import pytest
from django.test import Client

from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages import sketch

pytestmark = pytest.mark.django_db
AROUND = ("M33 7ZF", "M32 8AP", "M41 5SL", "WA14 1EP")


@pytest.fixture
def found() -> directory.Found:
    """Four groups around Sale, two of them at one place, and one online."""
    place = places.partnership().pk
    for number, code in enumerate((*AROUND, AROUND[0])):
        there = directory.PlaceFacts(address=f"{number} Example Row", town="Sale", county="Cheshire", postcode=code)
        made.service(place, name=f"Group {number}", description="For anxiety.", place=there)
    online = directory.PlaceFacts(location_type=directory.LocationType.VIRTUAL)
    made.service(place, name="Online", description="For anxiety.", place=online)
    return directory.find(VISITOR, "anxious", near="M33 7ZF", within_km=10.0)


def test_each_point_lies_as_far_off_as_the_list_says(found: directory.Found) -> None:
    drawn = sketch.sketch(found)
    assert drawn
    assert drawn.rings[-1].words == "6.2 miles"
    numbered = {number: dot for dot in drawn.dots for number in dot.numbers.split(", ")}
    assert len(numbered) == 5
    assert len(drawn.dots) == 4  # two are at one place
    scale = drawn.rings[-1].radius / found.within_km
    for number, hit in enumerate(found, start=1):
        if hit.km is None:
            assert str(number) not in numbered
        else:
            dot = numbered[str(number)]
            away = math.hypot(dot.x - drawn.middle, dot.y - drawn.middle)
            assert away == pytest.approx(hit.km * scale, abs=sketch.NEAR_ENOUGH if "," in dot.numbers else 0.5)


def test_north_is_up_and_east_is_right(found: directory.Found) -> None:
    drawn = sketch.sketch(found)
    assert drawn
    for number, hit in enumerate(found, start=1):
        (dot,) = [one for one in drawn.dots if str(number) in one.numbers.split(", ")] or [None]
        if dot and hit.km and hit.km > 1:
            there = hit.service.places[0]
            assert there.lat is not None
            assert there.lon is not None
            assert (there.lat > found.near.place.lat) == (dot.y < drawn.middle)
            assert (there.lon > found.near.place.lon) == (dot.x > drawn.middle)


def test_one_point_is_not_worth_a_drawing(client: Client) -> None:
    made.service(name="Alone", description="For anxiety.")
    page = client.post("/", {"words": "anxious", "near": "EX31 1AA", "miles": "5"}, follow=True).content.decode()
    assert "Where they are" not in page
    assert "1. <a" not in page


def test_the_page_numbers_its_list_as_the_drawing_does(client: Client, found: directory.Found) -> None:
    page = client.post("/", {"words": "anxious", "near": "M33 7ZF", "miles": "5"}, follow=True).content.decode()
    assert "Where they are" in page
    assert page.count("</title>") == 2
    assert "1. <a" in page
