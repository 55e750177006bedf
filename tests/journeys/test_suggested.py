"""A worker sends somebody a few places to choose from; they say yes to one, and show it, or do not."""

import pytest

from tests.factories import lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SERVICE, OTHER = "Harbour shed", "Rowing on the river"


@pytest.fixture
def here(clock_at: lives.Move) -> Place:
    """A place with two things near."""
    clock_at("2026-11-24")
    at = places.place()
    services.service(at, name=SERVICE, place=BARNSTAPLE, description="For anyone who is lonely or worried.")
    services.service(at, name=OTHER, place=BARNSTAPLE, description="Slow boats, for anyone who is lonely.")
    walks.empty_post_box()
    return at


def test_from_what_a_worker_found_to_what_the_person_chose(walk: Walk, here: Place) -> None:
    wren = walk.hand()
    walks.finds(wren, SERVICE)
    walks.asks(wren, str(here.group))
    referral = Referral.objects.latest("made_at")
    walks.empty_post_box()

    # The worker looks for something, and sends it
    worker = walk.hand()
    worker.signs_in(places.worker(here.group))
    worker.follow("Wren Example")
    worker.follow("Send them something")
    worker.fill("What could help them?", "lonely")
    worker.fill("Near which postcode or town?", "EX31 1AA")
    worker.press("Look")
    worker.press("Send it to their page")
    worker.sees("Choose something to send")
    worker.page.get_by_label(OTHER).check()
    worker.press("Send it to their page")
    worker.sees("It is on their page.")
    worker.sees("Whether they read it is theirs to say.")

    # What leaves says nothing of it; on their page they read what it is
    link = walks.link_for("wren@person.example", "Something for you")
    walks.opens(wren, link)
    wren.follow("See what it is")
    wren.sees(OTHER)
    wren.sees("does not see if you read this")
    wren.press("Not for me")
    wren.sees("You said: not for me.")
    worker.open(f"/work/{referral.pk}/")
    assert "not for me" not in worker.page.content()

    # They change their mind, and show it
    wren.press("Show them what I said")
    wren.sees("They can see what you said.")
    worker.open(f"/work/{referral.pk}/")
    worker.sees("not for me")
    wren.press("This one: go on to ask")
    assert "/ask/" in wren.page.url
    worker.open(f"/work/{referral.pk}/")
    worker.sees("this one")
