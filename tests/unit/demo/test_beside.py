"""The demo shows more than people who ask for themselves: one of each of the other things is there to look at."""

import pytest

from watersmeet.accounts.models import User
from watersmeet.demo import api as demo
from watersmeet.demo import life
from watersmeet.demo.place import USERS
from watersmeet.records.partnerships.models import Pause
from watersmeet.records.plans.models import Signpost
from watersmeet.records.referrals.models import Message, Referral
from watersmeet.records.referrals.states import State
from watersmeet.records.safety.models import Alert, Drill, Shift


@pytest.mark.django_db
def test_one_of_each_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "everybody", list)
    assert demo.ready()
    walker, learner = Referral.objects.order_by("made_at")
    assert (walker.state, walker.way_in, walker.handover_offered) == (State.ACCEPTED, "worker", True)
    assert (learner.state, learner.urgent, learner.acknowledged_at) == (State.SENT, True, None)
    assert learner.receiver_worker_id == User.objects.get(name="Tom Arlington").pk
    assert [one.words.split()[0] for one in Message.objects.order_by("made_at")] == ["Is", "Yes,"]
    assert (Signpost.objects.count(), Pause.objects.count()) == (3, 1)
    assert (Shift.objects.count(), Drill.objects.get().state) == (3, "closed")
    assert not Alert.objects.exists()
    assert {user.name for user in USERS} == set(User.objects.values_list("name", flat=True))
