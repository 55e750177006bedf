"""Instruments are data: what ships is whole, and a faulty file is refused by name."""

import json
import tomllib
from importlib.resources import files

import pytest

from watersmeet.base.problems import Invalid, NotFound
from watersmeet.evidence import ons4 as published
from watersmeet.records.outcomes import instrument as instruments
from watersmeet.records.outcomes.instrument import About, Asked, Polarity, instrument, read, shipped

ONS4 = instrument("ons4")
TEXT = (files(instruments.__package__) / "instruments" / "ons4.toml").read_text("utf-8")


def test_what_ships():
    for_everybody = {"goals", "needs", "ons4", "ucla3", "lonely"}
    watched = {"phq9", "phq8", "gad7"}
    scored_only = {"swemwbs", "wemwbs", "wsas", "who5", "reqol10"}
    assert {code for code, _version in shipped()} == for_everybody | watched | scored_only
    assert {one.code for one in shipped().values() if not one.off} == for_everybody | watched
    assert {one.code for one in shipped().values() if one.words == "licensed"} == scored_only
    assert {one.code for one in shipped().values() if one.asked is Asked.WATCHED} == watched | {"wsas", "reqol10"}


def test_each_says_where_it_comes_from_and_who_may_see_it():
    for one in shipped().values():
        assert one.source
        assert one.licence
        assert one.seen.verb == ("measure.see_clinical" if one.asked is Asked.WATCHED else "measure.see")
        assert one.seen.category == "wellbeing_scores"


def test_no_word_of_a_licensed_one_is_here():
    for one in shipped().values():
        assert bool(one.intro) == (one.words == "ours_to_give") or one.about is not About.SELF
        assert {bool(item.asks) for item in one.items} == {one.words == "ours_to_give"}


def test_the_only_answer_that_raises_an_alert_is_the_ninth_of_phq9():
    raising = {(one.code, item.code): item.alert_from for one in shipped().values() for item in one.items}
    assert {key: start for key, start in raising.items() if start is not None} == {("phq9", "q9"): 1}


@pytest.mark.parametrize("code", ["phq9", "gad7"])
def test_items_and_codes_are_those_of_the_published_form(code, shared):
    form = json.loads((shared / "data" / "fhir" / "questionnaires" / f"Questionnaire-{code}.json").read_text("utf-8"))
    theirs = [item["linkId"] for item in form["item"] if item["type"] == "choice"]
    ours = instrument(code)
    assert [item.loinc for item in ours.items] == theirs[: len(ours.items)]
    assert set(theirs[len(ours.items) :]) <= {"44261-6", "69722-7", "70274-6"}


def codes_of_loinc(one):
    """Every LOINC code of an instrument: of the whole, its questions, their answers and its total."""
    answers = {option.loinc for item in one.items for option in item.options}
    found = {one.loinc, *one.unscored, *(item.loinc for item in one.items), *answers}
    return (found | ({one.total.loinc} if one.total else set())) - {""}


def test_codes_of_loinc_have_their_check_digit_and_mean_one_thing_each():
    for one in shipped().values():
        for code in codes_of_loinc(one):
            number, _dash, digit = code.partition("-")
            if number.startswith("LA"):  # an answer: held against the official form in tests/unit/fhir
                continue
            doubled = [int(sign) * (2 if place % 2 == 0 else 1) for place, sign in enumerate(reversed(number))]
            assert (sum(sum(divmod(value, 10)) for value in doubled) + int(digit)) % 10 == 0, code
        questions = [item.loinc for item in one.items if item.loinc]
        assert len(questions) == len(set(questions))
        for item in one.items:
            assert len({option.loinc for option in item.options if option.loinc}) in {0, len(item.options)}
    assert len(codes_of_loinc(instrument("phq9"))) == 1 + 1 + 9 + 4 + 1
    assert len(codes_of_loinc(instrument("gad7"))) == 1 + 7 + 4 + 1


def test_ons4_is_four_questions_from_0_to_10_and_has_no_total():
    assert [item.code for item in ONS4.items] == ["satisfied", "worthwhile", "happy", "anxious"]
    assert {(item.low, item.high) for item in ONS4.items} == {(0, 10)}
    assert ONS4.total is None
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
        ("[seen]", '[total]\npolarity = "higher"\nkind = "mean"\n[seen]', "not permitted"),
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


PHQ9 = (files(instruments.__package__) / "instruments" / "phq9.toml").read_text("utf-8")
SWEMWBS = (files(instruments.__package__) / "instruments" / "swemwbs.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (PHQ9, "from = 10, until = 14", "from = 11, until = 14", "bands must cover 0 to 27"),
        (PHQ9, "from = 20, until = 27", "from = 20, until = 24", "bands must cover 0 to 27"),
        (PHQ9, 'asked = "watched"', 'asked = "anywhere"', "somebody watches"),
        (PHQ9, 'asks = "Trouble falling', 'asked = "Trouble falling', "not permitted"),
        (PHQ9, 'about = "self"', 'about = "goal"', "one item and no total"),
        (PHQ9, 'missing = "unknown"', 'words = "licensed"\nmissing = "unknown"', "or none where they are licensed"),
        (SWEMWBS, '"9.51", ', "", "one score for each sum from 7 to 35"),
        (SWEMWBS, '"9.51", "11.25"', '"11.25", "9.51"', "each above the last"),
        (SWEMWBS, "[total]", "[total]\ntimes = 2", "a table stands alone"),
    ],
)
def test_a_faulty_total_is_refused_and_says_where(text, old, new, says):
    assert old in text
    with pytest.raises(Invalid) as told:
        read(text.replace(old, new, 1))
    assert says in str(told.value.fields)
