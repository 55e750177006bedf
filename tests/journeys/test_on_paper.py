"""What was found goes on paper, and what was not found is read by the month; each page passes axe."""

import pytest

from tests.factories import lives, places, services
from tests.factories.directory import BARNSTAPLE
from tests.journeys.walks import Walk
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.months import months_later
from watersmeet.records.directory.unmet_models import UnmetCount

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_list_to_print_and_what_was_not_found(walk: Walk, clock_at: lives.Move) -> None:
    clock_at("2026-11-24")
    at = places.place()
    services.service(at, name="Harbour shed", place=BARNSTAPLE, description="For anyone who is lonely.")
    last = months_later(clock.today().replace(day=1), -1)
    place = {"partnership": at.partnership, "on": last, "authority": "E07000043"}
    UnmetCount.objects.create(**place, domain="money", times=9)
    visitor = walk.hand()
    visitor.open("/")
    visitor.fill("In your own words", "lonely")
    visitor.fill("Your postcode or town", "EX31 1AA")
    visitor.press("Find support")
    visitor.follow("A page of this to print")
    visitor.sees("1 Example Row, Barnstaple, EX31 1AA")
    assert "lonely" not in visitor.page.get_by_role("heading").all_inner_texts()
    lead = walk.hand()
    lead.signs_in(places.worker(at.front_door, Role.LEAD))
    lead.open("/services/not-found/")
    lead.sees("Barnstaple and around (E07000043)")
    lead.open(f"/offered-by/{at.group.pk}/")
    lead.sees("Harbour shed")
