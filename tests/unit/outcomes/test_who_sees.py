"""Who sees answers: the policy first, then the gate. Each is taken away in turn."""

import pytest

from tests.factories.on_call import somebody_there
from tests.factories.places import permit, place, worker
from tests.unit.outcomes.asking import Story
from watersmeet.base.actor import Role
from watersmeet.base.problems import NotFound
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.pages.course import course_page
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement, LawfulBasis
from watersmeet.records.people import api as people

pytestmark = pytest.mark.django_db
STAFF = {Role.PRACTITIONER, Role.MANAGER}


@pytest.fixture
def story() -> Story:
    told = Story()
    told.answer(told.ask())
    return told


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_help_see_answers_and_for_others_nothing_is_loaded(story, role, django_assert_num_queries):
    seat = story.seat(role)
    if role in STAFF:
        assert len(story.course(seat)) == 1
        return
    with django_assert_num_queries(0), pytest.raises(NotFound):
        story.course(seat)
    with django_assert_num_queries(0), pytest.raises(NotFound):
        outcomes.latest_asked(seat, story.person)


@pytest.fixture
def clinical() -> Story:
    """A person whose PHQ-9 is known, as if it had come from their therapist."""
    told = Story()
    somebody_there(told.at)
    request = told.ask()
    Request.objects.filter(pk=request).update(instruments=[["phq9", 1]])
    told.answer(request, {"phq9": {f"q{number}": 2 for number in range(1, 9)} | {"q9": 0}})
    return told


@pytest.mark.parametrize("role", list(Role))
def test_what_is_clinical_is_for_practitioners_and_loaded_for_nobody_else(clinical, role, django_assert_num_queries):
    seat = clinical.seat(role)
    if role is Role.PRACTITIONER:
        [point] = outcomes.course_of(seat, clinical.person, outcomes.instrument("phq9"))
        assert (point.scores, sum(point.answers.values()), point.corrected) == ({"phq9": 16}, 16, False)
        return
    with django_assert_num_queries(0), pytest.raises(NotFound):
        outcomes.course_of(seat, clinical.person, outcomes.instrument("phq9"))


@pytest.mark.parametrize(("role", "sees"), [(Role.PRACTITIONER, True), (Role.MANAGER, False)])
def test_a_page_of_what_changed_shows_a_manager_nothing_clinical(clinical, role, sees):
    page = course_page(clinical.seat(role), clinical.person)
    assert [section.title for section in page.sections] == (["PHQ-9"] if sees else [])
    assert [section.sentences for section in page.sections] == ([["PHQ-9: 16. Answered once so far."]] if sees else [])


def test_the_person_reads_their_own(clinical):
    [point] = outcomes.course_of(clinical.by_link, clinical.person, outcomes.instrument("phq9"))
    assert point.scores == {"phq9": 16}


def test_the_person_sees_their_own_and_nobody_elses(story):
    assert len(story.course(story.by_link)) == 1
    other = Story(at=story.at)
    with pytest.raises(NotFound):
        story.course(other.by_link)


def permitted(story: Story):
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=Purpose.SUPPORT)
    seat = worker(story.at.group)
    assert len(story.course(seat)) == 1
    return seat


def test_without_a_yes_another_partner_sees_nothing(story):
    seat = worker(story.at.group)
    assert story.course(seat) == []
    assert outcomes.latest_asked(seat, story.person) is None


@pytest.mark.parametrize("category", [one for one in Category if one != Category.WELLBEING_SCORES])
def test_a_yes_to_another_category_is_no_yes(story, category):
    permit(story.person, story.at.front_door, story.at.group, category, purpose=Purpose.SUPPORT)
    assert story.course(worker(story.at.group)) == []


@pytest.mark.parametrize("purpose", [one for one in Purpose if one != Purpose.SUPPORT])
def test_a_yes_to_another_purpose_is_no_yes(story, purpose):
    permit(story.person, story.at.front_door, story.at.group, Category.WELLBEING_SCORES, purpose=purpose)
    assert story.course(worker(story.at.group)) == []


def test_withdrawal_closes_it_at_once(story):
    seat = permitted(story)
    people.withdraw(person=story.person, receiver=story.at.group.pk, by=story.by_link)
    assert story.course(seat) == []


@pytest.mark.parametrize("missing", ["agreement", "category", "receiver basis", "giver basis"])
def test_every_part_of_the_gate_is_needed(story, missing):
    seat = permitted(story)
    if missing == "agreement":
        Agreement.objects.all().delete()
    elif missing == "category":
        Agreement.objects.update(categories=[one.value for one in Category if one != Category.WELLBEING_SCORES])
    else:
        partner = story.at.group if missing == "receiver basis" else story.at.front_door
        LawfulBasis.objects.filter(partner=partner, purpose=Purpose.SUPPORT).delete()
    assert story.course(seat) == []


def test_a_volunteer_with_every_yes_still_sees_nothing(story):
    permitted(story)
    with pytest.raises(NotFound):
        story.course(story.seat(Role.VOLUNTEER, group=True))


def test_another_place_sees_nothing(story):
    elsewhere = place()
    assert story.course(worker(elsewhere.front_door)) == []
