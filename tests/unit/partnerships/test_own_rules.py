"""What a place asks whoever asks for help, and whom services are for, in the model: faults, words, what is voted on."""

from typing import Any

import pytest

from tests.factories import places
from tests.factories.own_rules import BEFORE, EASIER, FOR, mark, ruled
from tests.factories.places import MODEL, Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model, as_toml, read_toml
from watersmeet.records.partnerships.models import ModelVersion, Proposal
from watersmeet.records.partnerships.rebasing import onto

ASKING = '[[asking]]\nkey = "before"\nquestion = "Have you been here before?"\n'
ELIGIBLE = '[[eligible]]\nto = "mental_health"\nadults = true\ninstead = "Ring the front door"\n'


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def model(here: Place) -> Model:
    return partnerships.model_at(here.partnership.pk).model


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


def said(model: Model, title: str) -> dict[str, str]:
    """What the rules say in one part, in words."""
    [part] = [one for one in partnerships.sections(model) if one.title == title]
    return dict(part.rows)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (ASKING.replace("before", "Before!", 1), "asking.0.key"),
        (ASKING.replace('"Have you been here before?"', '" "'), "asking.0.question"),
        (ASKING + 'answers = ["Yes"]\n', "asking.0.answers"),
        (ASKING + 'answers = ["Yes", "Yes"]\n', "asking.0.answers"),
        (ASKING + ASKING, "asking"),
        (ASKING + ASKING.replace("before", "again", 1), "asking"),
        ("".join(ASKING.replace("before", f"q{number}", 1) for number in range(6)), "asking"),
        (ELIGIBLE.replace("adults = true\n", ""), "eligible.0"),
        (ELIGIBLE.replace('instead = "Ring the front door"\n', ""), "eligible.0.instead"),
        (ELIGIBLE + 'districts = ["ZZ1 1AA"]\n', "eligible.0.districts"),
        (ELIGIBLE + ELIGIBLE, "eligible"),
        (ELIGIBLE + "age = 18\n", "eligible.0.age"),
        ("".join(ELIGIBLE.replace("mental_health", f"Group {number}") for number in range(41)), "eligible"),
    ],
)
def test_a_faulty_rule_is_refused_and_named(rule: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_toml(f"{MODEL}\n{rule}")
    assert where in refused.value.fields


def test_both_are_read_and_written_as_the_same_words(model: Model) -> None:
    told = f'{MODEL}\n{ASKING}answers = ["Yes", "No"]\n{ELIGIBLE}districts = ["zz2", "ZZ1"]\nbring = "A letter"\n'
    read = read_toml(told + 'funder = "The Adult Example Fund"\nwho = "You are new here"\n')
    assert read_toml(as_toml(read)) == read
    assert said(read, "What we ask whoever asks for help") == {
        "Have you been here before?": "Yes / No",
        "Each of these": "may be left out",
    }
    assert said(read, "Whom services are for") == {
        "Who can go to Mental health": (
            "It is for people of 18 or over. It is for people who live in ZZ1, ZZ2. You are new here. "
            "Please bring: A letter. Paid for by The Adult Example Fund. Instead: Ring the front door."
        ),
        "Never kept from help": "who asks for themself, urgent care, the crisis lines",
    }
    assert said(model, "What we ask whoever asks for help") == {
        "We ask nothing of our own": "only what everybody is asked"
    }
    assert said(model, "Whom services are for") == {"Services are for": "whoever their own listing says"}


def test_to_change_either_touches_its_step_and_is_voted_on(model: Model) -> None:
    asks, rules = ruled(model, asking=[BEFORE]), ruled(model, eligible=[{**FOR, "adults": True}])
    assert partnerships.touched(model, asks) == ["first_contact"]
    assert partnerships.touched(model, rules) == ["share_out"]


@pytest.mark.parametrize(
    ("to", "say"),
    [("Nowhere", "Nowhere is nobody here. Name one of: learning"), ("Samaritans", "Nobody is kept from a crisis line")],
)
def test_services_are_for_nobody_who_is_not_here_and_a_crisis_line_is_for_everybody(
    model: Model, lead: Actor, to: str, say: str
) -> None:
    ruled_out = ruled(model, eligible=[{**FOR, "to": to, "adults": True}])
    with pytest.raises(Invalid) as refused:
        partnerships.propose(model=ruled_out, why="to try", from_on=clock.today(), by=lead)
    assert any(sentence.startswith(say) for sentence in refused.value.fields["eligible"])


def test_who_left_stays_in_the_rules_that_name_it(here: Place, model: Model, lead: Actor) -> None:
    of_group = ruled(model, eligible=[{**FOR, "to": str(here.group), "adults": True}])
    places.adopt(here, of_group)
    partnerships.leave(partner=here.group.pk, by=lead)
    later = of_group.model_copy(update={"hours": "Mornings"})
    partnerships.propose(model=later, why="to try", from_on=clock.today(), by=lead)


def test_two_who_each_ask_another_question_undo_nothing(here: Place, model: Model, lead: Actor) -> None:
    mine = partnerships.propose(model=ruled(model, asking=[EASIER]), why="mine", from_on=clock.today(), by=lead)
    places.adopt(here, ruled(model, asking=[BEFORE]))
    merged = onto(Proposal.objects.get(pk=mine), ModelVersion.objects.latest("number"))
    assert [one.key for one in merged.asking] == ["easier", "before"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, []),
        ({mark("before"): " ", mark("easier"): ""}, []),
        ({mark("easier"): " A lift. "}, [["What would make it easier to come?", "A lift."]]),
        (
            {mark("easier"): "A lift.", mark("before"): "No"},
            [["Have you been to a group of ours before?", "No"], ["What would make it easier to come?", "A lift."]],
        ),
    ],
)
def test_what_was_answered_is_kept_in_the_words_asked(model: Model, told: dict[str, str], kept: list[Any]) -> None:
    assert partnerships.answered(ruled(model, asking=[BEFORE, EASIER]).asking, told) == kept


@pytest.mark.parametrize("told", [{mark("before"): "Maybe"}, {mark("easier"): "x" * 501}])
def test_an_answer_that_was_not_offered_or_is_too_long_is_refused(model: Model, told: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        partnerships.answered(ruled(model, asking=[BEFORE, EASIER]).asking, told)
    assert refused.value.fields.keys() == told.keys()
