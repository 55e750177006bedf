"""A map of who works with whom: a manager reads what it says of their own and replies, then everybody reads it."""

import pytest

from tests.factories import lives, places
from tests.journeys.walks import Walk
from tests.unit.evidence.test_silo_map import promised, refer
from watersmeet.base.actor import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_partners_read_what_is_said_of_them_before_everybody_reads_the_map(walk: Walk, clock_at: lives.Move) -> None:
    # Given a place where referrals and a promise went between partners in March
    clock_at("2026-03-10")
    here = places.place()
    refer(here, here.group, 3)
    refer(here, here.surgery, 9)
    promised(here.therapy, str(here.group))
    # When the lead shows the map in May
    clock_at("2026-05-13")
    actors = [places.worker(one, Role.MANAGER) for one in (here.group, here.surgery, here.therapy)]
    lead = walk.hand(places.worker(here.front_door, Role.LEAD))
    lead.open("/evidence/silo/")
    lead.sees("Dark is often, light is now and then")
    lead.follow("Commitments")
    lead.sees("From the partner that made a commitment")
    lead.press("Show it to partners")
    lead.sees("From 29 May 2026 everybody in the partnership reads the whole.")
    # Then a manager reads what it says of their own organisation alone, and replies
    manager = walk.hand(actors[0])
    manager.follow("Read it and reply")
    manager.reads("What the map says of us")
    manager.sees("now and then (1 to 7 times)")
    manager.fill("What do you say of it?", "We were two, and one of us was away.")
    manager.press("Keep it")
    manager.sees("It is kept.")
    # And ten working days later everybody who works there reads the whole, with the reply
    clock_at("2026-05-29")
    worker = walk.hand(places.worker(here.therapy))
    worker.open("/rules/")
    worker.follow("Open the map")
    worker.reads("How joined up we are")
    worker.sees("We were two, and one of us was away.")
    worker.follow("Answers to questions")
    worker.sees("Nothing has gone between partners yet")
