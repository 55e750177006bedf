"""Whether what was sent arrived: asked, or told; what did not is dead, and can be sent anew."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from tests.unit.outbox.conftest import At, Put, Told
from watersmeet.audit.models import Line
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox import claims, receipts
from watersmeet.outbox.models import Arrival, Posting
from watersmeet.outbox.ports import Heard, Pending
from watersmeet.outbox.states import State

pytestmark = pytest.mark.django_db
TEN = "2026-11-24T10:00:00+00:00"


@pytest.fixture(autouse=True)
def company(told: Told, monkeypatch: pytest.MonkeyPatch, at: At) -> None:
    """Who takes messages answers only later whether they arrived; it is ten o'clock."""
    at(TEN)
    monkeypatch.setattr(Told, "send", lambda *_: Pending("company", "theirs-1", ask=True))


def later(at: At, **after: int) -> None:
    at((datetime.fromisoformat(TEN) + timedelta(**after)).isoformat())


def now(posting: Posting) -> Posting:
    return Posting.objects.get(pk=posting.pk)


def test_nobody_is_asked_at_once_and_what_arrived_is_asked_of_no_more(put: Put, at: At) -> None:
    posting = put()
    outbox.deliver_all()
    assert (now(posting).state, now(posting).answer, outbox.to_ask("company")) == (State.SENT, "theirs-1", [])
    later(at, minutes=2)
    assert (outbox.to_ask("another"), outbox.to_ask("company")) == ([], ["theirs-1"])
    assert outbox.heard("company", "theirs-1", Heard(arrived=True))
    assert now(posting).arrived_at == datetime.fromisoformat(TEN) + timedelta(minutes=2)
    later(at, days=1)
    assert outbox.to_ask("company") == []
    assert now(posting).state == State.SENT


def test_what_never_arrived_is_dead_with_its_line(put: Put, at: At, person: UUID) -> None:
    posting = put(person=person)
    outbox.deliver_all()
    later(at, minutes=1)
    assert outbox.heard("company", "theirs-1", Heard(arrived=False, why="permanent-failure"))
    assert (now(posting).state, now(posting).why) == (State.DEAD, "permanent-failure")
    assert [one.pk for one in outbox.stuck("told", since=clock.now())] == [posting.pk]
    verbs = [line.verb for line in Line.objects.filter(subject_id=posting.subject_id).order_by("pk")]
    assert verbs[-2:] == ["outbox.sent", "outbox.dead"]
    later(at, days=1)
    assert outbox.to_ask("company") == []


def test_it_is_asked_less_often_the_longer_it_takes_and_at_last_no_more(put: Put, at: At) -> None:
    posting, ten, asked = put(), datetime.fromisoformat(TEN), []
    outbox.deliver_all()
    for minute in range(0, 6 * 24 * 60, 7):
        later(at, minutes=minute)
        asked += [clock.now() - ten for _receipt in outbox.to_ask("company")]
    gaps = [after - before for before, after in pairwise(asked)]
    assert gaps == sorted(gaps)
    assert max(gaps) <= timedelta(hours=6, minutes=7)
    assert timedelta(days=4) < asked[-1] < timedelta(days=4, hours=7)
    assert (now(posting).state, now(posting).ask_at, now(posting).arrived_at) == (State.SENT, None, None)


