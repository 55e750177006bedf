"""The crawler: everybody walks wherever links and forms lead, and meets no stranger on the way."""

import pytest

from tests.proofs.town import Town
from tests.proofs.trying import Trial

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def trial(town: Town) -> Trial:
    """What everybody with a link or a seat in the demo reaches."""
    made = Trial(town)
    made.faults = list(made.walks([*town.insiders[:9], *(who for who in town.outsiders if who.role is None)]))
    made.guesses()
    return made


def test_nobody_meets_a_stranger_on_their_way_and_no_look_changes_anything(trial: Trial) -> None:
    assert trial.faults == []


def test_the_walk_goes_far(trial: Trial) -> None:
    """Pages, forms sent, the whole way of asking: where no walk leads, addresses are made up from known ids."""
    reached = {visit.route for visit in trial.visits.values() if visit.status}
    assert reached >= {"desk:story", "desk:move", "referrals:status", "referrals:asked", "people:stop_sharing"}
    assert len(reached) > 20
