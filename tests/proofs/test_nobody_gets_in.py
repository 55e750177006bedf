"""The crawler: everybody walks wherever links and forms lead, and meets no stranger on the way.

Then the addresses that one reached are tried by others: what is not theirs looks like what was never there. The slice
of CI is each address by one other; the long run of the night walks as everybody, and tries everything as everybody.
"""

from collections.abc import Callable

import pytest

from tests.proofs.town import Town
from tests.proofs.trying import Trial
from watersmeet.accounts import policy
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def trial(town: Town, nightly: bool) -> Trial:
    """What everybody with a link or a seat in the demo reaches."""
    made = Trial(town)
    some = [*town.insiders[:4], *(who for who in town.outsiders if who.role is None)]
    made.faults = list(made.walks(town.everybody if nightly else some))
    made.guesses()
    return made


def test_nobody_meets_a_stranger_on_their_way_and_no_look_changes_anything(trial: Trial) -> None:
    assert trial.faults == []


def test_the_walk_goes_far(trial: Trial) -> None:
    """Pages, forms sent, the whole way of asking: where no walk leads, addresses are made up from known ids."""
    reached = {visit.route for visit in trial.visits.values() if visit.status}
    assert reached >= {"desk:story", "desk:move", "referrals:status", "referrals:asked", "people:stop_sharing"}
    assert len(reached) > 20


TELLS_MOST = {"desk:story", "referrals:status", "people:sharing_of"}
OPENED = [(policy, "may", lambda *_asked: True), (rules, "visible", lambda _actor: Referral.objects.all())]
"""Who may and whose it is: either alone still keeps strangers out. (The gate has its own control, cell by cell.)"""


def test_what_one_reached_is_for_others_as_if_it_was_never_there(
    trial: Trial, town: Town, nightly: bool, record_property: Callable[[str, object], None]
) -> None:
    pairs = trial.every_pair(town.everybody) if nightly else trial.a_slice(town.everybody)
    faults = list(trial.replays(pairs))
    assert not faults, "\n".join(faults)
    assert trial.of_strangers > len(trial.visits) / 5, "a replay that meets no stranger shows nothing"
    record_property("counted", f"replay: {trial.tries} tries, {trial.of_strangers} of them at a stranger's, 0 faults")
    assert found_when_open(trial, town), "the control: nobody notices that nobody is asked"


def found_when_open(trial: Trial, town: Town) -> str:
    """The first fault with the checks gone, by everybody at the pages that tell most; "" when there is none."""
    told = [(who, visit) for who, visit in trial.every_pair(town.everybody) if visit.route in TELLS_MOST]
    with pytest.MonkeyPatch.context() as opened:
        for room, name, check in OPENED:
            opened.setattr(room, name, check)
        return next(trial.replays(told), "")
