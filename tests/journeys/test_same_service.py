"""A lead sees two listings side by side, says that they are one service, parts them, and says that they are not."""

import pytest

from tests.factories import directory as made
from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role
from watersmeet.records.directory import api as directory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here() -> Place:
    """A place with a choir that two directories list."""
    at = places.place()
    for source, name, cost in (("council", "Riverside choir", "Free"), ("charity", "The Riverside Choir", "")):
        facts = made.facts(name=name, organisation="The Riverside Trust", phone="01632 960 111", cost=cost)
        came_from = directory.Provenance(source, source, "OGL 3.0")
        directory.list_service(partnership=at.partnership.pk, facts=facts, by=COMMAND, provenance=came_from)
    directory.compare_services(at.partnership.pk, by=COMMAND)
    return at


def test_two_listings_become_one_and_two_again(walk: Walk, here: Place) -> None:
    lead = walk.hand()
    lead.signs_in(places.worker(here.front_door, Role.LEAD))
    lead.open("/work/")
    lead.follow("1 pair of listings may be one service")
    lead.sees("Why they look alike")
    lead.sees("the same telephone number")
    lead.page.get_by_role("button", name="One service: show this listing").first.click()
    lead.sees("They are one listing now. You can part them again below.")
    lead.sees("There is nothing to decide.")

    lead.press("Part them again")
    lead.sees("Parted. Both listings are shown again.")
    lead.press("They are not the same")
    lead.sees("We will not ask about these two again.")
    lead.sees("There is nothing to decide.")
    lead.open("/work/")
    assert lead.page.get_by_text("may be one service").count() == 0
