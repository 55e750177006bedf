"""What others send: the real files, and each way in which an answer cannot be taken, with its place and remedy."""

import json
from datetime import UTC, datetime

import pytest

from tests.conftest import missing
from tests.unit.fhir.invented import SUBJECT, all_of, point
from watersmeet.base.problems import Invalid
from watersmeet.exchange.fhir import terms
from watersmeet.exchange.fhir.questionnaire import questionnaire
from watersmeet.exchange.fhir.reading import read
from watersmeet.exchange.fhir.response import response
from watersmeet.exchange.fhir.wire import Questionnaire, taken
from watersmeet.records.outcomes.api import instrument, score

PHQ9, GAD7, ONS4, UCLA3 = (instrument(code) for code in ("phq9", "gad7", "ons4", "ucla3"))
WHEN = datetime(2024, 12, 1, 3, tzinfo=UTC)
ELSEWHERE = "https://elsewhere.example/form"


@pytest.fixture
def real(shared):
    """A resource that somebody else published."""

    def one(name: str):
        file = shared / "data/fhir/questionnaires" / f"{name}.json"
        return json.loads(file.read_text("utf-8")) if file.is_file() else missing(str(file))

    return one


def sent(used=PHQ9, value=1, **more):
    """Answers in our own form, with more or other fields."""
    return response(point(used, all_of(used, value)), SUBJECT) | more


def coded(code, system=terms.LOINC, **more):
    return {"valueCoding": {"system": system, "code": code, **more}}


def theirs(*links, questionnaire=ELSEWHERE):
    """Answers "several days" to links of another system."""
    items = [{"linkId": link, "answer": [coded("LA6569-3")]} for link in links]
    return sent(questionnaire=questionnaire, item=items)


def refused(wire, *forms):
    with pytest.raises(Invalid) as told:
        read(wire, [taken(Questionnaire, form) for form in forms])
    return {place: " ".join(says) for place, says in told.value.fields.items()}


PHQ9_LINKS, GAD7_LINKS = [item.loinc for item in PHQ9.items], [item.loinc for item in GAD7.items]


def test_real_answers_to_phq9_and_gad7_are_read(real):
    for used, answers in (
        (PHQ9, {"q1": 0, "q2": 0, "q3": 1, "q4": 1, "q5": 1, "q6": 0, "q7": 0, "q8": 0, "q9": 0}),
        (GAD7, {"q1": 0, "q2": 0, "q3": 1, "q4": 1, "q5": 0, "q6": 1, "q7": 0}),
    ):
        found = read(real(f"QuestionnaireResponse-{used.code}"))
        assert (found.instrument, found.answers, found.at) == (used, answers, WHEN)
        assert score(used, found.answers) == {used.code: 3}


def test_a_real_form_with_links_of_its_own_is_understood_by_its_codes(real):
    form = real("lforms-phq9-R4.fixed") | {"url": ELSEWHERE}
    wire = theirs(*(f"/{link}" for link in PHQ9_LINKS))
    wire["item"] += [
        {"linkId": "/44261-6", "answer": [{"valueDecimal": 9}]},
        {"linkId": "/69722-7", "answer": [coded("LA6572-7")]},
    ]
    assert read(wire, [taken(Questionnaire, form)]).answers == all_of(PHQ9)
    numbered = theirs("/44250-9")
    numbered["item"][0]["answer"][0]["valueCoding"] = {"system": terms.LOINC, "code": "LA6569-3"}
    assert read(numbered, [taken(Questionnaire, form)]).answers["q1"] == 1


def test_real_files_that_cannot_be_understood_are_refused(real):
    no_codes = real("QuestionnaireResponse-questionnaireresponse-sdc-profile-example-PHQ9")
    assert "We do not know this questionnaire" in refused(no_codes)["questionnaire"]
    its_form = real("Questionnaire-questionnaire-sdc-profile-example-PHQ9")
    assert "We do not know this questionnaire" in refused(no_codes, its_form)["questionnaire"]
    assert refused(real("argonaut-questionnaireresponse-example-phq9")) == {"questionnaire": "This must be text."}
    assert refused(real("Questionnaire-phq9")) == {"resourceType": "This is no QuestionnaireResponse."}


def test_answers_in_groups_are_found_however_deep():
    item = {"linkId": "g", "text": "About you", "item": [{"linkId": "h", "item": sent()["item"]}]}
    assert read(sent(item=[item])).answers == all_of(PHQ9)
    asked_after = {"linkId": "44250-9", "answer": [coded("LA6568-5") | {"item": theirs(*PHQ9_LINKS[1:])["item"]}]}
    assert read(theirs() | {"item": [asked_after]}).answers == all_of(PHQ9) | {"q1": 0}


