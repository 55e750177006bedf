"""A place brings questions of its own, its clinical owner agrees to them, and a person is asked them."""

import pytest

from tests.factories.accounts import link
from tests.factories.clinical_owner import clinical_owner
from tests.journeys import walks
from tests.journeys.keyboard import Keyboard
from tests.journeys.walks import Walk
from tests.unit.outcomes.asking import Story
from tests.unit.outcomes.own_documents import document
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes import own
from watersmeet.records.outcomes.api import course_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_brought_agreed_to_and_asked(walk: Walk) -> None:
    # Given a place whose rules name a clinical owner, a lead brings questions, the first time with a fault
    story = Story()
    story.measures("our_choir")
    lead = walk.hand(story.seat(Role.LEAD), of=Keyboard)
    owner = walk.hand(clinical_owner(story.at), of=Keyboard)
    lead.open("/own-questions/")
    lead.sees("No questions of your own yet")
    lead.follow("Bring questions")
    lead.page.get_by_label("The questions, as a TOML file").fill(document(code="ons4"))
    lead.choose("We may use these words here: they are ours, or their owner let us")
    lead.press("Bring them")
    lead.sees("code: ons4 comes with this software. Choose another.")
    lead.page.get_by_label("The questions, as a TOML file").fill(document())
    lead.press("Bring them")
    lead.sees("Waits for the clinical owner")

    # When the clinical owner has read them, and says yes to exactly that
    owner.open("/work/")
    owner.follow("Questions of this place wait for you: read them, and agree or do not")
    owner.sees("How much did you feel part of the choir?")
    owner.press("Agree")
    owner.sees("Read it first. Tick this if it is so")
    owner.page.get_by_role("checkbox").check()
    owner.press("Agree")
    owner.sees("Agreed. It can be asked where the rules name it.")

    # Then a person is asked them
    about = {"person": story.person, "partnership": story.at.partnership.pk}
    person = walk.hand()
    person.open(f"/l/{link('measures', subject=Ref('request', story.ask()), **about)}/")
    person.fill("Your PIN", walks.PIN)
    person.press("Open")
    person.follow("Begin")
    person.sees("About singing together.")
    person.choose("Mostly")
    person.press("Save and go on")
    person.press("Skip this question")
    person.press("Send")
    [point] = course_of(story.worker, story.person, own.used("our_choir", 1))
    assert point.scores == {"joined_in": 2, "looked_forward": None}

    # And withdrawn, it is asked no more
    lead.open("/own-questions/")
    lead.sees("Can be asked")
    lead.page.get_by_role("link", name="Ask it no more").click()
    lead.press("Ask it no more")
    lead.sees("Withdrawn. What was answered stays.")