def test_it_is_asked_by_one_worker_alone(put: Put, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = put()
    outbox.deliver_all()
    later(at, minutes=1)
    another = monkeypatch.setattr
    take, others = receipts._take, []

    def meanwhile(one: Posting) -> bool:
        another(receipts, "_take", take)
        others.extend(outbox.to_ask("company"))
        return take(one)

    another(receipts, "_take", meanwhile)
    assert (outbox.to_ask("company"), others) == ([], ["theirs-1"])
    assert now(posting).state == State.SENT


def test_one_can_tell_by_itself_and_a_stranger_changes_nothing(put: Put) -> None:
    posting = put()
    outbox.deliver_all()
    assert not outbox.heard("company", "theirs-2", Heard(arrived=False, why="bounced"))
    assert not outbox.heard("another", "theirs-1", Heard(arrived=False, why="bounced"))
    assert not outbox.heard("company", "", Heard(arrived=False, why="bounced"))
    assert now(posting).state == State.SENT
    assert outbox.heard("company", "theirs-1", Heard(arrived=True))
    assert not outbox.heard("company", "theirs-1", Heard(arrived=True))
    assert outbox.heard("company", "theirs-1", Heard(arrived=False, why="bounced"))
    assert (now(posting).state, now(posting).why) == (State.DEAD, "bounced")
    assert not outbox.heard("company", "theirs-1", Heard(arrived=True))


def test_after_a_stop_nobody_is_told_another_way(put: Put, person: UUID, at: At) -> None:
    posting = put(person=person, to=Ref("person", person))
    outbox.deliver_all()
    outbox.cancel(person=person)
    later(at, minutes=5)
    assert outbox.to_ask("company") == []
    assert not outbox.heard("company", "theirs-1", Heard(arrived=False, why="bounced"))
    assert now(posting).state == State.SENT


def test_what_came_back_is_made_anew_when_it_is_tried_again(put: Put, told: Told, at: At) -> None:
    posting = put()
    outbox.deliver_all()
    outbox.heard("company", "theirs-1", Heard(arrived=False, why="bounced"))
    claims.replay(now(posting), by=someone(posting))
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}
    assert (told.made, now(posting).receipt) == (2, "theirs-1")


def someone(posting: Posting) -> Actor:
    return Actor(Kind.USER, id=ids.new(), partnership=posting.partnership)


def test_what_is_said_before_we_wrote_down_the_receipt_is_not_lost(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = put()

    def sends(*_: object) -> Pending:
        assert not outbox.heard("company", "theirs-1", Heard(arrived=False, why="bounced"))
        return Pending("company", "theirs-1")

    monkeypatch.setattr(Told, "send", sends)
    outbox.deliver_all()
    assert (now(posting).state, now(posting).why) == (State.DEAD, "bounced")
    assert not Arrival.objects.exists()


def test_what_is_said_of_others_messages_is_let_go_after_a_day(at: At) -> None:
    outbox.heard("company", "anothers-1", Heard(arrived=True))
    later(at, days=2)
    outbox.heard("company", "anothers-2", Heard(arrived=True))
    assert list(Arrival.objects.values_list("key", flat=True)) == ["anothers-2"]
    assert not outbox.heard("company", "x" * 201, Heard(arrived=True))


def test_one_that_arrives_after_a_stop_keeps_no_receipt(
    put: Put, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = put(person=person, to=Ref("person", person))

    def sends(*_: object) -> Pending:
        outbox.cancel(person=person)
        return Pending("company", "theirs-1", ask=True)

    monkeypatch.setattr(Told, "send", sends)
    outbox.deliver_all()
    assert (now(posting).state, now(posting).receipt, now(posting).ask_at) == (State.SENT, "", None)


def test_a_delivery_that_is_taken_back_is_no_arrival(put: Put) -> None:
    posting = put()
    outbox.deliver_all()
    outbox.heard("company", "theirs-1", Heard(arrived=True))
    outbox.heard("company", "theirs-1", Heard(arrived=False, why="bounced"))
    assert now(posting).arrived_at is None


def test_what_two_workers_hear_at_once_is_written_down_once(put: Put) -> None:
    posting = put()
    outbox.deliver_all()
    asked = now(posting)
    assert claims.heard(asked, Heard(arrived=False, why="bounced"))
    assert not claims.heard(asked, Heard(arrived=False, why="bounced"))
    assert Line.objects.filter(verb="outbox.dead", subject_id=posting.subject_id).count() == 1