def test_who_would_not_say_gave_no_answer():
    wire = sent()
    wire["item"][8]["answer"] = [coded("asked-declined", terms.ABSENT)]
    assert read(wire).answers == all_of(PHQ9) | {"q9": None}


def test_an_answer_may_be_a_number_or_bear_one():
    wire = sent()
    wire["item"][0]["answer"] = [{"valueInteger": 3}]
    weight = {"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 2}
    wire["item"][1]["answer"] = [coded("often", "https://elsewhere.example", extension=[weight])]
    assert read(wire).answers == all_of(PHQ9) | {"q1": 3, "q2": 2}


def test_a_form_may_say_what_its_own_codes_stand_for():
    form = questionnaire(PHQ9) | {"url": ELSEWHERE}
    for question in form["item"]:
        for number, option in enumerate(question.get("answerOption", [])):
            option["valueCoding"] = {"system": ELSEWHERE, "code": f"a{number}"}
    wire = sent(questionnaire=ELSEWHERE)
    for item in wire["item"]:
        item["answer"] = [coded("a2", ELSEWHERE)]
    assert read(wire, [taken(Questionnaire, form)]).answers == all_of(PHQ9, 2)
    assert "no answer that we know" in refused(wire | {"questionnaire": sent()["questionnaire"]})["item[0].answer[0]"]


def test_eight_questions_are_not_taken_for_phq8_when_the_ninth_may_have_been_skipped():
    assert read(theirs(*PHQ9_LINKS)).instrument == PHQ9
    assert refused(theirs(*PHQ9_LINKS[:8])) == {
        "questionnaire": "This may be phq8, phq9. Send its questionnaire with it."
    }
    known = theirs(*PHQ9_LINKS[:8], questionnaire="http://hl7.org/fhir/uv/phr/Questionnaire/phq9")
    assert read(known).answers == all_of(PHQ9) | {"q9": None}
    eight = {"resourceType": "Questionnaire", "url": ELSEWHERE, "item": [{"linkId": one} for one in PHQ9_LINKS[:8]]}
    assert read(theirs(*PHQ9_LINKS[:8]), [taken(Questionnaire, eight)]).instrument == instrument("phq8")


@pytest.mark.parametrize("links", [PHQ9_LINKS[:2], GAD7_LINKS[:2], [*PHQ9_LINKS, *GAD7_LINKS], ["mood"], []])
def test_a_part_of_an_instrument_or_two_together_are_not_taken_for_one(links):
    assert "questionnaire" in refused(theirs(*links))


@pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "stopped", "", "done"])
def test_only_what_is_finished_is_read(status):
    says = refused(sent(status=status))["status"]
    assert says == f"Only answers that are completed or amended are read: this says {status or 'nothing'}."


@pytest.mark.parametrize("authored", ["", "2024", "2024-12-01", "2024-12-01T12:00:00", "2024-02-30T12:00:00Z", "soon"])
def test_it_must_be_said_when_it_was_answered(authored):
    assert "such as 2026-11-22T10:30:00Z" in refused(sent(authored=authored))["authored"]


def test_nobody_answered_tomorrow_or_before_the_first_year():
    assert "still to come" in refused(sent(authored="2026-12-24T10:00:00Z"))["authored"]
    assert "authored" in refused(sent(authored="0001-01-01T00:00:00+09:00"))


def answers(*given, link="q1"):
    """The answers to one question."""
    return sent(item=[{"linkId": link, "answer": list(given)}])


ORDINAL = {"url": terms.ORDINAL, "valueDecimal": 2}


