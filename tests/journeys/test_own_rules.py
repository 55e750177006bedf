"""A place's own rules reach people: written by the lead, told before somebody asks, answered, read by a worker."""

import pytest

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.own_rules import BEFORE, FOR, rule
from tests.journeys.walks import PIN, Hand, Walk
from watersmeet.base.actor import Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def writes_rules(lead: Hand, at: places.Place) -> None:
    """A question with a mistake in it first, and whom the group is for."""
    lead.follow("What we ask whoever asks for help")
    lead.sees("We ask nothing of our own.")
    lead.fill("What do you ask?", "Have you been to a group of ours before?")
    lead.fill("Answers to choose from", "Yes")
    lead.press("Ask this too")
    lead.sees("Give two answers or more, each once; or none, for answers in their own words.")
    lead.fill("Answers to choose from", "Yes\nNo")
    lead.press("Ask this too")
    lead.sees("Yes / No")
    lead.follow("The proposal")
    lead.follow("Whom services are for")
    lead.page.get_by_label("Whose services, or which kind?").select_option(label=str(at.group))
    lead.fill("For people who live in", "EX31, EX32")
    lead.fill("What should they bring to show it?", "A letter with your address on it")
    lead.fill("What can others do instead?", "Ring the front door together")
    lead.press("Add this rule")
    lead.sees("It is for people who live in EX31, EX32.")
    lead.follow("The proposal")
    lead.sees("Who can go to")


def asks_with_an_answer(wren: Hand) -> None:
    """As anybody asks, with the page of the place's own questions on the way."""
    wren.sees("Please bring: A letter with your address on it.")
    wren.press("Begin")
    wren.choose("For me")
    wren.press("Carry on")
    wren.choose("18 or over")
    wren.press("Carry on")
    wren.choose("People around you")
    wren.press("Carry on")
    wren.reads("A few more questions")
    wren.choose("I do not know")
    wren.press("Carry on")
    wren.fill("What should we call you?", "Wren Example")
    wren.press("Carry on")
    wren.choose("I will come back myself")
    wren.press("Carry on")
    wren.choose("Yes, they may")
    wren.press("Carry on")
    wren.press("Carry on")
    wren.fill("Choose a PIN", PIN)
    wren.press("Carry on")
    wren.sees("I do not know")
    wren.press("Send")
    wren.reads("We have your request")


def test_from_a_rule_to_an_answer(walk: Walk) -> None:
    at = places.place()
    listed = services.service(at, name="Harbour shed", place=BARNSTAPLE)
    lead = places.worker(at.front_door, Role.LEAD, name="Ros Example")
    model = partnerships.model_at(at.partnership.pk).model
    proposal = partnerships.propose(model=model, why="Ask a little more", from_on=places.clock.today(), by=lead)
    desk = walk.hand(lead)
    desk.open(f"/proposals/{proposal}/")
    writes_rules(desk, at)

    rule(at, asking=[BEFORE], eligible=[{**FOR, "districts": ["EX31"], "bring": "A letter with your address on it"}])
    wren = walk.hand()
    wren.open(f"/ask/?service={listed.pk}")
    asks_with_an_answer(wren)
    assert Referral.objects.get().opening_answers == [[BEFORE["question"], "I do not know"]]

    worker = walk.hand(places.worker(at.group))
    worker.follow("Wren Example")
    worker.sees("What this place asked them")
    worker.sees("I do not know")
