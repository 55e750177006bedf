"""A model's whole life: people say something, it becomes a line of the charter, is ratified, a referral goes by it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.factories import lives, places, services
from tests.factories.places import Place
from tests.journeys.walks import Hand, Walk
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.voices import api as voices

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LINE = "Rings back the same day."


def asked(here: Place, name: str) -> Actor:
    """Somebody asks for help; the front door holds it."""
    by = Actor(Kind.LINK, partnership=here.partnership.pk)
    who = places.person(here, name=name)
    referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="Company.", by=by)
    return by


def takes_part(hand: Hand, address: str, answers: tuple[str, ...]) -> None:
    hand.open(address)
    for answer in answers:
        hand.press(answer)


def votes(hand: Hand, code: str, *, by: str) -> None:
    hand.open("/vote/")
    hand.press("Go on")
    hand.sees("Enter the code on your voting paper")
    hand.fill("What is the code on your voting paper?", code)
    hand.press("Go on")
    hand.reads("Your vote")
    hand.press("Give my vote")
    hand.sees("Choose one of the answers")
    hand.choose(by)
    hand.press("Give my vote")
    hand.reads("Thank you. Your vote is in.")


def test_from_what_people_say_to_a_referral_under_the_new_rules(walk: Walk, clock_at: lives.Move) -> None:
    clock_at("2026-11-30")
    here = places.place()
    services.service(here, here.front_door, name="Ring and listen")
    asked(here, "Old Example")
    lead_actor = places.worker(here.front_door, Role.LEAD, name="Ros Example")
    lead = walk.hand(lead_actor)

    # The lead asks a question; a learner answers, and says something of their own
    lead.follow("Agreements")
    lead.follow("Our rules: how long each step may take, and what else was agreed for every day")
    lead.follow("Open it")
    lead.follow("Ask something")
    lead.press("Open it")
    lead.sees("Write the question")
    lead.fill("What do you want to ask people?", "How should it be when somebody asks for help?")
    lead.fill("Some statements to begin with", "It should be quick.\nOne form is enough.")
    lead.press("Open it")
    address = lead.page.locator(".ws-address code").inner_text()
    learner = walk.hand()
    takes_part(learner, address, ("I agree", "I am not sure"))
    learner.sees("That was all that people have said so far")
    learner.follow("Say something of your own")
    learner.press("Say it")
    learner.sees("Write what you want to say")
    learner.fill("What do you want to say?", "Ring back the same day.")
    learner.press("Say it")
    learner.reads("Thank you for saying it")

    # Others see it once it was looked at, and it becomes a proposal
    lead.open("/talks/")
    lead.follow("How should it be when somebody asks for help?")
    lead.press("Let others see it Ring back the same day.")
    for _person in range(8):
        takes_part(walk.hand(), address, ("I agree", "I agree", "I agree"))
    lead.open("/talks/")
    lead.follow("How should it be when somebody asks for help?")
    lead.press("End it now")
    learner.open(address)
    learner.follow("Read what people said")
    learner.sees("Ring back the same day.")
    lead.press("Make a proposal of it Ring back the same day.")

    # Who would do it, and how quick: side by side with today
    lead.follow("Who does what")
    lead.press("Add the line")
    lead.sees("Choose a partner")
    lead.page.get_by_label("For which step?").select_option(label="Hear somebody first")
    lead.page.get_by_label("Which partner?").select_option(label=str(here.front_door))
    lead.fill("What does it do?", LINE)
    lead.press("Add the line")
    lead.follow("The proposal")
    lead.follow("How long each step may take")
    lead.fill("Whoever is asked answers", "2")
    lead.press("Change the proposal")
    lead.sees("within 2 working days")
    proposal = lead.page.url

    # A community member says what they think; whoever is named takes it on
    member_actor = places.worker(here.group, Role.COMMUNITY_MEMBER, name="Vi Example")
    member = walk.hand(member_actor)
    member.open(proposal)
    member.follow("Say what you think")
    member.fill("What do you think of it?", "That would help.")
    member.press("Say it")
    lead.open(proposal)
    lead.sees("That would help.")
    lead.press("My organisation takes this on")
    lead.follow("Why, and from when")
    lead.fill("Day", "17")
    lead.fill("Month", "12")
    lead.fill("Year", "2026")
    lead.press("Change the proposal")
    lead.press("My organisation takes this on")

    # The vote: signed in, by code, and by a paper that a worker types in
    lead.follow("Go on")
    lead.press("Open the vote")
    ballot = lead.page.url
    lead.follow("Make voting papers")
    lead.choose("Learners")
    lead.fill("How many papers?", "8")
    lead.press("Make them")
    codes = lead.page.locator(".ws-slip .ws-key code").all_inner_texts()
    assert len(codes) == 8
    member.open("/work/")
    member.follow("Read it and vote")
    member.choose("Yes, I want this")
    member.press("Give my vote")
    member.sees("You have voted.")
    [seen] = voices.ballots_of(lead_actor, voices.ballot(lead_actor, _id(ballot)).proposal)
    for number in range(4):
        voices.vote(seen.id, "yes", by=places.worker(here.group, Role.COMMUNITY_MEMBER, name=f"Member {number}"))
    votes(walk.hand(), codes[0], by="Yes, I want this")
    learner.open(f"/vote/{codes[0].lower()}/")
    learner.reads("This paper was used")
    lead.open(ballot)
    lead.follow("Type in a paper that somebody filled in")
    lead.fill("What is the code on your voting paper?", codes[1])
    lead.choose("Yes, I want this")
    lead.press("Count this paper")
    lead.sees("This paper is counted.")
    for code in codes[2:]:
        voices.vote_by_code(code, "yes", by=Actor(Kind.LINK))
    lead.open(ballot)
    lead.sees("8 have voted: enough for the vote to count")

    # It ends by itself; the rules are in force from their day
    clock_at("2026-12-15")
    assert voices.close_ballots() == 1
    lead.open(proposal)
    lead.sees("Learners said yes: 8 took part.")
    assert partnerships.model_at(here.partnership.pk).number == 1
    clock_at("2026-12-17")
    learner.open("/charter/")
    learner.sees(LINE)
    learner.sees("Agreed by vote")
    lead.open("/rules/")
    lead.sees("Version 2, from")
    lead.sees("What changed since version 1")

    # A new referral goes by the new rules; the old one stays under the old
    asked(here, "New Example")
    worker = walk.hand(places.worker(here.front_door, name="Tamsin Example"))
    rows = {seen.card.name: seen for seen in referrals.open_for(worker_of(here)) if seen.card}
    numbers = {name: referrals.charter_step(worker_of(here), seen.id).number for name, seen in rows.items()}
    assert numbers == {"Old Example": 1, "New Example": 2}
    new = rows["New Example"]
    assert new.due_on is not None
    assert new.due_on - clock.today() <= timedelta(days=4)
    worker.follow("New Example")
    expect(worker.page.get_by_role("heading", level=1)).to_have_text(re.compile("New Example"))


def worker_of(here: Place) -> Actor:
    """Somebody at the front door."""
    return places.worker(here.front_door, name="Wren Example")


def _id(address: str) -> UUID:
    """The last part of an address."""
    return UUID(address.rstrip("/").rpartition("/")[2])
