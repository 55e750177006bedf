"""More choices than words and a place: on the page, in its results, and for another program as JSON."""

import json
from datetime import time
from typing import Any

import pytest
from django.test import Client

from tests.factories import directory as made
from tests.factories import partnerships as places
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.entries import is_free

pytestmark = pytest.mark.django_db
NEAR = {"near": "EX31 1AA", "miles": "5"}
EVENING = directory.Meeting(day="TH", opens_at=time(18))
MORNING = directory.Meeting(day="MO", opens_at=time(10))


@pytest.fixture
def two() -> None:
    """A free evening group for grown-ups, and a morning one that costs something."""
    place = places.partnership().pk
    made.service(place, name="Free evening chess", cost="Free", meetings=(EVENING,), min_age=18)
    made.service(
        place,
        name="Morning chess",
        cost="\u00a35",
        meetings=(MORNING,),
        sector="learning",
        wait_days=60,
        languages=("cy", "en"),
    )


def shown(client: Client, **more: Any) -> str:
    """The page of what was found for "chess"."""
    return client.post("/", {"words": "chess", **NEAR, **more}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, {"Free evening chess", "Morning chess"}),
        ({"yes": "free"}, {"Free evening chess"}),
        ({"day": "TH"}, {"Free evening chess"}),
        ({"part": "morning"}, {"Morning chess"}),
        ({"day": "TH", "part": "morning"}, set()),
        ({"age": "17"}, {"Morning chess"}),
        ({"sector": "learning"}, {"Morning chess"}),
        ({"language": "cy"}, {"Morning chess"}),
        ({"starts_within": "31"}, {"Free evening chess"}),
        ({"yes": "from_home"}, set()),
        ({"access": "step_free"}, set()),
        ({"kind": "course"}, set()),
    ],
)
def test_each_choice_finds_and_leaves_out(client: Client, two: None, more: dict[str, str], found: set[str]) -> None:
    page = shown(client, **more)
    assert {name for name in ("Free evening chess", "Morning chess") if f">{name}</a>" in page} == found
    told = client.post("/find.json", {"words": "chess", **NEAR, **more}).json()
    assert {one["name"] for one in told["services"] if one["matched"]} == found


def test_what_was_chosen_stays_chosen_and_can_be_dropped(client: Client, two: None) -> None:
    page = shown(client, day="TH", part="morning", yes="free", age="40")
    assert '<details class="nhsuk-details" open>' in page
    assert '<option value="TH" selected>' in page
    assert 'value="40"' in page
    assert "Look again without the other choices" in page
    assert "Look again without the other choices" not in shown(client)


def test_a_choice_that_is_not_offered_is_said_beside_it(client: Client) -> None:
    answer = client.post("/", {"words": "chess", **NEAR, "day": "XX", "age": "-1"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Choose one of the answers offered" in page
    assert '<details class="nhsuk-details" open>' in page


def test_somebody_young_is_shown_whom_young_people_can_call(client: Client) -> None:
    assert "Help for young people" in shown(client, age="15")
    assert "Help for young people" not in shown(client, age="16")
    assert "Help for young people" not in shown(client)


def test_another_program_posts_and_reads_json(client: Client, two: None) -> None:
    answer = client.post("/find.json", {"words": "chess", "near": "EX31 1AA", "km": "2.5"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"
    first = answer.json()["services"][0]
    assert (first["name"], first["km"], first["matched"]) == ("Free evening chess", 0.0, True)
    assert first["why"] == "about \u201cchess\u201d; less than 200 yards away"
    assert answer.json()["to_call"] == []
    assert client.options("/find.json").status_code == 204
    assert client.get("/find.json", {"words": "chess"}).status_code == 405


def test_words_of_distress_bring_the_lines_to_call_as_json(client: Client) -> None:
    told = client.post("/find.json", {"words": "i want to disappear", **NEAR}).json()
    assert told["to_call"][0]["number"] == "999"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"near": ""}, "near"),
        ({"near": "nowhere"}, "near"),
        ({"km": "far"}, "km"),
        ({"km": "900"}, "km"),
        ({"day": "XX"}, "day"),
    ],
)
def test_what_cannot_be_asked_is_said_by_field(client: Client, wrong: dict[str, str], field: str) -> None:
    answer = client.post("/find.json", {"words": "chess", "near": "EX31 1AA", **wrong})
    assert (answer.status_code, list(answer.json()["error"])) == (400, [field])
    assert json.loads(answer.content)["error"][field][0]


@pytest.mark.parametrize("cost", ["Free", "free to all", "No charge", "Nothing", "\u00a30", "0.00"])
def test_what_costs_nothing(cost: str) -> None:
    assert is_free(cost)


@pytest.mark.parametrize("cost", ["", "\u00a35", "Freephone 1", "Ask us", "\u00a30.50", "Not free"])
def test_what_may_cost_something(cost: str) -> None:
    assert not is_free(cost)
