"""How well duplicates are found among real listings, with a seed by which nothing was chosen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import duplicates
from tests.conftest import missing
from watersmeet.records.directory.likeness import Likened, pairs

SEED = 2026


@pytest.fixture(scope="module")
def data(shared: Path) -> duplicates.Labelled:
    """The clinics of NHS Choices: a third of them in two sources, with planted variations."""
    file = shared / "data/feeds/nhs_choices_clinics.csv"
    return duplicates.labelled(duplicates.of_file(file if file.exists() else missing(str(file))), SEED)


def test_most_pairs_are_found_and_most_shown_are_pairs(
    data: duplicates.Labelled, record_property: Callable[[str, object], None]
) -> None:
    whole, found = duplicates.measured(data)
    record_property("counted", f"duplicates: {whole}, precision {whole.precision}, recall {whole.recall}")
    assert whole.same > 1500
    assert whole.precision > 0.85
    assert whole.recall > 0.88
    assert min(duplicates.by_variation(data, found).values()) > 0.6


def test_a_bolder_bound_shows_fewer_and_is_right_more_often(data: duplicates.Labelled) -> None:
    usual, _found = duplicates.measured(data)
    bold, _found = duplicates.measured(data, least=0.8)
    assert bold.precision > usual.precision
    assert bold.recall < usual.recall


def test_clinics_of_one_hospital_are_not_one_service() -> None:
    site = {
        "organisation": "The Trust",
        "postcode": "EX31 1AA",
        "phone": "01632 960 001",
        "website": "https://trust.example",
    }
    names = ("Eye clinic", "Hearing clinic", "Pain team", "Diabetes nurses")
    listings = [
        Likened(id=f"{source}{number}", source=source, name=name, **site)
        for source in "ab"
        for number, name in enumerate(names)
    ]
    assert {(one.one, one.other) for one in pairs(listings)} == {(f"a{number}", f"b{number}") for number in range(4)}


def test_without_two_sources_there_is_nothing_to_compare() -> None:
    assert pairs([]) == []
    assert pairs([Likened(id=str(number), source="a", name="Tea") for number in range(3)]) == []
