"""A manager reads what changed in a listing and undoes it; their worker reads it too."""

from dataclasses import replace

import pytest

from tests.factories import directory as made
from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from tests.journeys.walks import Walk
from watersmeet.base.actor import Role
from watersmeet.records.directory import api as directory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SAID = {"name": "Riverside choir", "cost": "Free", "description": "Singing for anybody, no notes needed."}


@pytest.fixture
def here() -> Place:
    """A partner with a listing of which two things were changed."""
    at = places.place()
    row = made.service(at.partnership.pk, at.group.pk, **SAID)
    changed = made.facts(**{**SAID, "cost": "\u00a32 each time", "description": "Singing."})
    facts = replace(changed, organisation=at.group.organisation.name)
    directory.revise_service(service=row.pk, facts=facts, by=COMMAND)
    return at


def test_a_change_is_read_and_undone(walk: Walk, here: Place) -> None:
    worker = walk.hand()
    worker.signs_in(places.worker(here.group))
    worker.open("/services/ours/")
    worker.follow("What changed Riverside choir")
    worker.sees("from \u201cFree\u201d to \u201c\u00a32 each time\u201d")
    assert worker.page.get_by_role("button", name="Undo this change").count() == 0

    manager = walk.hand()
    manager.signs_in(places.worker(here.group, Role.MANAGER))
    manager.open("/services/ours/")
    manager.follow("What changed Riverside choir")
    manager.press("Undo this change")
    manager.sees("Undone. The listing says again what it said before.")
    manager.sees("A change was undone")
    manager.sees("from \u201c\u00a32 each time\u201d to \u201cFree\u201d")
