"""What of a completion goes out: answers as they were given, the total where it is known, and no judgement."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fhir.invented import EVERY, OURS, RESPONSE, SUBJECT, all_of, answers_to, point
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.observation import observation
from watersmeet.exchange.fhir.response import response
from watersmeet.records.outcomes.api import About, instrument, published

PHQ9, ONS4, SWEMWBS = instrument("phq9"), instrument("ons4"), instrument("swemwbs")
JUDGES = (
    "interpretation",
    "referenceRange",
    "severe",
    "moderate",
    "mild",
    "minimal",
    "high",
    "medium",
    "low",
    "risk",
    "red",
)


def test_an_answer_with_words_goes_as_its_code_and_what_was_skipped_has_no_answer():
    told = response(point(PHQ9, all_of(PHQ9) | {"q3": None, "q9": 0}), SUBJECT)
    assert told["questionnaire"] == f"{terms.address('Questionnaire', 'phq9')}|1"
    assert (told["status"], told["authored"]) == ("completed", "2026-11-22T10:30:45.123456Z")
    assert told["item"][2] == {"linkId": "q3"}
    several = {"system": "http://loinc.org", "code": "LA6569-3", "display": "Several days"}
    assert told["item"][0] == {"linkId": "q1", "answer": [{"valueCoding": several}]}
    assert told["item"][8]["answer"][0]["valueCoding"]["code"] == "LA6568-5"
    assert [one["linkId"] for one in told["item"]] == [item.code for item in PHQ9.items]


def test_an_answer_on_a_scale_goes_as_a_number():
    told = response(point(ONS4, all_of(ONS4, 7)), SUBJECT)
    assert told["item"][0] == {"linkId": "satisfied", "answer": [{"valueInteger": 7}]}


def test_the_person_is_only_what_the_other_side_knows_them_by():
    for told in (response(point(PHQ9, all_of(PHQ9)), SUBJECT), observation(point(PHQ9, all_of(PHQ9)), SUBJECT)):
        assert told["subject"] == {"type": "Patient", "identifier": {"system": terms.URI, "value": SUBJECT.urn}}


def test_what_took_the_place_of_a_mistake_says_so():
    corrected = point(PHQ9, all_of(PHQ9), corrected=True)
    assert (response(corrected, SUBJECT)["status"], observation(corrected, SUBJECT)["status"]) == ("amended", "amended")


def test_a_total_is_told_as_it_is_published():
    told = observation(point(PHQ9, all_of(PHQ9)), SUBJECT)
    assert told["code"]["coding"] == [{"system": "http://loinc.org", "code": "44261-6"}]
    units = "http://unitsofmeasure.org"
    assert told["valueQuantity"] == {"value": 9, "unit": "{score}", "system": units, "code": "{score}"}
    assert told["effectiveDateTime"] == "2026-11-22T10:30:45.123456Z"
    assert told["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{RESPONSE}"}]
    turned = observation(point(SWEMWBS, all_of(SWEMWBS, 4)), SUBJECT)
    assert turned["valueQuantity"]["value"] == 25.03


@given(st.data(), st.sampled_from(EVERY))
def test_there_is_a_total_exactly_where_it_is_known(data, used):
    answers = data.draw(answers_to(used))
    told = observation(point(used, answers), SUBJECT)
    if used.total is None or None in answers.values():
        assert told is None
    else:
        summed = sum(value for value in answers.values() if value is not None)
        assert told["valueQuantity"]["value"] == float(published(used, used.total, summed))


@pytest.mark.parametrize("used", [one for one in EVERY if one.total], ids=lambda one: one.code)
@pytest.mark.parametrize("worst", [True, False])
def test_nothing_says_how_bad_a_total_is_and_no_question_is_told_by_itself(used, worst):
    answers = {item.code: item.high if worst else item.low for item in used.items}
    told = observation(point(used, answers), SUBJECT)
    named = json.dumps(told | {"code": None}).casefold()
    assert [word for word in JUDGES if f'"{word}' in named] == []
    coded = {coding["code"] for coding in told["code"]["coding"]}
    assert not coded & {item.loinc for item in used.items}
    assert "component" not in told
    assert "hasMember" not in told


@given(st.data(), st.sampled_from(EVERY))
def test_words_of_questions_do_not_go_with_answers(data, used):
    told = json.dumps(response(point(used, data.draw(answers_to(used))), SUBJECT))
    assert '"text"' not in told
    assert not any(item.asks and item.asks in told for item in used.items)


def test_of_each_goal_it_is_said_which_and_how_far():
    goals = next(one for one in OURS if one.about is About.GOAL)
    told = response(point(goals, {str(SUBJECT): 3, str(RESPONSE): None}), SUBJECT)
    which = {"linkId": "about", "answer": [{"valueReference": terms.identified(SUBJECT)}]}
    assert told["item"][0] == {"linkId": "each", "item": [which, {"linkId": "goal", "answer": [{"valueInteger": 3}]}]}
    assert told["item"][1]["item"][1] == {"linkId": "goal"}
    assert "item" not in response(point(goals, {}), SUBJECT)
