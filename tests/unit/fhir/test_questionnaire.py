"""Our forms: what HL7 prints for PHQ-9 and GAD-7, code by code; no word that is not ours to give."""

import json
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.unit.fhir.invented import LICENSED, OURS
from watersmeet.base.problems import Problem
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.questionnaire import BLANK, NOTICE, questionnaire
from watersmeet.records.outcomes.api import About, instrument

by_code = pytest.mark.parametrize("used", OURS, ids=lambda one: one.code)


def items(form):
    """Every item of a form, however deep."""
    for one in form.get("item", []):
        yield one
        yield from items(one)


def questions(form):
    return [one for one in items(form) if one["type"] in {"choice", "integer"} and not one.get("readOnly")]


@pytest.fixture
def published(shared):
    """A form that somebody else published."""

    def read(name: str):
        file: Path = shared / "data/fhir/questionnaires" / name
        return json.loads(file.read_text("utf-8")) if file.is_file() else missing(str(file))

    return read


@pytest.mark.parametrize("code", ["phq9", "gad7"])
def test_questions_and_answers_have_the_codes_of_the_official_form(code, published):
    theirs, ours = published(f"Questionnaire-{code}.json"), questionnaire(instrument(code))
    assert [one["code"] for one in ours["code"]] == [one["code"] for one in theirs["code"]]
    asked = [one for one in theirs["item"] if one["type"] == "choice"]
    assert len(questions(ours)) == len(asked) == {"phq9": 9, "gad7": 7}[code]
    for mine, official in zip(questions(ours), asked, strict=True):
        assert [one["code"] for one in mine["code"]] == [one["code"] for one in official["code"]]
        offered = [one["valueCoding"] for one in official["answerOption"]]
        offered = [
            one for one in offered if one["system"] == terms.LOINC
        ]  # not "asked and declined", which is no answer
        assert [one["valueCoding"] for one in mine["answerOption"]] == offered


def test_numbers_of_answers_are_those_of_another_official_form(published):
    theirs = {one["code"][0]["code"]: one for one in published("lforms-phq9-R4.fixed.json")["item"] if "code" in one}
    for mine in questions(questionnaire(instrument("phq9"))):
        assert (
            numbers(mine) == numbers(theirs[mine["code"][0]["code"]]) == dict(zip(numbers(mine), range(4), strict=True))
        )
    totals = [one for one in items(questionnaire(instrument("phq9"))) if one.get("readOnly")]
    assert [one["code"][0]["code"] for one in totals] == ["44261-6"]
    assert "44261-6" in theirs


def numbers(question):
    """The code of each answer with its number."""
    return {
        option["valueCoding"]["code"]: extension["valueDecimal"]
        for option in question["answerOption"]
        for extension in option["extension"]
        if extension["url"] == terms.ORDINAL
    }


@by_code
def test_each_question_stands_in_its_order_and_none_must_be_answered(used):
    form = questionnaire(used)
    assert [one["linkId"] for one in questions(form)] == [item.code for item in used.items]
    assert [one["text"] for one in questions(form)] == [item.asks.replace("{words}", BLANK) for item in used.items]
    assert not any(one["required"] for one in questions(form))
    links = [one["linkId"] for one in items(form)]
    assert len(links) == len(set(links))


@by_code
def test_answers_with_words_are_codes_with_numbers_and_others_are_whole_numbers_between_two_ends(used):
    for item, question in zip(used.items, questions(questionnaire(used)), strict=True):
        if item.options:
            coded = [one["valueCoding"] for one in question["answerOption"]]
            assert numbers(question) == dict(
                zip([one["code"] for one in coded], [o.value for o in item.options], strict=True)
            )
            assert [one["display"] for one in coded] == [option.words for option in item.options]
        else:
            ends = {one["url"].rpartition("/")[2]: one["valueInteger"] for one in question["extension"]}
            assert ends == {"minValue": item.low, "maxValue": item.high}
            words = [one["text"] for one in question.get("item", [])]
            assert words == [said for said in (item.low_words, item.high_words) if said]


@by_code
def test_a_total_is_shown_and_never_asked_and_there_is_none_of_what_has_none(used):
    totals = [one for one in items(questionnaire(used)) if one.get("readOnly")]
    assert len(totals) == (used.total is not None)
    for one in totals:
        assert (one["linkId"], one["type"]) == ("total", "integer")
        assert one.get("code", []) == terms.loinc(used.total.loinc)


@by_code
def test_who_made_it_is_said_and_loinc_where_its_codes_are(used):
    form = questionnaire(used)
    assert (form["version"], form["title"], form["subjectType"]) == (str(used.version), used.name, ["Patient"])
    assert used.attribution in form.get("copyright", "")
    coded = any(coding["system"] == terms.LOINC for one in items(form) for coding in one.get("code", []))
    assert (NOTICE in form.get("copyright", "")) is coded


def test_a_goal_or_need_is_asked_about_by_itself_with_a_blank_for_its_words():
    for used in (one for one in OURS if one.about is not About.SELF):
        (each,) = questionnaire(used)["item"]
        assert (each["type"], each["repeats"]) == ("group", True)
        assert [one["linkId"] for one in each["item"]] == ["about", used.items[0].code]
        assert BLANK in each["item"][1]["text"]


@pytest.mark.parametrize("used", LICENSED, ids=lambda one: one.code)
def test_what_belongs_to_its_owners_is_refused_and_says_whom_to_ask(used):
    with pytest.raises(Problem) as told:
        questionnaire(used)
    assert "belong to their owners" in told.value.say
    assert used.licence.startswith("ask ")
    assert used.licence in told.value.next_step
    assert used.source_url in told.value.next_step


def test_every_form_has_an_address_of_its_own_that_never_changes():
    addresses = [questionnaire(used)["url"] for used in OURS]
    assert len(addresses) == len(set(addresses)) == 8
    assert all(one.startswith("urn:uuid:") for one in addresses)
    assert terms.address("Questionnaire", "phq9") == "urn:uuid:9fd7494e-7cb4-5120-93a9-e79486178bfb"