@pytest.mark.parametrize(
    ("wire", "place", "says"),
    [
        (answers({"valueInteger": 4}), "item[0].answer[0]", "4 was not offered. Send a whole number from 0 to 3."),
        (answers({"valueInteger": -1}), "item[0].answer[0]", "-1 was not offered"),
        (answers({"valueInteger": 10**400}), "item[0].answer[0]", "was not offered"),
        (answers({"valueInteger": True}), "item[0].answer[0].valueInteger", "must be a whole number"),
        (answers({"valueInteger": "2"}), "item[0].answer[0].valueInteger", "must be a whole number"),
        (answers({"valueInteger": 1.5}), "item[0].answer[0].valueInteger", "must be a whole number"),
        (answers({"valueString": "often"}), "item[0].answer[0]", "neither a code nor a whole number"),
        (answers({}), "item[0].answer[0]", "neither a code nor a whole number"),
        (answers(coded("LA9999-9")), "item[0].answer[0]", "LA9999-9 of http://loinc.org is no answer that we know"),
        (answers(coded("LA6569-3", "")), "item[0].answer[0]", "LA6569-3 of nothing is no answer"),
        (answers({"valueCoding": {"display": "Several days"}}), "item[0].answer[0]", "nothing of nothing is no answer"),
        (answers(coded("LA6569-3", extension=[ORDINAL])), "item[0].answer[0]", "several numbers: 1 / 2. Send one."),
        (answers(coded("LA6569-3"), coded("LA6570-1")), "item[0]", "There are 2 answers. Send one."),
        (answers(coded("LA6569-3"), link="q10"), "item[0]", "phq9 has no question q10"),
        (answers(coded("LA6569-3"), link="44250-9"), "item[0]", "phq9 has no question 44250-9"),
        (sent(item=[{"answer": []}]), "item[0].linkId", "This is missing."),
        (sent(item={}), "item", "This must be a list."),
        (sent(item=[{"linkId": "q1"}, {"linkId": "q1"}]), "item[1]", "asked before, at item[0]"),
        (sent(implicitRules=ELSEWHERE), "implicitRules", "changes what the rest means"),
        (sent(item=[{"linkId": "q1", "modifierExtension": [{}]}]), "item[0].modifierExtension", "changes what"),
        (sent(questionnaire=f"{sent()['questionnaire'][:-1]}7"), "questionnaire", "no version 7 of phq9 here. "),
        (sent(contained=[{"resourceType": "Questionnaire", "item": 1}]), "contained[0].item", "This must be a list."),
        (answers(coded("LA6569-3"), link="\x1b[31m" + "x" * 99), "item[0]", "question ?[31mxxx"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_where_and_how_to_mend_it(wire, place, says):
    told = refused(wire)
    assert list(told) == [place]
    assert says in told[place]
    assert "\x1b" not in told[place]


def test_the_same_question_under_two_links_is_told_with_both_places():
    assert "at item[0]" in refused(theirs(*PHQ9_LINKS, "/44250-9"))["item[9]"]


def test_every_fault_is_told_at_once():
    wire = sent(authored="", item=[{"linkId": f"q{one}", "answer": [{"valueInteger": 9}]} for one in (1, 2)])
    assert list(refused(wire)) == ["authored", "item[0].answer[0]", "item[1].answer[0]"]


def test_a_total_that_the_answers_do_not_make_is_refused():
    for total in ({"valueInteger": 12}, {"valueDecimal": 12.0}, {"valueQuantity": {"value": 12}}):
        wire = sent()
        wire["item"] += [{"linkId": "total", "answer": [total]}]
        assert refused(wire) == {"item[9]": "The total says 12, and the answers make 9. Ask who sent it which is true."}
    wire["item"][9]["answer"] = [{"valueInteger": 9}]
    assert read(wire).answers == all_of(PHQ9)


def test_a_total_of_others_never_stands_for_an_answer_that_lacks():
    wire = sent()
    wire["item"] = [*wire["item"][:8], {"linkId": "total", "answer": [{"valueInteger": 9}]}]
    assert score(PHQ9, read(wire).answers) == {"phq9": None}


def test_answers_about_goals_must_say_which_one():
    goals = instrument("goals")
    which = {"linkId": "about", "answer": [{"valueReference": terms.identified(SUBJECT)}]}
    far = {"linkId": "goal", "answer": [{"valueInteger": 3}]}

    def about(*inside):
        return sent(
            questionnaire=terms.canonical(goals), item=[{"linkId": "each", "item": list(one)} for one in inside]
        )

    assert read(about([which, far])).answers == {str(SUBJECT): 3}
    assert "which goal or need" in refused(about([far]))["item[0]"]
    assert (
        "which goal or need"
        in refused(about([{"linkId": "about", "answer": [{"valueInteger": 3}]}, far]))["item[0].item[0]"]
    )
    assert "asked before, at item[0]" in refused(about([which, far], [which, far]))["item[1]"]
    assert "asked before" in refused(about([which, far, far]))["item[0].item[2]"]
    assert "no question mood" in refused(about([which, far | {"linkId": "mood"}]))["item[0].item[1]"]
    assert "no question goal" in refused(sent(questionnaire=terms.canonical(goals), item=[far]))["item[0]"]


def test_an_answer_on_a_scale_is_a_whole_number_within_its_ends():
    assert read(sent(ONS4, 10)).answers == all_of(ONS4, 10)
    assert (
        "11 was not offered. Send a whole number from 0 to 10."
        in refused(sent(ONS4, item=[{"linkId": "happy", "answer": [{"valueInteger": 11}]}]))["item[0].answer[0]"]
    )


def test_an_instrument_without_a_total_has_no_question_for_one():
    wire = sent(ONS4, item=[{"linkId": "total", "answer": [{"valueInteger": 11}]}])
    assert "ons4 has no question total" in refused(wire)["item[0]"]
    assert read(sent(UCLA3, 2)).answers == all_of(UCLA3, 2)
