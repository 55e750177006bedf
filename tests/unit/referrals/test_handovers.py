"""A warm handover: planned with the person, reminded of safely, settled, moved, refused, and counted by intention."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.evidence.tables import TABLES
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals import frames
from watersmeet.records.referrals.api import How, Meeting, Plan, Reason
from watersmeet.records.referrals.models import Handover, Referral, ReferralEvent

pytestmark = pytest.mark.django_db
TUESDAY, THEN = "2026-11-24T10:00:00Z", datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
PLAN = Plan(
    starts_at=THEN,
    how=How.IN_PERSON,
    who="Tamsin and Bram",
    where="The library door",
    agreed="We walk in together.",
    fallback="Tamsin rings in the afternoon.",
)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place on a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", TUESDAY)
    return places.place()


@pytest.fixture
def referral(here: Place) -> UUID:
    """Somebody's referral from the front door to the group, sent."""
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    visitor = Actor("link", partnership=here.partnership.pk)
    return referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=visitor
    )


@pytest.fixture
def meeting(here: Place, referral: UUID) -> UUID:
    """A joint first contact, planned by the front door."""
    return referrals.hand_over(referral, PLAN, by=places.worker(here.front_door))


def person_of(referral: UUID) -> UUID:
    return Referral.objects.get(pk=referral).person_id


def told(referral: UUID) -> list[str]:
    return list(ReferralEvent.objects.filter(subject=referral).order_by("version").values_list("what", flat=True))


def test_both_sides_and_the_person_see_it_and_it_is_a_task_of_the_planner(
    here: Place, referral: UUID, meeting: UUID
) -> None:
    readers = places.worker(here.group), places.worker(here.front_door), places.by_link(here, person_of(referral))
    for reader in readers:
        [seen] = referrals.handovers(reader, referral)
        assert (seen.id, seen.who, seen.where, seen.outcome) == (meeting, PLAN.who, PLAN.where, Meeting.PLANNED)
    with pytest.raises(NotFound):
        referrals.handovers(places.worker(here.therapy), referral)
    [task] = referrals.tasks_for(readers[1])
    assert (task.due_on, task.task) == (date(2026, 12, 1), "handover.meet")
    assert referrals.tasks_for(readers[0]) == []
    assert told(referral)[-1] == "hand_over"


def test_what_must_be_said_is_said(here: Place, referral: UUID) -> None:
    greeter = places.worker(here.front_door)
    wrong = {
        "who": Plan(starts_at=THEN, how=How.PHONE, who=" ", agreed="Yes"),
        "agreed": Plan(starts_at=THEN, how=How.PHONE, who="Tamsin", agreed=""),
        "where": Plan(starts_at=THEN, how=How.IN_PERSON, who="Tamsin", agreed="Yes"),
        "starts_at": Plan(starts_at=datetime(2026, 11, 1, tzinfo=UTC), how=How.PHONE, who="Tamsin", agreed="Yes"),
    }
    for field, plan in wrong.items():
        with pytest.raises(Invalid) as invalid:
            referrals.hand_over(referral, plan, by=greeter)
        assert set(invalid.value.fields) == {field}
    with pytest.raises(Refused):
        referrals.hand_over(referral, PLAN, by=places.by_link(here, person_of(referral)))


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 11, 28, 3, tzinfo=UTC),
        datetime(2026, 11, 29, 10, tzinfo=UTC),
        datetime(2026, 11, 30, 19, tzinfo=UTC),
    ],
    ids=["Saturday night", "Sunday", "when the day ends"],
)
def test_nobody_is_met_outside_the_hours_of_the_place(
    here: Place, referral: UUID, meeting: UUID, when: datetime
) -> None:
    greeter = places.worker(here.front_door)
    with pytest.raises(Invalid, match=r"from 9am to 7pm on: Monday, .*Saturday\.") as moved:
        referrals.settle_handover(meeting, Meeting.MOVED, by=greeter, starts_at=when)
    assert set(moved.value.fields) == {"starts_at"}
    referrals.settle_handover(meeting, Meeting.CHOSE_NOT, by=greeter)
    with pytest.raises(Invalid, match="outside the hours of this place"):
        referrals.hand_over(referral, replace(PLAN, starts_at=when), by=greeter)
    assert referrals.hand_over(referral, replace(PLAN, starts_at=datetime(2026, 11, 28, 9, tzinfo=UTC)), by=greeter)


