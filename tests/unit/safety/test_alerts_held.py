"""An alert that somebody answers again, hands on, leaves or forgets: it is heard, and held, all the same."""

from datetime import timedelta

import pytest

from tests.factories.places import worker
from tests.unit.safety.watching import Watched, tick
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import Allowed, Conflict, Invalid, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import senders
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Request
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Membership
from watersmeet.records.safety import api as safety
from watersmeet.records.safety import passing
from watersmeet.records.safety.api import Act, Outcome, State
from watersmeet.records.safety.models import Alert, Drill

pytestmark = pytest.mark.django_db


def test_once_closed_another_answer_that_calls_raises_another(here: Watched) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.first)
    safety.close(alert.pk, outcome=Outcome.SPOKE, words="We spoke.", by=here.first)
    here.say(alert.about_id, 0)
    here.say(alert.about_id, 3)
    assert Alert.objects.exclude(state=State.CLOSED).count() == 1
    outcomes.answer(request=alert.about_id, by=here.story.by_link)
    assert Alert.objects.count() == 2


def test_what_was_told_when_it_was_saved_is_not_told_again_when_it_is_sent(here: Watched) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.first)
    safety.close(alert.pk, outcome=Outcome.SPOKE, words="We spoke.", by=here.first)
    outcomes.answer(request=alert.about_id, by=here.story.by_link)
    assert Alert.objects.count() == 1


def test_yes_no_yes_is_not_said_to_be_changed(here: Watched) -> None:
    alert = here.alert()
    for value, changed in ((0, True), (3, False), (0, True)):
        here.say(alert.about_id, value)
        assert safety.alert(here.first, alert.pk).changed_back is changed


def test_nobody_acts_over_the_head_of_whoever_has_it(here: Watched) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.first)
    safety.acknowledge(alert.pk, by=here.first)
    for deed in (
        lambda: safety.act(alert.pk, what=Act.OTHER, words="", by=here.deputy),
        lambda: safety.close(alert.pk, outcome=Outcome.SPOKE, words="Not I.", by=here.deputy),
        lambda: safety.hand_on(alert.pk, to=here.keeper.id, by=here.deputy),
    ):
        with pytest.raises(Conflict):
            deed()


def test_the_lead_hears_whom_to_ring_and_only_while_nobody_has_it(here: Watched) -> None:
    alert = here.alert()
    for _each in safety.able(here.at.pk):
        Alert.objects.update(due_at=clock.now())
        tick()
    [posting] = Posting.objects.filter(kind="lead.alert")
    said = safety.whom_to_ring(posting.subject_id)
    assert (said["partner"], said["phone"]) == (str(here.at), "01632 960 123")
    assert isinstance(safety.still_waits(posting), Allowed)
    safety.acknowledge(alert.pk, by=here.first)
    assert isinstance(safety.still_waits(posting), Refusal)


def test_of_a_practice_the_lead_hears_nothing(here: Watched) -> None:
    here.on_call()
    safety.practise(by=here.keeper)
    for _each in range(6):
        Drill.objects.update(due_at=clock.now())
        tick()
    assert not Posting.objects.filter(kind="lead.alert").exists()


def test_handing_on_does_not_keep_the_lead_from_hearing(here: Watched) -> None:
    alert = here.alert()
    many = len(safety.able(here.at.pk))
    for number in range(2 * many):
        Alert.objects.update(due_at=clock.now())
        tick()
        if number % 2:
            holder = Alert.objects.get().holder_id
            other = here.keeper if holder != here.keeper.id else here.first
            safety.hand_on(alert.pk, to=other.id, by=here.deputy)
    assert Posting.objects.filter(kind="lead.alert").count() == 2


def test_whoever_goes_away_or_changes_role_loses_it_at_once(here: Watched) -> None:
    alert = here.alert()
    safety.acknowledge(alert.pk, by=here.first)
    today = clock.today()
    assert here.first.membership
    partnerships.go_away(membership=here.first.membership, from_on=today, until_on=today, cover=None, by=here.first)
    assert tick() == 1
    second = Alert.objects.get().holder_id
    Membership.objects.filter(user=second).update(role=Role.TUTOR)
    assert tick() == 1
    assert tick() == 0
    assert Alert.objects.get().holder_id not in {here.first.id, second}


def test_it_is_not_handed_on_to_somebody_away(here: Watched) -> None:
    alert, today = here.alert(), clock.today()
    assert here.deputy.membership
    partnerships.go_away(membership=here.deputy.membership, from_on=today, until_on=today, cover=None, by=here.deputy)
    with pytest.raises(Invalid):
        safety.hand_on(alert.pk, to=here.deputy.id, by=here.first)


def test_one_that_goes_wrong_keeps_no_other_waiting(here: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    first = here.alert()
    here.story.about = Ref("referral", here.person)
    Request.objects.update(asked_at=clock.now() - timedelta(days=60))
    second = here.say(here.asked())
    assert second is not None
    Alert.objects.update(due_at=clock.now() - timedelta(seconds=1))
    right = passing.after
    monkeypatch.setattr(passing, "after", lambda row: right(row) if row.pk != first.pk else 1 / 0)
    assert tick() == 1
    assert Alert.objects.get(pk=second.pk).told == 2


def test_with_nobody_able_the_answer_is_kept_and_the_lead_hears(here: Watched) -> None:
    request, lead = here.asked_with_cover(), worker(here.story.at.group, Role.LEAD)
    Membership.objects.filter(partner=here.at).update(role=Role.TUTOR)
    alert = here.say(request, 2)
    assert alert is not None
    assert alert.holder_id == lead.id
    assert Posting.objects.filter(kind="lead.alert").count() == 1
    assert not Posting.objects.filter(kind="user.alert").exists()


def test_its_message_leaves_before_all_that_waits(here: Watched) -> None:
    here.alert()
    assert Posting.objects.exclude(kind="user.alert").exists()
    [first] = outbox.claim(list(senders), 1, timedelta(minutes=1))
    assert first.kind == "user.alert"
    [other] = outbox.claim(list(senders), 1, timedelta(minutes=1))
    assert other.kind != "user.alert"
