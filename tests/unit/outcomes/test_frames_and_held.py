"""The responses frame keeps the contract of evidence; export tells all, erasing leaves no answer, stop ends the ask."""

from datetime import timedelta

import pyarrow as pa
import pytest

from tests.factories.places import permit
from tests.unit.outcomes.asking import LATER, ONS4, Story
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.evidence.tables import RESPONSES, check
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment, State
from watersmeet.records.outcomes.frames import SCHEMA, responses
from watersmeet.records.outcomes.held import Held
from watersmeet.records.outcomes.models import Request, Response
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return Story()


def agree(story, category=Category.WELLBEING_SCORES, purpose=Purpose.EVALUATION):
    permit(story.person, story.at.front_door, story.at.front_door, category, purpose=purpose)


def rows(story):
    batches = list(responses(story.seat(Role.ANALYST)))
    checked = check(RESPONSES, pa.Table.from_batches(batches, SCHEMA))
    assert checked.quarantined == ()
    return checked.accepted.to_pylist()


def test_the_schema_is_the_contracts():
    assert SCHEMA.equals(RESPONSES.schema)


def test_each_scale_is_one_small_number_and_a_skipped_one_is_unknown(story):
    request = story.ask()
    goal = story.goal()
    story.answer(request, {"ons4": ONS4 | {"happy": None}, "goals": {str(goal): 2}})
    agree(story)
    found = {row["scale"]: row for row in rows(story)}
    assert {scale: row["score"] for scale, row in found.items()} == {
        "satisfied": 4,
        "worthwhile": 4,
        "happy": None,
        "anxious": 7,
        "goal_1": 2,
    }
    assert {row["referral"] for row in found.values()} == {str(story.about.id)}
    assert {row["happened_on"] for row in found.values()} == {clock.today()}


def test_needs_are_in_the_frame_of_plans_and_not_here(story):
    need = story.need()
    story.answer(story.ask(Moment.END), {"needs": {str(need): 2}})
    agree(story)
    assert rows(story) == []


def test_a_correction_names_what_it_corrects(story):
    (old,) = story.answer(story.ask())
    new = outcomes.correct(response=old, answers=LATER, words="wrong sheet", by=story.worker)
    agree(story)
    corrected = {row["response"]: row["supersedes"] for row in rows(story)}
    assert corrected == {str(old): None, str(new): str(old)}


def test_only_a_yes_to_evaluation_of_answers_opens_the_frame(story):
    story.answer(story.ask())
    assert rows(story) == []
    agree(story, category=Category.NEEDS)
    agree(story, purpose=Purpose.SUPPORT)
    assert rows(story) == []
    agree(story)
    assert len(rows(story)) == 4
    people.withdraw(person=story.person, receiver=story.at.front_door.pk, by=story.by_link)
    assert rows(story) == []


def test_export_tells_questions_and_answers(story):
    story.answer(story.ask())
    asked, told = Held().export(story.person)
    assert (asked["state"], asked["moment"]) == ("Answered", "At the start")
    assert told["answers"]["Overall, how happy did you feel yesterday?"] == 5


def test_erasing_leaves_no_answer_and_keeps_that_there_was_one(story):
    story.answer(story.ask())
    Request.objects.update(asked_at=clock.now() - timedelta(days=30))
    waiting = story.ask(Moment.END)
    Held().erase(story.person, by=story.worker)
    assert Response.objects.get().answers is None
    assert Request.objects.get(pk=waiting).state == State.STOPPED
    assert story.course() == []
    agree(story)
    assert rows(story) == []


def test_when_the_person_says_stop_to_a_partner_its_open_ask_ends(story):
    waiting = story.ask()
    Held().stop(story.person, receiver=story.at.group.pk, by=story.by_link)
    assert Request.objects.get(pk=waiting).state == State.OPEN
    Held().stop(story.person, receiver=story.at.front_door.pk, by=story.by_link)
    assert Request.objects.get(pk=waiting).state == State.STOPPED


def test_every_table_that_points_at_a_person_is_held():
    pointing = {
        model._meta.label
        for model in (Request, Response)
        if any(getattr(field, "related_model", None) and field.name == "person" for field in model._meta.fields)
    }
    assert pointing <= set(Held.tables)
