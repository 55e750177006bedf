"""Values and groups of an inquiry are changed on a page until the first wave opens."""

from uuid import UUID

import pytest
from django.test import Client

from tests.factories import inquiries, places
from tests.factories.places import Place
from tests.unit.voices.test_inquiry_pages import browser_of, words
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.models import Answer
from watersmeet.records.voices.pages.inquiry_forms import QuestionsForm
from watersmeet.records.voices.pages.inquiry_values import ValuesForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return inquiries.lead(here)


@pytest.fixture
def inquiry(lead: Actor) -> UUID:
    return inquiries.begun(lead)


def first() -> dict[str, str]:
    """What the page begins with."""
    return {name: str(said) for name, said in ValuesForm(voices.worked()).initial.items()}


def keep(lead: Actor, inquiry: UUID, **changed: str):
    return browser_of(lead).post(f"/inquiries/{inquiry}/values/", first() | changed)


def test_values_and_groups_are_renamed_left_out_and_added(lead: Actor, inquiry: UUID) -> None:
    client = browser_of(lead)
    assert "Change the values and groups" in words(client.get(f"/inquiries/{inquiry}/"))
    assert "They are always asked." in words(client.get(f"/inquiries/{inquiry}/values/"))
    kept = keep(
        lead,
        inquiry,
        value_respect="Listening",
        value_quality="",
        means_quality="",
        more_values="Honesty: We say what is so.\nCare:We look after each other.",
        group_mental_health="",
        group_learners="Learners",
        more_groups="People who live here",
    )
    assert kept.status_code == 302
    asked = voices.inquiry(lead, inquiry).questions
    assert [(one.id, one.name) for one in asked.values] == [
        ("equality", "Equality"),
        ("inclusion", "Inclusion"),
        ("respect", "Listening"),
        ("working_together", "Working together"),
        ("own_1", "Honesty"),
        ("own_2", "Care"),
    ]
    assert asked.values[-1].means == "We look after each other."
    assert [one.id for one in asked.groups] == ["learners", "community", "education", "primary_care", "own_1"]
    again = {name: str(said) for name, said in ValuesForm(asked).initial.items()}
    more = {"more_values": "Calm: Nobody shouts."}
    assert browser_of(lead).post(f"/inquiries/{inquiry}/values/", again | more).status_code == 302
    assert voices.inquiry(lead, inquiry).questions.values[-1].id == "own_3"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"group_learners": ""}, "Write what they call themselves"),
        ({"means_respect": ""}, "Fill in both, or neither"),
        ({"value_respect": ""}, "Fill in both, or neither"),
        ({"more_values": "Honesty"}, "Write the value, a colon, and what it means"),
        ({"more_values": "respect: Again."}, "Give each a name of its own"),
        ({"more_groups": "People who learn here"}, "Give each a name of its own"),
        ({"more_groups": "A\nB\nC\nD"}, "Keep 8 or fewer"),
        ({"more_groups": "A" * 241}, "Use 240 letters or fewer"),
        (
            {f"{part}_{one.id}": "" for part in ("value", "means") for one in voices.worked().values[:4]},
            "Ask of two values or more",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(lead: Actor, inquiry: UUID, changed: dict[str, str], says: str) -> None:
    page = keep(lead, inquiry, **changed)
    assert page.status_code == 400
    assert says in words(page)
    assert voices.inquiry(lead, inquiry).questions == voices.worked()


def test_nobody_changes_them_once_they_are_frozen_and_only_the_lead_before(
    here: Place, lead: Actor, inquiry: UUID
) -> None:
    page = f"/inquiries/{inquiry}/values/"
    assert browser_of(places.worker(here.group, Role.MANAGER)).post(page, first()).status_code == 404
    assert Client().post(page, first()).status_code in {302, 404}
    voices.open_wave(inquiry, {}, by=lead)
    assert keep(lead, inquiry, value_respect="Listening").status_code == 409
    assert "Change the values and groups" not in words(browser_of(lead).get(f"/inquiries/{inquiry}/"))


def test_a_member_of_a_group_that_is_not_asked_does_not_answer_in_it(here: Place, lead: Actor, inquiry: UUID) -> None:
    keep(lead, inquiry, group_mental_health="")
    wave = voices.open_wave(inquiry, {}, by=lead)
    asked = voices.asked_by_code(inquiries.code_of(wave, "learners"))
    assert asked
    with pytest.raises(NotFound):
        voices.answer_own(wave, inquiries.told(asked.questions), by=places.worker(here.therapy))
    assert not Answer.objects.exists()


def test_a_barrier_and_a_condition_never_share_a_name(lead: Actor) -> None:
    told = QuestionsForm(voices.worked()).initial | {"barriers": "A new one.", "conditions": "Another new one."}
    made = browser_of(lead).post("/inquiries/new/", told)
    asked = voices.inquiry(lead, UUID(made["Location"].split("/")[2])).questions
    assert {asked.barriers[0].id, asked.conditions[0].id} == {"own_1", "own_2"}
    shared = asked.model_dump(mode="json") | {"conditions": [{"id": asked.barriers[0].id, "ask": "One name."}]}
    with pytest.raises(Invalid):
        voices.read_questions(shared)
