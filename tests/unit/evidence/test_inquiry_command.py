"""`watersmeet inquiry` on plain files: anybody may use the rule without the pages."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from watersmeet.base.problems import Problem
from watersmeet.evidence import inquiring

FIVE = ("Learners", "community", "education", "mental health", "primary_care")
HEAD = "group,organisation,value,face,answer\n"
FACTS = [word for name in inquiring.FACTS for word in ("--in-place", f"{name}=yes")]


def call(*words: str | Path) -> Result:
    app = typer.Typer()
    app.command("else")(lambda: None)
    inquiring.join(app)
    return CliRunner().invoke(app, ["inquiry", *map(str, words)])


def lines(value: str, face: str, answers: dict[str, int], *, groups: tuple[str, ...] = FIVE) -> str:
    """So many lines of each answer, for each group."""
    return "".join(f"{group},,{value},{face},{answer}\n" * many for group in groups for answer, many in answers.items())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two values, one that learners do not find lived; a benefit, a barrier, a condition."""
    found = tmp_path / "answers.csv"
    found.write_text(
        HEAD
        + lines("respect", "important", {"5": 20, "4": 8, "2": 2})
        + lines("respect", "lived", {"4": 27, "1": 3}, groups=FIVE[1:])
        + lines("respect", "lived", {"1": 27, "5": 3}, groups=FIVE[:1])
        + lines("respect", "priority", {"2": 30, "": 4})
        + lines("more good than harm", "benefit", {"5": 29, "3": 1})
        + lines("no time", "barrier", {"no": 29, "yes": 1})
        + lines("somebody to ring", "condition", {"can": 28, "unknown": 2}),
        encoding="utf-8",
    )
    return found


def test_a_file_of_answers_gets_its_verdicts(file: Path) -> None:
    ran = call("verdict", file, *FACTS, "--json")
    assert ran.exit_code == 0, ran.exception
    told = json.loads(ran.stdout.splitlines()[-1])
    assert [(one["face"], one["verdict"]) for one in told["values"]] == [
        ("important", "SHARED"),
        ("lived", "CONTESTED"),
        ("priority", "SHARED"),
    ]
    assert told["overall"] == {"important": "yes", "lived": "no", "priority": "yes"}
    assert told["values"][1]["hangs_on"] == ["learners"]
    assert told["viable"]["verdict"] == "VIABLE IF"
    assert told["viable"]["conditions"] == [{"what": "somebody to ring", "why": "not met yet", "group": ""}]


def test_what_is_not_said_to_be_in_place_is_a_condition(file: Path) -> None:
    told = json.loads(call("verdict", file, "--in-place", "leads=no", "--json").stdout)
    found = {one["what"]: one["why"] for one in told["viable"]["conditions"]}
    assert (found["leads"], found["agreement"]) == ("not in place", "not known")


def test_of_a_group_under_eight_nothing_is_told_not_even_how_many(tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    file.write_text(HEAD + lines("respect", "important", {"5": 7}) + "council,,respect,important,5\n" * 30)
    told = json.loads(call("verdict", file, "--json").stdout)
    groups = {one["group"]: one for one in told["values"][0]["groups"]}
    assert groups["learners"] == {"group": "learners", "untested": "few"}
    assert groups["council"]["of"] == 30
    assert told["viable"] is None


def test_a_roster_brings_the_bounds_of_what_the_silent_think(tmp_path: Path) -> None:
    file = tmp_path / "small.csv"
    file.write_text(HEAD + lines("respect", "important", {"5": 8, "1": 1}))
    told = json.loads(call("verdict", file, "--roster", "learners=12", "--json").stdout)
    groups = {one["group"]: one for one in told["values"][0]["groups"]}
    assert groups["learners"]["whatever_the_silent_think"] == [0.667, 0.917]
    assert groups["community"]["whatever_the_silent_think"] is None


def test_it_is_told_in_words_too(file: Path) -> None:
    said = call("verdict", file).stdout
    assert "respect, important: SHARED." in said
    assert "respect, lived: CONTESTED. It hangs on learners." in said
    assert "Working together: VIABLE IF." in said
    said = call("plan", "--groups", "learners=30,community=5,education=15").stdout
    assert "learners: 20 must say yes." in said
    assert "community: too few to be tested, or to pass." in said


def test_a_plan_can_be_read_by_a_machine() -> None:
    words = ",".join(f"{name}=30" for name in ("learners", "community", "education", "mental_health", "primary_care"))
    told = json.loads(call("plan", "--groups", words, "--json").stdout)
    assert told["needs"]["learners"] == 20
    assert [one["true_share"] for one in told["shared"]] == [0.7, 0.85, 0.95]
    assert told["shared"][1]["all_values"] > 0.9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("group,value\n", "lacks columns: organisation, face, answer"),
        (HEAD, "has no answers"),
        (HEAD + ",,respect,important,5\n", "line 2 names no group"),
        (HEAD + "learners,,respect,sung,5\n", "line 2: nothing is asked as 'sung'"),
        (HEAD + "learners,,respect,important,5\nlearners,,respect,important,9\n", "line 3: '9' is no answer"),
        (HEAD + "learners,,respect,important,5\n" * 3, "more answers of learners than there are"),
        (HEAD + "\x00", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(content)
    ran = call("verdict", file, "--roster", "learners=2")
    assert isinstance(ran.exception, Problem)
    assert said in str(ran.exception)


@pytest.mark.parametrize("words", ["learners", "learners=-1", "learners=30/20", "a=1,a=2", "learners=9999999", ""])
def test_groups_that_cannot_be_meant(words: str) -> None:
    assert isinstance(call("plan", "--groups", words).exception, Problem)


@pytest.mark.parametrize("words", ["tea=yes", "agreement", "agreement=maybe"])
def test_what_cannot_be_in_place(file: Path, words: str) -> None:
    assert isinstance(call("verdict", file, "--in-place", words).exception, Problem)
