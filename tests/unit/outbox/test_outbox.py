"""What is put leaves once, or stays in sight with the reason."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.unit.outbox.conftest import At, Put, Told, now
from watersmeet.audit import api as audit
from watersmeet.base import clock, crash, ids
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import keys
from watersmeet.base.problems import Allowed, Conflict, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox import claims, worker
from watersmeet.outbox.delivery import deliver
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import NeverError, SendError, senders
from watersmeet.outbox.states import MOVES

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SAID_NO = Refusal("permission", "They said no.")
State = outbox.State


def raw(posting: Posting, column: str) -> bytes | None:
    """What the database holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM outbox_posting WHERE key = %s", [posting.key])  # noqa: S608 - our column
        held = cursor.fetchone()[0]
    return None if held is None else bytes(held)


def test_what_is_put_leaves_once(told: Told, put: Put) -> None:
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}
    assert outbox.deliver_all() == {}
    assert len(told.sent) == 1
    after = now(posting)
    assert (after.state, after.answer, after.body, after.lease_until) == (State.SENT, "taken for one", None, None)


def test_the_same_key_again_changes_nothing(told: Told, put: Put) -> None:
    first = put("one")
    again = put("one")
    assert (again, again.subject, again.put_at) == (first, first.subject, first.put_at)
    assert put("two") != first
    outbox.deliver_all()
    assert put("one").state == State.SENT
    assert [key for key, _body in told.sent] == ["one", "two"]


def test_a_posting_without_a_place_is_refused(by: Actor) -> None:
    with pytest.raises(ValueError, match="partnership"):
        outbox.put("told", subject=Ref("a", ids.new()), to=Ref("b", ids.new()), key="k", ordered_by=Actor(Kind.LINK))


def test_a_posting_stands_or_falls_with_its_change(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        put()


def test_what_is_not_due_waits(told: Told, put: Put, at: At) -> None:
    put(due=clock.now() + timedelta(hours=1))
    assert outbox.deliver_all() == {}
    at("+61m")
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}


def test_nothing_readable_is_stored(told: Told, put: Put, person: UUID) -> None:
    told.trouble = SendError("timeout")
    posting = put(person=person)
    outbox.deliver_all()
    held = raw(posting, "body") or b""
    assert held
    assert b"Mair" not in held
    assert now(posting).body == b'{"to": "Mair", "made": 1}'


def test_a_failure_waits_longer_each_time_and_resends_the_same_bytes(told: Told, put: Put, at: At) -> None:
    told.trouble = SendError("timeout")
    posting = put()
    waits = []
    for _try in range(12):
        assert outbox.deliver_all() == {outbox.Outcome.FAILED: 1}
        after = now(posting)
        assert after.why == "timeout"
        waits.append((after.due_at - clock.now()).total_seconds())
        assert outbox.deliver_all() == {}
        at(after.due_at.isoformat())
    assert all(2**n * 0.5 - 1 <= wait <= 2 * 2**n for n, wait in enumerate(waits[:8]))
    assert max(waits) <= 600
    told.trouble = None
    outbox.deliver_all()
    assert told.sent == [("one", b'{"to": "Mair", "made": 1}')]


def test_too_many_failures_are_dead_and_can_be_replayed(
    told: Told, put: Put, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_FAILURES", 1)
    told.trouble = SendError("timeout")
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.DEAD: 1}
    told.trouble = None
    assert outbox.deliver_all() == {}
    outbox.replay(now(posting), by=by)
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}
    verbs = [entry.verb for entry in audit.lines_for(posting.subject)]
    assert verbs == ["outbox.sent", "outbox.replay", "outbox.dead"]


def test_what_can_never_be_sent_is_dead_at_once(told: Told, put: Put) -> None:
    told.trouble = NeverError("no_such_address")
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.DEAD: 1}
    assert (now(posting).state, now(posting).why) == (State.DEAD, "no_such_address")


def test_a_senders_own_fault_is_a_failure_and_its_words_are_kept_nowhere(
    told: Told, put: Put, caplog: pytest.LogCaptureFixture
) -> None:
    told.trouble = KeyError("Mair lives at 3 Mill Lane")
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.FAILED: 1}
    assert now(posting).why == "fault.keyerror"
    assert caplog.messages == ["sender of told failed with KeyError"]


def test_a_code_with_words_in_it_is_not_kept(told: Told, put: Put) -> None:
    told.trouble = SendError("550 no mailbox for Mair")
    posting = put()
    outbox.deliver_all()
    assert now(posting).why == "unclear"


