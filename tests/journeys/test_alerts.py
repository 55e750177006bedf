"""Somebody says that they think of being dead: who is on call hears at once, and somebody has it, whatever happens."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.factories.accounts import link
from tests.factories.on_call import watched
from tests.factories.places import worker
from tests.journeys import walks
from tests.journeys.walks import Hand, Walk
from tests.unit.safety.watching import Watched, tick
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import api as outbox

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TEN = datetime.fromisoformat("2026-11-30T10:00:00+00:00")  # a Monday
NEEDS_YOU = "Something needs you now"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """A place in which PHQ-9 is asked, at ten on a Monday."""
    monkeypatch.setenv(clock.VARIABLE, TEN.isoformat())
    return Watched()


def moved(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    """The clock goes on, and the worker process looks at what is late."""
    monkeypatch.setenv(clock.VARIABLE, (TEN + timedelta(**by)).isoformat())
    tick()


def opens(person: Hand, here: Watched, request: UUID) -> None:
    """The person opens the link that they were sent."""
    about = {"person": here.person, "partnership": here.story.at.partnership.pk}
    person.open(f"/l/{link('measures', subject=Ref('request', request), **about)}/")
    person.fill("Your PIN", walks.PIN)
    person.press("Open")


def comes_to_phq9(person: Hand) -> None:
    """Who sees it, no goals, where they are."""
    person.sees("a worker is told at once, and gets in touch with you")
    person.follow("Begin")
    person.press("Save and go on")
    person.reads("Before we ask")
    person.fill("Where are you now, and on which number can we ring you?", "at home, 01632 960 001")
    person.fill("Whom can we ring if we are worried about you and cannot reach you?", "Pat Example, 01632 960 222")
    person.press("Save and go on")


def answers(person: Hand, *said: str) -> None:
    for words in said:
        person.choose(words)
        person.press("Save and go on")


def told(here: Watched, who: Actor) -> int:
    """How many messages of an alert came to them."""
    mine = User.objects.get(pk=who.id).email
    return len([letter for letter in walks.post() if letter.to == mine and letter.subject == NEEDS_YOU])


def gives_a_phone(hand: Hand) -> None:
    """Texts reach them once they typed the code that came."""
    hand.open("/on-call/")
    hand.follow("Texts while I am on call")
    hand.press("Send a code there")
    hand.sees("Enter your number")
    hand.fill("Your number", "07700 900 982")
    hand.press("Send a code there")
    hand.sees("We sent a code to the number that ends with 982.")
    [code] = [match[1] for text in texts() if (match := re.search(r"(\d{6}) is your code", text))]
    hand.fill("The code that came by text", code)
    hand.press("This is my phone")
    hand.sees("Texts reach you there from now on.")


def texts() -> list[str]:
    """What was sent to phones."""
    outbox.deliver_all()
    return [one.read_text(encoding="utf-8") for one in postbox.folder().glob("*.txt")]


def test_two_say_yes_somebody_answers_and_is_rung(walk: Walk, here: Watched) -> None:
    # Given a shift is offered, and both people say yes themselves
    keeper = walk.hand(here.keeper)
    keeper.follow("Who is on call")
    keeper.sees("No shift yet")
    keeper.press("Ask both")
    keeper.sees("Choose who stands in")
    for part, number in (("Day", "30"), ("Month", "11"), ("Year", "2026")):
        keeper.page.get_by_label(part, exact=True).fill(number)
    keeper.fill("From what time?", "09:00")
    keeper.fill("Until what time?", "17:00")
    keeper.page.get_by_label("Who is told first?").select_option(label="Fern Example")
    keeper.page.get_by_label("Who stands in?").select_option(label="Dale Example")
    keeper.press("Ask both")
    keeper.sees("Not covered yet")
    first, deputy = walk.hand(here.first), walk.hand(here.deputy)
    for hand in (first, deputy):
        hand.follow("You are asked to be on call: say yes or no")
        hand.page.get_by_role("button", name="Yes").click()
        hand.sees("You are on call then. Thank you.")
    deputy.sees("Covered now")
    gives_a_phone(first)

    # When somebody answers by their link on their phone
    walks.empty_post_box()
    person = walk.hand()
    opens(person, here, here.asked())
    comes_to_phq9(person)
    answers(person, *["Not at all"] * 8, "Several days")

    # Then who is on call hears at once, before the person has sent anything, and their page goes on as ever
    person.reads("Send your answers")
    assert (told(here, here.first), told(here, here.deputy)) == (1, 0)
    assert sum("Something needs you now" in one for one in texts()) == 1
    person.page.get_by_role("link", name="Change").last.click()
    answers(person, "Not at all")
    first.open("/work/")
    first.sees("Somebody needs a call now: open this first")
    first.follow("Ada Example")
    first.sees("They changed that answer afterwards. Talk with them all the same.")
    first.sees("at home, 01632 960 001")
    first.sees("Pat Example, 01632 960 222")
    first.press("I have it")
    first.press("Write it down")
    first.sees("Choose what you did")
    first.choose("I spoke with them")
    first.fill("What the next person must know", "Will ring again at noon.")
    first.press("Write it down")
    first.choose("We spoke, and agreed what happens next")
    first.fill("What was agreed, and who has it now?", "Sees Dr Sample today; I ring tonight.")
    first.press("Close")
    first.sees("Closed. Thank you.")
    person.press("Send")
    person.reads("Thank you")


def test_nobody_answers_and_it_goes_on_until_somebody_does(
    walk: Walk, here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an alert, whose first message reaches a phone that is dead
    walks.empty_post_box()
    alert = here.alert()
    first, deputy = walk.hand(here.first), walk.hand(here.deputy)
    first.sees("Somebody needs a call now: open this first")

    # When half an hour goes by, the deputy is told; they go home without a word, and the next is told
    moved(monkeypatch, minutes=31)
    assert (told(here, here.first), told(here, here.deputy)) == (1, 1)
    deputy.open(f"/alerts/{alert.pk}/")
    deputy.press("I have it")
    moved(monkeypatch, minutes=31 + 121)
    assert told(here, here.keeper) == 1

    # Then whoever opens it reads the whole way, and has it
    keeper = walk.hand(here.keeper)
    keeper.follow("Ada Example")
    keeper.sees("The next person was told")
    keeper.press("I have it")
    keeper.sees("You have it.")
    deputy.open(f"/alerts/{alert.pk}/")
    deputy.sees("Sage Example has it.")


def test_cover_lapses_the_questions_close_and_the_answer_that_calls_is_kept(
    walk: Walk, here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given somebody is half-way, and who is on call can not after all
    request = here.asked_with_cover()
    person, deputy = walk.hand(), walk.hand(here.deputy)
    opens(person, here, request)
    comes_to_phq9(person)
    answers(person, *["Not at all"] * 7)
    deputy.follow("Who is on call")
    deputy.page.get_by_text("You cannot, after all?").first.click()
    deputy.press("I cannot, and have nobody")
    deputy.sees("Written down. Somebody else is needed.")

    # When they go on
    person.choose("Several days")
    person.press("Save and go on")

    # Then the page is closed, says whom to ring, and lets them send the rest
    person.reads("These questions are closed now")
    person.sees("01632 960 123")
    person.follow("Go on without these questions")
    person.reads("Send your answers")

    # And whoever says yes to the last question all the same is heard, and stopping changes nothing
    person.open(f"/measures/{request}/phq9-q9/")
    person.reads("These questions are closed now")
    alert = here.say(request, 2)
    assert alert is not None
    keeper = walk.hand(here.keeper)
    keeper.open(f"/alerts/{alert.pk}/")
    keeper.sees("They answered on Monday 30 November at 10am.")
    person.open(f"/measures/{request}/stop/")
    person.press("Stop")
    keeper.open(f"/alerts/{alert.pk}/")
    keeper.press("I have it")


def test_with_a_worker_there_out_of_hours_and_a_practice(walk: Walk, here: Watched) -> None:
    # Given people are on call beyond the watched hours, and somebody sits with the person
    watched(here.story.at, days=["tue"])
    request = here.asked_with_cover()
    beside = walk.hand(worker(here.at, name="Merle Example"))
    beside.open(f"/measures/{request}/")
    beside.sees("a worker is told at once")

    # When they answer together
    comes_to_phq9(beside)
    answers(beside, *["Several days"] * 9)
    beside.press("Send")

    # Then who is on call has it
    keeper, first = walk.hand(here.keeper), walk.hand(here.first)
    first.follow("Ada Example")
    first.press("I have it")

    # And a practice goes the same way, and says first what it is
    keeper.follow("Who is on call")
    keeper.press("Begin a practice")
    keeper.sees("This is a practice. Nobody is in danger, and it is about nobody.")
    first.open("/work/")
    first.follow("Practice alert: nobody is in danger")
    first.press("I have it")
    first.press("Close")
    first.sees("The practice is closed. Thank you.")
    first.sees("after 0 minutes")


def test_paper_comes_late_and_the_deputy_is_away(walk: Walk, here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given somebody answered on paper on Monday, and it is found on Wednesday: the deputy has gone away since
    request = here.asked_with_cover()
    moved(monkeypatch, days=2)
    here.on_call(begins=TEN + timedelta(days=2))
    deputy = walk.hand(here.deputy)
    deputy.follow("Away and cover")
    for words in ("First day away", "Last day away"):
        group = deputy.page.get_by_role("group", name=words)
        for part, number in (("Day", "2"), ("Month", "12"), ("Year", "2026")):
            group.get_by_label(part, exact=True).fill(number)
    deputy.press("Write it down")

    # When a practitioner types it in
    walks.empty_post_box()
    reader = walk.hand(worker(here.at, name="Merle Example"))
    reader.open(f"/measures/{request}/")
    reader.sees("Some questions are closed now")
    reader.follow("They answered on paper: type it in")
    reader.press("Type it in")
    reader.sees("Enter the day on which they answered")
    for part, number in (("Day", "30"), ("Month", "11"), ("Year", "2026")):
        reader.page.get_by_label(part, exact=True).fill(number)
    reader.page.get_by_label("Thoughts that you would be better off dead", exact=False).select_option(
        label="Several days"
    )
    reader.press("Type it in")

    # Then whoever is there is told that it is late, and the deputy is not
    assert told(here, here.deputy) == 0
    keeper = walk.hand(here.keeper)
    keeper.follow("Ada Example")
    keeper.sees("Late: this was answered on Monday 30 November")
    keeper.press("I have it")