def test_one_at_a_time_before_it_starts_and_the_same_key_gives_the_same(here: Place, referral: UUID) -> None:
    volunteer = places.worker(here.group, Role.VOLUNTEER)
    first = referrals.hand_over(referral, PLAN, by=volunteer, key="one")
    assert referrals.hand_over(referral, PLAN, by=volunteer, key="one") == first
    with pytest.raises(Conflict):
        referrals.hand_over(referral, PLAN, by=volunteer)
    referrals.settle_handover(first, Meeting.CHOSE_NOT, by=volunteer)
    referrals.accept(referral, by=volunteer)
    referrals.start(referral, by=volunteer)
    assert not referrals.may_hand_over(volunteer, referral)


def test_they_met_is_said_afterwards_and_by_the_day_that_is_due(
    here: Place, referral: UUID, meeting: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    greeter = places.worker(here.front_door)
    with pytest.raises(Invalid):
        referrals.settle_handover(meeting, Meeting.MET, by=greeter)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T15:00:00Z")
    [task] = referrals.tasks_for(greeter)
    assert (task.due_on, task.task) == (date(2026, 12, 3), "handover.settle")
    referrals.settle_handover(meeting, Meeting.MET, by=greeter, words="It went well.")
    assert referrals.tasks_for(greeter) == []
    assert told(referral)[-1] == "handover_met"
    with pytest.raises(Conflict):
        referrals.settle_handover(meeting, Meeting.DID_NOT_COME, by=greeter)


def test_moved_is_the_same_plan_at_another_time(here: Place, referral: UUID, meeting: UUID) -> None:
    greeter, later = places.worker(here.front_door), datetime(2026, 12, 8, 10, 30, tzinfo=UTC)
    with pytest.raises(Invalid):
        referrals.settle_handover(meeting, Meeting.MOVED, by=greeter)
    referrals.settle_handover(meeting, Meeting.MOVED, by=greeter, starts_at=later)
    new, old = referrals.handovers(greeter, referral)
    assert (old.outcome, new.outcome, new.starts_at, new.agreed) == (Meeting.MOVED, Meeting.PLANNED, later, PLAN.agreed)


def test_the_person_may_say_no_to_it_and_nothing_else(here: Place, referral: UUID, meeting: UUID) -> None:
    person = places.by_link(here, person_of(referral))
    with pytest.raises(Refused):
        referrals.settle_handover(meeting, Meeting.MOVED, by=person, starts_at=datetime(2027, 1, 1, tzinfo=UTC))
    other = places.by_link(here, places.person(here, name="Bo Example"))
    with pytest.raises(NotFound):
        referrals.settle_handover(meeting, Meeting.CHOSE_NOT, by=other)
    referrals.settle_handover(meeting, Meeting.CHOSE_NOT, by=person)
    assert Handover.objects.get().outcome == Meeting.CHOSE_NOT
    assert Referral.objects.get(pk=referral).closed_at is None


@pytest.mark.parametrize("way", ["withdraw", "stop", "silence"])
def test_it_is_called_off_when_the_referral_ends_or_a_side_is_told_no_more(
    here: Place, referral: UUID, meeting: UUID, way: str
) -> None:
    who = person_of(referral)
    person = places.by_link(here, who)
    if way == "withdraw":
        referrals.withdraw(referral, by=person, reason=Reason.PERSON_CHOSE)
    else:
        places.permit(who, here.group, here.front_door, Category.REFERRAL)
        stopped = here.group if way == "stop" else here.front_door
        people.withdraw(person=who, receiver=stopped.pk, by=person)
    assert Handover.objects.get(pk=meeting).outcome == Meeting.CALLED_OFF
    assert "handover_called_off" in told(referral)


def test_the_reminder_waits_for_the_day_before_and_leaves_only_by_a_safe_way_while_it_still_stands(
    here: Place, referral: UUID, meeting: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = Posting.objects.get(kind="person.handover")
    assert posting.due_at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    with pytest.raises(NotFound):
        referrals.meets_soon(referral)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-30T10:05:00Z")
    referrals.meets_soon(referral)
    greeter = places.worker(here.front_door)
    people.set_contact(person=person_of(referral), contact=people.SafeContact(), by=greeter)
    outbox.deliver_all()
    posting.refresh_from_db()
    assert posting.state == "refused"


def test_the_words_are_sealed_exported_and_forgotten(here: Place, referral: UUID, meeting: UUID) -> None:
    [told_back] = referrals.Held().export(person_of(referral))
    assert told_back["joint first contacts"][0]["agreed"] == PLAN.agreed
    stored = Handover.objects.filter(pk=meeting).values("who", "agreed").get()
    assert b"Tamsin" not in b"".join(one.body for one in stored.values())
    people.erase(person=person_of(referral), by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    row = Handover.objects.get(pk=meeting)
    assert (row.who, row.where, row.agreed, row.fallback) == (None, None, None, None)


def test_evidence_counts_by_intention_and_only_those_who_said_yes(
    here: Place, referral: UUID, meeting: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = Actor(Kind.PROCESS, partnership=here.partnership.pk, partner=here.front_door.pk)
    assert [row for batch in frames.handovers(analyst) for row in batch.to_pylist()] == []
    places.permit(person_of(referral), here.front_door, here.front_door, purpose=Purpose.EVALUATION)
    Referral.objects.update(handover_offered=True)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T15:00:00Z")
    referrals.settle_handover(meeting, Meeting.MET, by=places.worker(here.front_door))
    [batch] = frames.handovers(analyst)
    [row] = batch.to_pylist()
    assert (row["offered"], row["planned"], row["met_on"]) == (1, 1, date(2026, 12, 1))
    assert set(row) == {column.name for column in TABLES["handovers"].columns}


@pytest.mark.parametrize(("asked", "offered"), [(True, 1), (False, 0), (None, None)])
def test_whether_it_was_offered_is_told_apart_from_nobody_asked(
    here: Place, referral: UUID, asked: bool | None, offered: int | None
) -> None:
    analyst = Actor(Kind.PROCESS, partnership=here.partnership.pk, partner=here.front_door.pk)
    places.permit(person_of(referral), here.front_door, here.front_door, purpose=Purpose.EVALUATION)
    assert Referral.objects.get().handover_offered is None, "who asks for themself is asked nothing of it"
    Referral.objects.update(handover_offered=asked)
    [row] = [row for batch in frames.handovers(analyst) for row in batch.to_pylist()]
    assert row["offered"] == offered


def test_a_planned_one_is_among_what_its_planner_and_their_partner_hold(here: Place, referral: UUID) -> None:
    greeter, heir = places.worker(here.front_door), places.worker(here.front_door)
    met = referrals.hand_over(referral, PLAN, by=greeter)
    holdings = referrals.OfUsers()
    assert Ref("handover", met) in holdings.holds(greeter.id)
    assert Ref("handover", met) in referrals.OfPartners().holds(here.front_door.pk)
    with pytest.raises(Invalid):
        holdings.hand_over(greeter.id, to=places.worker(here.group).id, by=COMMAND)

    holdings.hand_over(greeter.id, to=heir.id, by=COMMAND)

    assert holdings.holds(greeter.id) == []
    assert [one.assigned_to for one in referrals.tasks_for(heir) if one.task == "handover.meet"] == [heir.id]


def test_one_that_was_moved_stays_with_whoever_planned_it_and_once_settled_is_held_by_nobody(
    here: Place, referral: UUID
) -> None:
    greeter = places.worker(here.front_door)
    met = referrals.hand_over(referral, PLAN, by=greeter)
    later = datetime(2026, 12, 3, 10, 30, tzinfo=UTC)
    referrals.settle_handover(met, Meeting.MOVED, by=places.worker(here.front_door), starts_at=later)
    again = Handover.objects.get(outcome=Meeting.PLANNED)
    assert again.worker_id == greeter.id
    referrals.settle_handover(again.pk, Meeting.CHOSE_NOT, by=places.by_link(here, person_of(referral)))
    assert referrals.OfUsers().holds(greeter.id) == []
