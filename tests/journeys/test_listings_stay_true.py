"""A listing is kept true: by a link without an account, by what a reader tells, by a worker and by the lead."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.factories.still_true import link, looked, sent
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role
from watersmeet.records.directory.models import Service

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here() -> Place:
    """A place with a listing at which nobody looked for 200 days."""
    at = places.place()
    looked(services.service(at, name="Harbour shed", place=BARNSTAPLE, phone="01632 960 001"), 200)
    return at


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    """Where messages go."""
    settings.WATERSMEET_DATA = tmp_path
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    return tmp_path / "post"


def test_a_listing_is_kept_true(walk: Walk, here: Place, box: Path) -> None:
    [message] = sent(box)
    group = walk.hand()
    group.open(link(message))
    group.sees("This is what people read.")
    group.sees("01632 960 001")
    group.follow("Something is wrong")
    group.sees("How should it be?")
    group.open(link(message))
    group.press("Yes, all of this is still right")
    group.sees("That is all we wanted to know.")

    listed = Service.objects.get()
    reader = walk.hand()
    reader.open(f"/service/{listed.pk}/")
    reader.follow("Tell us something is wrong")
    reader.page.get_by_label("The days or times are wrong").check()
    reader.page.get_by_label("What did you see, or hear?").fill("They meet on Fridays.")
    reader.press("Send it")
    reader.sees("Thank you for telling us")

    worker = walk.hand()
    worker.signs_in(places.worker(here.group))
    worker.open("/services/reports/")
    worker.sees("They meet on Fridays.")
    worker.press("We put it right Harbour shed")
    worker.sees("Nobody says that anything is wrong")

    looked(listed, 200)
    lead = walk.hand()
    lead.signs_in(places.worker(here.front_door, Role.LEAD))
    lead.open("/services/board/")
    lead.follow(str(here.group))
    lead.sees("It says: ring first")
    lead.press("I made sure: it is right Harbour shed")
    lead.sees("How true our list is")
