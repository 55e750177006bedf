"""Somebody stops in the middle of it: those who help see it at once, whatever page they have open."""

from uuid import UUID

import pytest

from tests.factories import places, work
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.base.actor import Actor
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(live_server: object) -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def helper(here: Place) -> Actor:
    """Somebody of the group."""
    return places.worker(here.group)


@pytest.fixture
def begun(here: Place, helper: Actor) -> UUID:
    """Ada's referral to the group, which has started."""
    referral = work.waiting(here)
    referrals.accept(referral, by=helper)
    referrals.start(referral, by=helper)
    return referral


def test_who_stops_in_the_middle_has_stopped_for_everybody(walk: Walk, here: Place, helper: Actor, begun: UUID) -> None:
    # Given the group has Ada's page open
    worker = walk.hand(helper)
    worker.follow("Ada Example")

    # When she stops
    ada = walk.hand()
    walks.opens(ada, walks.link_to(Referral.objects.get()))
    ada.reads("You have started.")
    ada.follow("Stop this request")
    ada.choose("I do not want it any more")
    ada.press("Stop this request")
    ada.reads("You chose to stop. You can come back.")

    # Then the group cannot go on with it, and the front door reads the end
    worker.press("They have finished")
    worker.sees("Somebody changed this while you were reading.")
    worker.follow("See how it stands now")
    worker.sees("Withdrawn")
    assert worker.page.get_by_role("button").filter(has_text="They have").count() == 0
    worker.open("/work/")
    worker.sees("Nothing is waiting for you")
    walks.reads_how_it_went(walk.hand(places.worker(here.front_door)), "Ada Example")


def test_who_stops_sharing_in_the_middle_is_gone_from_the_group(
    walk: Walk, here: Place, helper: Actor, begun: UUID
) -> None:
    # Given the group has Ada's page open
    worker = walk.hand(helper)
    worker.follow("Ada Example")

    # When she stops sharing with the group
    walks.stops_sharing(walk.hand(), walks.link_to(Referral.objects.get()), str(here.group))

    # Then nothing is there any more, and the front door, which she still shares with, reads that it stopped
    worker.press("They have finished")
    walks.is_gone(worker, f"/work/{begun}/")
    worker.open("/work/")
    worker.sees("Nothing is waiting for you")
    front = walk.hand(places.worker(here.front_door))
    walks.reads_how_it_went(front, "Ada Example")
    front.open(f"/work/{begun}/")
    front.sees("The person stopped sharing")
