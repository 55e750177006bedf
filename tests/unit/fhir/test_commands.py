"""The commands: a form for another system, and the scores of what another system sent, of which nothing is kept."""

import json

import pytest

from tests.unit.fhir.invented import OURS, SUBJECT, all_of, point
from watersmeet.config import cli
from watersmeet.exchange.fhir import commands
from watersmeet.exchange.fhir.questionnaire import questionnaire
from watersmeet.exchange.fhir.response import response
from watersmeet.records.outcomes.api import instrument

PHQ9, ONS4 = instrument("phq9"), instrument("ons4")
FORM = questionnaire(PHQ9) | {"url": "https://elsewhere.example/form"}
ELSEWHERE = {"questionnaire": FORM["url"]}


@pytest.fixture
def ran(capsys):
    """Run a verb of `measures`: how it left, what it printed, what it said."""

    def run(*words: object) -> tuple[int, str, str]:
        code = cli.run(["measures", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def file(tmp_path):
    """A file of resources: a Bundle of several, or one on each line."""

    def write(*resources: object, lines: bool = False):
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
        told = (
            "\n\n".join(map(json.dumps, resources)) if lines else json.dumps(bundle if resources[1:] else resources[0])
        )
        there = tmp_path / "answers.json"
        there.write_text(told)
        return there

    return write


def sent(used=PHQ9, **more):
    return response(point(used, all_of(used)), SUBJECT) | more


@pytest.mark.parametrize("used", OURS, ids=lambda one: one.code)
def test_a_form_is_written_whole(ran, tmp_path, used):
    code, said, err = ran("questionnaire", used.code)
    assert (code, json.loads(said), err) == (0, questionnaire(used), "")
    out = tmp_path / "form.json"
    code, said, err = ran("questionnaire", used.code, "--out", out, "--json")
    assert (code, err) == (0, "")
    assert json.loads(said) == {"instrument": used.code, "version": "1", "file": str(out)}
    assert json.loads(out.read_text()) == questionnaire(used)
    code, said, err = ran("questionnaire", used.code, "--out", out)
    assert (code, said) == (1, "")
    assert "is left as it is" in err


@pytest.mark.parametrize("code", ["swemwbs", "who5"])
def test_a_form_that_is_not_ours_to_give_is_refused_in_one_line(ran, code):
    left, said, err = ran("questionnaire", code)
    assert (left, said) == (1, "")
    assert err.startswith("watersmeet: Its questions belong to their owners")
    assert err.count("\n") == 1


@pytest.mark.parametrize("lines", [False, True])
def test_scores_are_said_answer_by_answer(ran, file, lines):
    there = file(sent(), {"resourceType": "Patient"}, sent(ONS4), sent(item=[]), lines=lines)
    code, said, err = ran("read", there, "--json")
    assert (code, err, said.count("\n")) == (0, "", 1)
    first, second, third = json.loads(said)["responses"]
    assert first == {
        "place": "line 1" if lines else "entry[0].resource",
        "instrument": "phq9",
        "version": 1,
        "answered_at": "2026-11-22T10:30:45.123456+00:00",
        "questions": 9,
        "answered": 9,
        "total": 9,
    }
    assert second["place"] == ("line 5" if lines else "entry[2].resource")
    assert second["scores"] == all_of(ONS4)
    assert (third["answered"], third["total"]) == (0, None)


def test_scores_are_said_in_words_and_that_nobody_was_told(ran, file):
    code, said, err = ran("read", file(sent(), sent(ONS4), sent(item=[])))
    assert (code, err) == (0, "")
    assert said.splitlines() == [
        "entry[0].resource:",
        "PHQ-9, answered 2026-11-22 10:30 UTC (9 of 9): 9",
        "entry[1].resource:",
        "How life is going, answered 2026-11-22 10:30 UTC (4 of 4): Satisfied 1, Worthwhile 1, Happy 1, Anxious 1",
        "entry[2].resource:",
        "PHQ-9, answered 2026-11-22 10:30 UTC (0 of 9): not known",
        "Nothing was kept, and nobody was told what these answers say.",
    ]


def test_no_answer_is_kept(ran, file, monkeypatch):
    monkeypatch.setattr(cli.setup, "ready", lambda: pytest.fail("an installation was set up"))
    there = file(sent())
    assert ran("read", there)[0] == 0
    assert list(there.parent.iterdir()) == [there]


def test_many_are_read_beside_a_bar_that_is_no_part_of_the_answer(ran, file, monkeypatch):
    monkeypatch.setattr(commands, "SLOW", 2)
    for terminal in ("", "1"):
        monkeypatch.setenv("FORCE_COLOR", terminal)
        code, said, err = ran("read", file(sent(), sent(ONS4)), "--json")
        assert (code, len(json.loads(said)["responses"])) == (0, 2)
        assert ("Reading" in err) is bool(terminal)


@pytest.mark.parametrize("lines", [False, True])
def test_a_form_that_comes_with_the_answers_explains_them(ran, file, lines):
    code, said, _err = ran("read", file(sent(**ELSEWHERE), FORM, lines=lines), "--json")
    assert code == 0
    assert [one["total"] for one in json.loads(said)["responses"]] == [9]


ONE_WRONG = sent(item=[{"linkId": "q1", "answer": [{"valueInteger": 4}]}])


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        ([sent(status="in-progress")], "status: Only answers that are completed or amended are read: this says in-pr"),
        ([ONE_WRONG], "item[0].answer[0]: 4 was not offered. Send a whole number from 0 to 3."),
        ([sent(), ONE_WRONG], "entry[1].resource, item[0].answer[0]: 4 was not offered."),
        ([ONE_WRONG, ONE_WRONG], "0 to 3. There is one more such place."),
        ([sent(), {"resourceType": "Questionnaire", "item": 1}], "entry[1].resource.item: This must be a list."),
        ([sent(**ELSEWHERE)], "questionnaire: We do not know this questionnaire."),
        ([FORM], "There is no QuestionnaireResponse in it, but: Questionnaire."),
        ([{"resourceType": "Bundle"}], "There is no QuestionnaireResponse in it, but: -."),
        ([{"resourceType": "Bundle", "entry": {"a": 1}}], "There is no QuestionnaireResponse in it"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_that_names_the_place(ran, file, resources, says):
    code, said, err = ran("read", file(*resources))
    assert (code, said, err.count("\n")) == (1, "", 1)
    assert says in err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1, column 1: this is not JSON"),
        ("{", "Line 1, column 2: this is not JSON"),
        ('{"a": 1}\n{"b": }\n', "Line 2, column 7: this is not JSON"),
        ("[]", "Line 1: this is no FHIR resource."),
        ('{"a": 1, "a": 2}', "a is said twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": ' + "9" * 5000 + "}", "Line 1: this is not JSON"),
        ("[" * 100_000, "Line 1: this is nested too deep."),
    ],
)
def test_what_is_not_json_says_where(ran, tmp_path, text, says):
    there = tmp_path / "answers.json"
    there.write_text(text)
    code, said, err = ran("read", there)
    assert (code, said, err.count("\n")) == (1, "", 1)
    assert says in err


def test_answers_nested_very_deep_are_read_or_refused(ran, file):
    item: object = {"linkId": "q1"}
    for _level in range(300):
        item = {"linkId": "g", "item": [item]}
    code, _said, err = ran("read", file(sent(item=[item])))
    assert code in {0, 1}
    assert "Traceback" not in err