def test_only_what_ended_badly_can_be_replayed(told: Told, put: Put, by: Actor) -> None:
    posting = put()
    with pytest.raises(Conflict):
        outbox.replay(posting, by=by)
    outbox.deliver_all()
    with pytest.raises(Conflict):
        outbox.replay(now(posting), by=by)


def test_a_refusal_is_visible_and_nothing_was_made(told: Told, put: Put) -> None:
    told.gate = SAID_NO
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.REFUSED: 1}
    after = now(posting)
    assert (after.state, after.why, after.made_at) == (State.REFUSED, "permission", None)
    assert not told.sent


def test_quiet_hours_postpone(told: Told, put: Put, at: At) -> None:
    told.gate = Refusal("quiet_hours", "Not at night.", try_again_at=clock.now() + timedelta(hours=9))
    posting = put()
    assert outbox.deliver_all() == {outbox.Outcome.POSTPONED: 1}
    assert (now(posting).state, now(posting).why) == (State.WAITING, "quiet_hours")
    told.gate = Allowed("test")
    assert outbox.deliver_all() == {}
    at("+10h")
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}


def test_the_gate_is_passed_again_before_a_retry(told: Told, put: Put, at: At) -> None:
    told.trouble = SendError("timeout")
    posting = put()
    outbox.deliver_all()
    told.trouble, told.gate = None, SAID_NO
    at("+1h")
    assert outbox.deliver_all() == {outbox.Outcome.REFUSED: 1}
    assert not told.sent
    assert now(posting).why == "permission"


