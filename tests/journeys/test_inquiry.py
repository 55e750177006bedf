"""A place asks what matters: a lead opens a wave, a learner answers by a card, a volunteer types in, all read it."""

import pytest

from tests.factories import inquiries, places
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role
from watersmeet.records.voices.models import Answer, Wave

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_what_matters_is_asked_answered_and_read(walk: Walk) -> None:
    # Given a lead who begins with the questions that come with it, and opens a wave
    here = places.place()
    lead = walk.hand(inquiries.lead(here))
    lead.open("/inquiries/")
    lead.follow("Begin an inquiry")
    lead.fill("What is it called?", "")
    lead.press("Keep")
    lead.sees("Give it a name")
    lead.fill("What is it called?", "What matters here")
    lead.press("Keep")
    lead.reads("What matters here")
    lead.follow("Open a wave")
    lead.fill("People who learn here", "40")
    lead.press("Open it")
    lead.sees("It is open. Give each group its address.")
    lead.follow("People who learn here")
    wave = Wave.objects.get()
    at = f"/asked/{inquiries.code_of(wave.pk, 'learners').lower()}/"
    lead.sees(at)
    # When a learner comes by that address, answers a little and sends it
    learner = walk.hand()
    learner.open(at)
    learner.press("Begin")
    learner.reads("Page 1 of 12 Equality")
    learner.says(**{"important-equality": "5", "lived-equality": "2"})
    for _page in range(5):
        learner.press("Carry on")
    learner.reads("Page 6 of 12 Share out 10 points")
    learner.fill("Respect", "9")
    learner.press("Carry on")
    learner.sees("Share out 10 points in all. You have 9 now.")
    learner.fill("Equality", "1")
    for _page in range(6):
        learner.press("Carry on")
    learner.reads("Page 12 of 12 In your own words")
    learner.fill("What should we do first?", "Ask us more often.")
    learner.press("Carry on")
    learner.sees("More than most things")
    learner.press("Send")
    learner.reads("Thank you")
    # And a volunteer types in a paper, and answers for themself
    volunteer = walk.hand(places.worker(here.group, Role.VOLUNTEER))
    volunteer.open(f"/inquiries/{wave.inquiry_id}/")
    volunteer.follow("Write down what somebody answered")
    volunteer.press("Carry on")
    volunteer.sees("Choose who answers")
    volunteer.choose("People who learn here", "On paper: I type it in")
    volunteer.press("Carry on")
    volunteer.says(**{"important-respect": "4", "barrier-time": "no"})
    volunteer.press("Keep it, and type in the next")
    volunteer.sees("Kept. You can type in the next one.")
    volunteer.open(f"/inquiries/{wave.inquiry_id}/")
    volunteer.press("Answer for yourself")
    volunteer.says(**{"important-equality": "5"})
    volunteer.press("Carry on")
    volunteer.open(volunteer.page.url.replace("value-inclusion", "check"))
    volunteer.press("Send")
    assert sorted(Answer.objects.values_list("way", "group")) == [
        ("link", "learners"),
        ("own", "community"),
        ("paper", "learners"),
    ]
    # Then, with many more, the wave is closed and read by everybody who works here, and the words by the lead
    for group in inquiries.FIVE:
        inquiries.answered(wave.pk, group, 30, **({"lived__respect": "1"} if group == "learners" else {}))
    lead.open(f"/inquiries/{wave.inquiry_id}/")
    lead.press("Close this wave")
    lead.follow("What people wrote in wave 1")
    lead.sees("Ask us more often.")
    volunteer.open(f"/evidence/inquiry/{wave.pk}/")
    volunteer.sees("In practice: no; contested: Respect (“People who learn here”).")
    volunteer.sees("Viable, if what follows is done.")
    learner.open(at)
    learner.reads("This is closed now")
