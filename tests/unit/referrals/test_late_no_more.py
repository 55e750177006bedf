"""What is late is told of only while it is: not after a stop, an answer or the end, and not to who has it no more."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail

from tests.factories import by_link, places, work
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db
KINDS = ("partner.due", "partner.late", "lead.late", "partner.unread")
Act = Callable[[Place, UUID], None]


@pytest.fixture
def here() -> Place:
    """A place with a lead and managers, who can all be told."""
    at = places.place()
    places.worker(at.front_door, Role.LEAD)
    for partner in (at.front_door, at.group):
        places.worker(partner, Role.MANAGER)
    return at


@pytest.fixture
def late(here: Place, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A referral that the group has let lie: its managers and the lead are about to be told."""
    referral = work.waiting(here)
    outbox.deliver_all()
    monkeypatch.setenv("WATERSMEET_NOW", "+30d")
    referrals.keep_time()
    assert told() == {"partner.late": ["waiting"], "lead.late": ["waiting"]}
    mail.outbox.clear()
    return referral


def told() -> dict[str, list[str]]:
    """How the messages about what is late stand, by their kind."""
    found: dict[str, list[str]] = {}
    for kind, state in Posting.objects.filter(kind__in=KINDS).order_by("kind", "key").values_list("kind", "state"):
        found.setdefault(kind, []).append(state)
    return found


def stop(here: Place, referral: UUID) -> None:
    who = Referral.objects.get(pk=referral).person_id
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))


def accept(here: Place, referral: UUID) -> None:
    referrals.accept(referral, by=places.worker(here.group))


def decline(here: Place, referral: UUID) -> None:
    referrals.decline(referral, by=places.worker(here.group), reason=Reason.FULL)


def forget(here: Place, referral: UUID) -> None:
    who = Referral.objects.get(pk=referral).person_id
    people.erase(person=who, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))


def nothing(here: Place, referral: UUID) -> None:
    """Nobody does anything."""


@pytest.mark.parametrize("act", [stop, accept, decline, forget])
def test_what_waits_no_more_is_not_told_of_as_late(here: Place, late: UUID, act: Act) -> None:
    act(here, late)
    outbox.deliver_all()
    assert {state for states in told().values() for state in states} <= {"refused", "cancelled"}
    assert not [one.subject for one in mail.outbox if "waiting" in one.subject or "stands still" in one.subject]


def test_what_still_waits_is_told_of_with_its_days(here: Place, late: UUID) -> None:
    outbox.deliver_all()
    assert told() == {"partner.late": ["sent"], "lead.late": ["sent"]}
    assert all("Working days: 0" not in one.body for one in mail.outbox)


def test_a_message_that_is_late_names_whom_it_is_about_to_the_queue_and_to_nobody_else(here: Place, late: UUID) -> None:
    who = Referral.objects.get(pk=late).person_id
    assert set(Posting.objects.filter(kind__in=KINDS).values_list("person", flat=True)) == {who}
    outbox.deliver_all()
    assert all("Ada" not in one.subject + one.body for one in mail.outbox)


@pytest.mark.parametrize(("act", "becomes"), [(nothing, "sent"), (decline, "refused")])
def test_a_message_that_failed_asks_again_before_it_is_tried_again(
    here: Place, late: UUID, act: Act, becomes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:
        down.setattr("watersmeet.exchange.notify.mail.send", _fails)
        outbox.deliver_all()
    act(here, late)
    monkeypatch.setenv("WATERSMEET_NOW", "+31d")
    outbox.deliver_all()
    assert told() == {"partner.late": [becomes], "lead.late": [becomes]}


def _fails(*_given: object) -> str:
    raise SendError("down")


def test_nobody_is_reminded_of_what_was_answered_or_is_late_by_now(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [work.waiting(here), work.waiting(here, name="Bo Example")]
    for referral in made:
        accept(here, referral)
    outbox.deliver_all()
    due = Referral.objects.get(pk=made[0]).due_on
    assert due is not None
    monkeypatch.setenv("WATERSMEET_NOW", f"{due - timedelta(days=1)}T10:00:00Z")
    referrals.keep_time()
    assert told() == {"partner.due": ["waiting", "waiting"]}
    referrals.start(made[0], by=places.worker(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", f"{due + timedelta(days=1)}T10:00:00Z")
    outbox.deliver_all()
    assert told() == {"partner.due": ["refused", "refused"]}


def test_who_read_how_it_ended_is_not_asked_to(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = work.waiting(here)
    decline(here, referral)
    monkeypatch.setenv("WATERSMEET_NOW", f"{clock.today() + timedelta(days=30)}T10:00:00Z")
    referrals.keep_time()
    assert told() == {"partner.unread": ["waiting"]}
    referrals.see_outcome(referral, by=places.worker(here.front_door))
    outbox.deliver_all()
    assert told() == {"partner.unread": ["refused"]}


def test_a_group_that_answers_by_link_gets_no_link_for_what_waits_no_more(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_link.answers(here)
    referral = work.waiting(here)
    outbox.deliver_all()
    monkeypatch.setenv("WATERSMEET_NOW", "+30d")
    referrals.keep_time()
    before = Posting.objects.filter(kind="answerer.referral").count()
    decline(here, referral)
    outbox.deliver_all()
    assert told()["partner.late"] == ["refused"]
    assert Posting.objects.filter(kind="answerer.referral").count() == before
