"""The thread: from looking for something near to a closed loop, with and without scripts, on a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from tests.factories import lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import Hand, Walk
from watersmeet.base.actor import Role
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SERVICE = "Harbour shed"
NUMBERS = "How life is going, in numbers: first on 24 November 2026, latest on 19 January 2027"
AFTERS = ({"happy": 7}, {"satisfied": 5}, {"worthwhile": 5}, {"anxious": 8})


@pytest.fixture
def here(clock_at: lives.Move) -> Place:
    """A place with something near, and four people who were here before."""
    clock_at("2026-03-02")
    at = places.place()
    services.service(at, name=SERVICE, place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    for changed in AFTERS:
        lives.lives_through(at, clock_at, after=lives.AFTER | changed)
    clock_at("2026-11-24")
    walks.empty_post_box()
    return at


def test_from_finding_something_to_a_closed_loop(walk: Walk, here: Place, clock_at: lives.Move) -> None:
    # A visitor finds something near, and asks for it
    wren = walk.hand()
    walks.finds(wren, SERVICE)
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")

    # The message that leaves opens a neutral landing; opening it does nothing
    link = walks.link_for("wren@person.example")
    for _scanner in range(2):
        wren.open(link)
        wren.reads("Open your page")
        assert "Wren" not in wren.page.content()
        assert SERVICE not in wren.page.content()
    wren.fill("Your PIN", "1357")
    wren.press("Open")
    wren.sees("That is not the one we have. Please try again.")
    walks.opens(wren, link)
    wren.reads("They have your request and will answer.")

    # The worker of the group finds it first on the list, and says yes
    worker = walk.hand()
    worker.signs_in(places.worker(here.group))
    worker.sees("Answer due Friday 27 November")
    worker.follow("Wren Example")
    worker.sees("I do not sleep, and I am alone a lot.")
    worker.sees("wren@person.example")
    worker.fill("Anything to say about it", "Come to the blue door.")
    worker.press("Accept")
    worker.sees("Accepted. The person's page says so, and the referrer is told.")

    # The first questions come by a link, one a page
    walks.opens(wren, walks.link_for("wren@person.example", "A few questions for you"))
    wren.follow("Begin")
    wren.fill("Your first goal", "see people twice a week")
    wren.press("Save and go on")
    walks.answers(wren, ["2", *walks.ONS4_FIRST])
    wren.press("Send")
    wren.reads("Thank you")

    # They start; in the winter they finish
    clock_at("2026-12-01")
    worker.open(f"/work/{referral.pk}/")
    worker.press("They have started")
    clock_at("2027-01-19")
    worker.open(f"/work/{referral.pk}/")
    worker.fill("Anything to say about it", "It was good to have you with us.")
    worker.press("They have finished")

    # The last questions, and whether they got what they asked for
    walks.opens(wren, walks.link_for("wren@person.example", "A few questions for you"))
    wren.follow("Begin")
    wren.press("Save and go on")
    wren.sees("Choose an answer, or skip this question")
    walks.answers(wren, ["6", *walks.ONS4_LAST])
    wren.choose("Partly")
    wren.press("Save and go on")
    wren.press("Send")
    wren.reads("Thank you")

    # The front door reads how it ended: the loop is closed
    front_door = walk.hand(places.worker(here.front_door))
    front_door.sees("Read the outcome by")
    front_door.follow("Wren Example")
    front_door.sees("It was good to have you with us.")
    front_door.sees("Did they get it? Partly.")
    front_door.press("I have read the outcome")
    front_door.sees("Thank you. There is nothing more to do here.")
    front_door.sees("Nothing is waiting for you")

    # The worker sees what changed, as a picture and as a table
    worker.open(f"/work/{referral.pk}/")
    worker.follow("See what changed")
    worker.reads("What Wren Example told us")
    worker.sees("Satisfied: 3 then 6, up 3.")
    expect(worker.page.get_by_role("img", name="How life is going: first and latest answers")).to_be_visible()
    expect(
        worker.page.get_by_role(
            "table", name="How life is going, in numbers: first on 24 November 2026, latest on 19 January 2027"
        )
    ).to_be_visible()

    # The analyst counts
    counts(walk.hand(places.worker(here.front_door, Role.ANALYST)))

    # The person stops sharing: for the worker it is as if there had never been anybody
    walks.stops_sharing(wren, walks.link_for("wren@person.example"), str(here.group))
    walks.is_gone(worker, f"/work/{referral.pk}/")
    walks.is_gone(worker, f"/people/{referral.person_id}/measures/")  # their own record is kept, and locked


def counts(analyst: Hand) -> None:
    """Run the first figures and read them."""
    analyst.follow("Open the evidence")
    analyst.press("Count now")
    analyst.sees("Of 5 needs whose outcome is known, 4 were met.")
    table = analyst.page.get_by_role("table", name="Change in each question, from 0 to 10")
    expect(table.get_by_role("row", name="Satisfied")).to_contain_text(" to ")


def test_somebody_chooses_to_stop(walk: Walk, here: Place) -> None:
    wren = walk.hand()
    walks.finds(wren, SERVICE)
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")
    walks.opens(wren, walks.link_for("wren@person.example"))
    wren.follow("Stop this request")
    wren.choose("I found something else")
    wren.press("Stop this request")
    wren.sees("You chose to stop.")
    worker = walk.hand(places.worker(here.group))
    worker.follow("Is it still right? 1 listing")  # nobody looked at it since March
    worker.press(f"Still right {SERVICE}")
    worker.open("/work/")
    worker.sees("Nothing is waiting for you")
    worker.open(f"/work/{referral.pk}/")
    worker.sees("Withdrawn")
    assert worker.page.get_by_role("button", name="Accept").count() == 0


def test_what_nobody_answers_is_told_of_by_reference_only(walk: Walk, here: Place, clock_at: lives.Move) -> None:
    wren = walk.hand()
    walks.finds(wren, SERVICE)
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")
    places.worker(here.group, Role.MANAGER)
    lead = places.worker(here.surgery, Role.LEAD)
    clock_at("2026-12-01")
    referrals.keep_time()
    at_the_desk = walk.hand(lead)
    row = at_the_desk.page.get_by_role("row", name=referral.reference)
    expect(row).to_contain_text("2 working days late")
    clock_at("2026-12-02")  # three working days late: now its lead hears too
    referrals.keep_time()
    told = next(letter for letter in walks.post() if letter.subject == f"Referral {referral.reference} stands still")
    for shown in (at_the_desk.page.content(), str(told)):
        assert not [secret for secret in ("Wren", "wren@", "alone a lot", SERVICE) if secret in shown]
