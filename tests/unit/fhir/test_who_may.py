"""From what was answered here to the wire and back: for those alone who may see it."""

import pytest

from tests.factories.on_call import somebody_there
from tests.factories.places import permit, worker
from tests.unit.fhir.invented import SUBJECT
from tests.unit.outcomes.asking import LATER, ONS4, Story
from watersmeet.base.actor import Role
from watersmeet.base.problems import NotFound
from watersmeet.exchange.fhir.observation import observation
from watersmeet.exchange.fhir.reading import read
from watersmeet.exchange.fhir.response import response
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Request
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db
CLINICAL = {f"q{number}": 2 for number in range(1, 9)} | {"q9": 0}


@pytest.fixture
def story() -> Story:
    """A person whose PHQ-9 is known, as if it had come from their therapist."""
    told = Story()
    somebody_there(told.at)
    request = told.ask()
    Request.objects.filter(pk=request).update(instruments=[["phq9", 1]])
    told.answer(request, {"phq9": CLINICAL})
    return told


@pytest.mark.parametrize("role", list(Role))
def test_a_practitioner_maps_what_they_may_see_and_nobody_else_has_anything_to_map(story, role):
    if role is not Role.PRACTITIONER:
        with pytest.raises(NotFound):
            story.course(story.seat(role), "phq9")
        return
    [point] = story.course(story.seat(role), "phq9")
    told = read(response(point, SUBJECT))
    assert (told.instrument.code, told.answers, told.at) == ("phq9", CLINICAL, point.at)
    assert observation(point, SUBJECT)["valueQuantity"]["value"] == 16


def test_a_partner_maps_it_while_the_person_says_yes_and_no_longer(story):
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=Purpose.SUPPORT)
    seat = worker(story.at.group)
    assert [response(point, SUBJECT)["id"] for point in story.course(seat, "phq9")]
    people.withdraw(person=story.person, receiver=story.at.group.pk, by=story.by_link)
    assert story.course(seat, "phq9") == []


def test_a_correction_goes_as_one_and_what_it_replaced_goes_no_more():
    story = Story()
    (old,) = story.answer(story.ask())
    new = outcomes.correct(response=old, answers=LATER, words="wrong sheet", by=story.worker)
    [told] = [response(point, SUBJECT) for point in story.course()]
    assert (told["id"], told["status"]) == (str(new), "amended")
    assert read(told).answers == LATER != ONS4


def test_neither_names_the_person_nor_our_own_number_of_them(story):
    [point] = story.course(code="phq9")
    assert str(story.person) not in f"{response(point, SUBJECT)} {observation(point, SUBJECT)}"
