"""The map inside an organisation, between partners that let their messages count, and beyond the place."""

import pytest
from playwright.sync_api import expect

from tests.factories import lives, places, work
from tests.journeys.keyboard import Keyboard
from tests.journeys.walks import Walk
from tests.unit.evidence.test_silo_kinds import asked, say, write
from tests.unit.evidence.test_silo_map import promised, refer
from tests.unit.evidence.test_silo_teams import DESK, HOMES, hand_on, team
from watersmeet.base.actor import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NOW_AND_THEN = "now and then (1 to 7 times)"


def test_a_manager_says_who_is_in_which_team_and_reads_how_they_work_together(walk: Walk) -> None:
    # Given a group with two teams of two people and one more colleague
    here = places.place()
    actor = places.worker(here.group, Role.MANAGER, name="Mo Example")
    front, homes = team(here, actor, DESK, 2), team(here, actor, HOMES, 3)
    places.worker(here.group, name="Senara Penrose")
    hand_on(work.waiting(here), front[0], homes[0])
    # When the manager says of which team the colleague is
    manager = walk.hand(actor)
    manager.open("/colleagues/")
    manager.follow("Say which team Senara Penrose")
    manager.reads("Which team is Senara Penrose in?")
    manager.choose("Another team")
    manager.press("Keep it")
    manager.sees("Enter what the other team is called")
    manager.choose(DESK)
    manager.press("Keep it")
    manager.sees("It is kept.")
    # Then both teams are large enough for the map
    manager.follow("How our teams work together")
    manager.reads("How our teams work together")
    expect(manager.page.get_by_role("cell", name=NOW_AND_THEN)).to_be_visible()
    manager.follow("Cover")
    manager.sees("Nothing has gone between teams yet")


@pytest.mark.parametrize("walk", [(1280, True)], ids=["1280-scripts"], indirect=True)
def test_saying_a_team_needs_no_mouse(walk: Walk) -> None:
    here = places.place()
    places.worker(here.group, name="Senara Penrose")
    manager = walk.hand(places.worker(here.group, Role.MANAGER, name="Mo Example"), of=Keyboard)
    manager.open("/colleagues/")
    manager.follow("Say which team Senara Penrose")
    manager.choose("Another team")
    manager.fill("What is the other team called?", DESK)
    manager.press("Keep it")
    manager.sees("It is kept.")


def test_two_partners_let_their_messages_count_and_the_lead_reads_further_than_the_place(
    walk: Walk, clock_at: lives.Move
) -> None:
    # Given a place of two years, a promise to a body outside it, and a group that lets its messages count
    clock_at("2024-11-05")
    here = places.place()
    promised(here.therapy, "A national body")
    promised(here.therapy, str(here.group))
    clock_at("2025-11-20")
    places.agree(here)
    refer(here, here.surgery, 9)
    say(here.group, yes=True)
    # When a manager at the front door says yes too, and they write to each other
    manager = walk.hand(places.worker(here.front_door, Role.MANAGER))
    manager.open("/agreements/")
    manager.sees(f"Partners that said yes: {here.group}.")
    manager.press("Yes, count our messages")
    manager.sees("They count from today.")
    clock_at("2026-10-20")
    write(here, asked(here), here.group)
    # Then the lead reads it, year by year
    clock_at("2026-11-05")
    lead = walk.hand(places.worker(here.front_door, Role.LEAD))
    lead.open("/evidence/silo/")
    lead.sees("Years with fewer than ten ties say little")
    lead.follow("Messages")
    lead.sees("Only partners that both said yes are counted")
    expect(lead.page.get_by_role("cell", name=NOW_AND_THEN)).to_be_visible()
    # And what was promised beyond the place
    lead.open("/evidence/silo/")
    lead.follow("This place and bodies outside it")
    lead.reads("This place and bodies outside it")
    lead.sees("Bodies named: 1.")
