"""What a place remembers: asked, answered, kept as a lesson, met again beside the work; promised, read by all."""

import pytest

from tests.factories import places, services
from tests.journeys.keyboard import Keyboard
from tests.journeys.walks import Walk
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.models import Entry
from watersmeet.records.memory.states import Kind

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AT_A_DESK = pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)


def test_a_question_to_a_colleague_becomes_a_lesson_that_comes_back(walk: Walk) -> None:
    # Given a learning manager who wonders why people do not come back, and a place that knows somebody
    here = places.place()
    shed = services.service(here, name="Harbour shed")
    places.person(here, name="Ada Sampleton")
    manager = walk.hand(places.worker(here.front_door, Role.MANAGER))
    manager.follow("Memory")
    manager.reads("Memory")
    manager.follow("Ask a colleague")
    # When they write of a person, it is stopped, and said how to mend it
    manager.fill("What do you want to know?", "Why does Ada Sampleton not come back?")
    manager.choose("Mental health")
    manager.page.get_by_label("Which service?").select_option(str(shed.pk))
    manager.press("Keep it")
    manager.sees("“Ada Sampleton” may be a person's name.")
    manager.fill("What do you want to know?", "Why do some learners not come back?")
    manager.press("Keep it")
    manager.sees("It is kept.")
    # Then a therapist reads it at work, and answers
    therapist = walk.hand(places.worker(here.therapy))
    therapist.follow("A colleague asks: Why do some learners not come back?")
    therapist.follow("Answer")
    therapist.fill("Your answer", "The second week is the hardest. A call the day before helps.")
    therapist.press("Keep it")
    therapist.sees("The second week is the hardest.")
    # And the answer is kept as a lesson, found by other words, and met beside the service
    manager.page.reload()
    manager.press("Keep as a lesson")
    manager.sees("It is a lesson now.")
    manager.open("/memory/")
    manager.fill("What do you want to know?", "calling learners")
    manager.press("Search")
    manager.sees("are about this")
    manager.open(f"/service/{shed.pk}/")
    manager.sees("We wrote this down before")
    manager.open("/memory/")
    manager.follow("For who is new: two years in an hour")
    manager.sees("What surprised us, and what we learned")


def test_a_promise_is_read_by_everybody_with_what_who_made_it_says(walk: Walk) -> None:
    here = places.place()
    lead = walk.hand(places.worker(here.front_door, Role.LEAD))
    lead.open("/memory/new/commitment/")
    lead.press("Keep it")
    lead.sees("Say who promises it")
    lead.fill("What is promised?", "Ten places for people who wait")
    lead.page.get_by_label("Who promises it?").select_option(str(here.therapy.pk))
    lead.fill("Who is that, if you chose somebody else?", "The surgeries")
    for part, value in (("day", "1"), ("month", "3"), ("year", "2027")):
        lead.page.locator(f"#id_day-{part}").fill(value)
    lead.press("Keep it")
    made = Entry.objects.get(kind=Kind.COMMITMENT)
    manager = walk.hand(places.worker(here.therapy, Role.MANAGER))
    manager.open(f"/memory/{made.pk}/")
    manager.press("We agree that everybody may read it")
    manager.follow("Reply")
    manager.fill("Your reply", "Six of them are there already.")
    manager.press("Keep it")
    lead.page.reload()
    lead.press("Show it to everybody")
    visitor = walk.hand()
    visitor.open("/promises/")
    visitor.sees("Ten places for people who wait")
    visitor.sees("Six of them are there already.")
    # And the lead has questions to ask themself, and a way to take words out in which somebody is
    lead.open("/memory/")
    lead.follow("Leading: questions to ask yourself")
    lead.sees("Nobody wrote anything of this yet. Whom could you ask?")
    lead.open(f"/memory/{made.pk}/")
    lead.follow("Somebody is in it: take its words out")
    lead.press("Take its words out for good")
    lead.sees("The words are gone.")
    visitor.open("/promises/")
    visitor.sees("Nothing is shown here yet")


@AT_A_DESK
def test_a_decision_is_written_changed_and_looked_at_again_without_a_mouse(walk: Walk) -> None:
    here = places.place()
    writer = walk.hand(places.worker(here.group, Role.COMMUNITY_MEMBER), of=Keyboard)
    writer.open("/memory/new/decision/")
    writer.fill("What was decided?", "We meet on Thursdays")
    writer.fill("Why?", "The bus runs then.")
    writer.press("Keep it")
    writer.follow("Change it")
    writer.fill("Why?", "The bus runs on Thursdays alone.")
    writer.press("Keep it")
    writer.sees("Changed. How it read before is kept.")
    writer.follow("Look at it again")
    writer.choose("It still stands")
    writer.press("Keep it")
    writer.sees("It still stands")


def test_a_gathering_is_announced_and_everybody_reads_when_and_where(walk: Walk) -> None:
    # Given somebody who wrote down an evening that is to come
    here = places.place()
    writer = places.worker(here.group)
    hall = {"begins": "18:00", "ends": "19:30", "where": "The hall, Mill Street", "agenda": "Tea, then talk."}
    made = memory.gather(memory.Told(title="An evening on waiting", parts=hall, day=clock.today()), by=writer)
    # When the lead announces it
    lead = walk.hand(places.worker(here.front_door, Role.LEAD))
    lead.open(f"/memory/{made}/")
    lead.press("Announce it to everybody")
    lead.sees("Everybody can read it now.")
    # Then anybody reads it, and it can be put in a calendar
    visitor = walk.hand()
    visitor.open("/gatherings/")
    visitor.reads("When we meet")
    visitor.sees("6pm to 7:30pm")
    visitor.sees("The hall, Mill Street")
    # And afterwards what was learned
    memory.change(
        made,
        memory.Told(title="An evening on waiting", parts=hall | {"learned": "Ring first."}, day=clock.today()),
        by=writer,
    )
    lead.page.reload()
    lead.press("Show what we learned too")
    visitor.open("/gatherings/")
    visitor.sees("Ring first.")
