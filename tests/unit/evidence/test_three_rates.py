"""One count, three shares, and the bounds of what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watersmeet.evidence.methods.interval import CannotEstimate
from watersmeet.evidence.methods.three_rates import three_rates


def test_the_worked_example():
    """Of 100 who started 70 finished, 50 are paired and 30 improved: 43%, 60% and 30%, between 30% and 80%."""
    found = three_rates(yes=30, yes_finished=30, paired=50, finished=70, started=100)
    assert (round(found.of_finished, 2), found.of_paired, found.of_started) == (0.43, 0.6, 0.3)
    assert (found.bounds.low, found.bounds.high) == (0.3, 0.8)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_each_is_counted_person_by_person(people):
    """Each person: finished, paired, improved (only if paired)."""
    yes = [finished for finished, paired, improved in people if paired and improved]
    paired, finished = sum(one[1] for one in people), sum(one[0] for one in people)
    found = three_rates(yes=len(yes), yes_finished=sum(yes), paired=paired, finished=finished, started=len(people))
    assert found.of_started == len(yes) / len(people)
    assert found.of_paired == (len(yes) / paired if paired else None)
    assert found.of_finished == (sum(yes) / finished if finished else None)
    assert found.bounds.low <= found.of_started <= found.bounds.high


@pytest.mark.parametrize(
    "wrong", [{"yes_finished": 31}, {"finished": 101}, {"paired": 29}, {"started": 0}, {"finished": 5}]
)
def test_more_than_the_whole_is_refused(wrong):
    right = {"yes": 30, "yes_finished": 30, "paired": 50, "finished": 70, "started": 100}
    with pytest.raises(CannotEstimate):
        three_rates(**right | wrong)
