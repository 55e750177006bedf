"""Instruments are data: what ships is whole, and a faulty file is refused by name."""

import tomllib
from importlib.resources import files

import pytest

from watersmeet.base.problems import Invalid, NotFound
from watersmeet.evidence import ons4 as published
from watersmeet.records.outcomes import instrument as instruments
from watersmeet.records.outcomes.instrument import Polarity, instrument, read, shipped

ONS4 = instrument("ons4")
TEXT = (files(instruments.__package__) / "instruments" / "ons4.toml").read_text("utf-8")


def test_what_ships():
    assert sorted(shipped()) == [("goals", 1), ("needs", 1), ("ons4", 1)]


def test_each_says_where_it_comes_from_and_who_may_see_it():
    for one in shipped().values():
        assert one.source
        assert one.licence
        assert (one.seen.verb, one.seen.category) == ("measure.see", "wellbeing_scores")


def test_ons4_is_four_questions_from_0_to_10_and_has_no_total():
    assert [item.code for item in ONS4.items] == ["satisfied", "worthwhile", "happy", "anxious"]
    assert {(item.low, item.high) for item in ONS4.items} == {(0, 10)}
    assert ONS4.total == "none"
    assert ONS4.licence == "OGL-UK-3.0"
    assert ONS4.attribution


def test_only_anxious_is_better_when_lower():
    assert [item.code for item in ONS4.items if item.polarity is Polarity.LOWER] == ["anxious"]


UPWARD = ["low"] * 5 + ["medium"] * 2 + ["high"] * 2 + ["very_high"] * 2
DOWNWARD = ["very_low"] * 2 + ["low"] * 2 + ["medium"] * 2 + ["high"] * 5


@pytest.mark.parametrize(
    ("code", "bands"), [("satisfied", UPWARD), ("worthwhile", UPWARD), ("happy", UPWARD), ("anxious", DOWNWARD)]
)
def test_every_answer_has_its_published_band(code, bands):
    item = ONS4.item(code)
    assert [item.band(answer).code for answer in range(11)] == bands
    assert item.band(None) is None


def test_the_bands_are_those_that_evidence_counts_by():
    ours = {item.code: [(band.code, band.from_, band.until) for band in item.bands] for item in ONS4.items}
    theirs = {scale.name: [(band.name, band.low, band.high) for band in scale.bands] for scale in published.SCALES}
    assert ours == theirs


def test_needs_answers_are_what_a_plan_settles_by():
    (item,) = instrument("needs").items
    assert {option.value: option.code for option in item.options} == {2: "met", 1: "partly", 0: "not"}


def test_an_unknown_instrument_or_version_is_not_found():
    for wanted in (("phq99", None), ("ons4", 7)):
        with pytest.raises(NotFound):
            instrument(*wanted)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{ code = "medium", from = 5, until = 6 }', '{ code = "medium", from = 6, until = 6 }', "bands must cover"),
        ('{ code = "medium", from = 5, until = 6 }', '{ code = "medium", from = 4, until = 6 }', "bands must cover"),
        ('total = "none"', 'total = "mean"', "none"),
        ('missing = "unknown" ', 'missing = "prorate" ', "unknown"),
        ('code = "worthwhile"', 'code = "satisfied"', "its own code"),
        ('polarity = "lower"', 'polarity = "red"', "lower"),
        ('licence = "OGL-UK-3.0"', "", "Field required"),
        ('code = "ons4"', 'code = "ons4"\nshade = "green"', "not permitted"),
        ("low = 0", "low = 10", "below high"),
        ("[seen]", "[seen", "TOML"),
    ],
)
def test_a_faulty_file_is_refused_and_says_where(old, new, says):
    assert old in TEXT
    with pytest.raises(Invalid) as told:
        read(TEXT.replace(old, new, 1))
    assert says in str(told.value.fields)


def test_the_file_itself_reads():
    assert read(TEXT) == ONS4
    assert tomllib.loads(TEXT)["code"] == "ons4"