def test_what_is_cancelled_before_a_retry_does_not_leave_again(
    told: Told, put: Put, at: At, person: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person stops after a worker has claimed the retry and before it asks the gate."""
    told.trouble = SendError("timeout")
    posting = put(person=person)
    outbox.deliver_all()
    at("+1h")
    told.trouble = None
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    outbox.cancel(person=person)
    assert deliver(claimed) is outbox.Outcome.LEFT
    assert not told.sent
    assert now(posting).state == State.CANCELLED


def test_withdrawal_cancels_what_waits_and_names_whoever_was_sent_to(told: Told, put: Put, person: UUID) -> None:
    first, never = put("first", person=person), put("never", due=clock.now() + timedelta(days=1), person=person)
    other = put("other", person=ids.new(), due=clock.now() + timedelta(days=1))
    outbox.deliver_all()
    assert outbox.cancel(person=person) == [outbox.Told(first.to, first.subject)]
    assert [now(each).state for each in (first, never, other)] == [State.SENT, State.CANCELLED, State.WAITING]


def test_withdrawal_from_one_partner_leaves_the_others(told: Told, put: Put, person: UUID) -> None:
    stays, goes = put("stays", person=person), put("goes", person=person)
    outbox.cancel(person=person, to=goes.to)
    assert outbox.deliver_all() == {outbox.Outcome.SENT: 1}
    assert (now(stays).state, now(goes).state) == (State.SENT, State.CANCELLED)


def test_what_may_have_left_counts_as_sent_to_and_is_never_tried_again(
    told: Told, put: Put, person: UUID, at: At
) -> None:
    told.trouble = SendError("timeout")
    posting = put(person=person)
    outbox.deliver_all()
    assert outbox.cancel(person=person) == [outbox.Told(posting.to, posting.subject)]
    assert raw(posting, "body") is None
    told.trouble = None
    at("+1h")
    assert outbox.deliver_all() == {}


def test_cancelled_between_claim_and_making_it_never_leaves(told: Told, put: Put, person: UUID) -> None:
    put(person=person)
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    outbox.cancel(person=person)
    assert deliver(claimed) == outbox.Outcome.LEFT
    assert not told.sent


def test_cancelled_on_its_way_it_still_says_that_it_was_sent(told: Told, put: Put, person: UUID) -> None:
    posting = put(person=person)
    [claimed] = outbox.claim(["told"], 1, MINUTE)
    assert claims.made(claimed, b"bytes")
    assert outbox.cancel(person=person) == [outbox.Told(posting.to, posting.subject)]
    assert outbox.done(claimed, "taken")
    assert now(posting).state == State.SENT


def test_an_erased_persons_message_cannot_be_made_nor_resent(told: Told, put: Put, person: UUID, at: At) -> None:
    told.trouble = SendError("timeout")
    tried, waits = put("tried", person=person), put("waits", person=person, due=clock.now() + timedelta(minutes=5))
    outbox.deliver_all()
    keys.destroy(person)
    told.trouble = None
    at("+1h")
    assert outbox.deliver_all() == {outbox.Outcome.REFUSED: 2}
    assert {now(tried).why, now(waits).why} == {"erased"}
    assert not told.sent


def test_a_lease_keeps_others_away_until_it_runs_out(told: Told, put: Put, at: At) -> None:
    put()
    assert len(outbox.claim(["told"], 5, MINUTE)) == 1
    assert outbox.claim(["told"], 5, MINUTE) == []
    at("+61s")
    assert len(outbox.claim(["told"], 5, MINUTE)) == 1


def test_who_lost_the_lease_changes_nothing_but_an_answer_counts(told: Told, put: Put, at: At) -> None:
    posting = put()
    [first] = outbox.claim(["told"], 1, MINUTE)
    at("+61s")
    [second] = outbox.claim(["told"], 1, MINUTE)
    assert not outbox.failed(first, "timeout")
    assert not outbox.refused(first, SAID_NO)
    assert not outbox.dead(first, "timeout")
    assert outbox.done(first, "taken")
    assert not outbox.failed(second, "timeout")
    assert now(posting).state == State.SENT


def test_who_lost_the_lease_writes_down_nothing(told: Told, put: Put, at: At) -> None:
    posting = put()
    [first] = outbox.claim(["told"], 1, MINUTE)
    at("+61s")
    [_second] = outbox.claim(["told"], 1, MINUTE)
    assert not outbox.dead(first, "timeout")
    assert [*audit.lines_for(posting.subject)] == []


def test_every_step_on_its_way_is_one_at_which_a_test_may_kill(
    told: Told, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[str] = []
    monkeypatch.setattr(crash, "here", passed.append)
    put()
    outbox.deliver_all()
    steps = ["put", "claimed", "begun", "prepared", "made", "ready", "sent", "noted"]
    assert passed == [f"outbox.{step}" for step in steps]


def test_opened_keys_are_let_go_after_each(told: Told, put: Put, person: UUID) -> None:
    posting = put(person=person)
    outbox.deliver_all()
    keys.DataKey.objects.all().delete()
    with pytest.raises(keys.KeyGoneError):
        _ = now(posting).answer


def test_without_a_sender_it_is_nobodys_failure(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = put()
    monkeypatch.setattr(senders, "_filled", {})
    with pytest.raises(LookupError, match="no sender for told"):
        deliver(posting)
    assert now(posting).failures == 0


def test_kinds_are_claimed_apart_and_an_unknown_kind_waits(told: Told, put: Put, by: Actor) -> None:
    put()
    outbox.put("later", subject=Ref("a", ids.new()), to=Ref("b", ids.new()), key="k", ordered_by=by)
    assert [posting.kind for posting in outbox.claim(["told"], 5, MINUTE)] == ["told"]
    assert Posting.objects.get(kind="later").attempts == 0


def test_a_stream_leaves_in_order_even_when_its_first_fails(told: Told, put: Put, at: At) -> None:
    at("2026-11-24T09:00:00+00:00")
    stream = ids.new()
    for key in ("first", "second", "third"):
        put(key, stream=stream)
    put("beside")
    told.trouble = SendError("timeout")
    assert outbox.deliver_all() == {outbox.Outcome.FAILED: 2}
    told.trouble = None
    at("2026-11-24T09:10:00+00:00")
    outbox.deliver_all()
    assert [key for key, _body in told.sent if key != "beside"] == ["first", "second", "third"]


def test_a_dead_letter_does_not_hold_up_its_stream(told: Told, put: Put) -> None:
    stream = ids.new()
    put("first", stream=stream)
    put("second", stream=stream)
    told.trouble = NeverError("gone")
    assert outbox.deliver_all() == {outbox.Outcome.DEAD: 2}


def test_every_end_has_its_line_without_words(told: Told, put: Put, person: UUID) -> None:
    posting = put(person=person)
    outbox.deliver_all()
    [entry] = audit.lines_for(posting.subject)
    assert (entry.verb, entry.detail["posting"]) == ("outbox.sent", str(posting.pk))


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_reached(state: State) -> None:
    assert state == State.WAITING or any(state in after for after in MOVES.values())


def test_once_runs_the_clockwork_and_a_fault_in_it_stops_nothing(
    told: Told, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise RuntimeError("Mair")

    works = {"a.broken": worker.Periodic(1, broken), "b.fine": worker.Periodic(1, lambda: 3)}
    monkeypatch.setattr(worker.clockwork, "_filled", works)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    put()
    assert worker.once() == ({outbox.Outcome.SENT: 1}, {"a.broken": 0, "b.fine": 3})
