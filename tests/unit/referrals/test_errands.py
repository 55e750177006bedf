"""What no message could tell is told by hand: nobody who can be reached safely is left without the news."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.links import Second
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import NeverError
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact
from watersmeet.records.people.models import Permission
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import ErrandOutcome, Reason
from watersmeet.records.referrals.models import Errand, Referral

pytestmark = pytest.mark.django_db
PHONE, HOME = "+447700900123", "1 Example Street, Little Example"
RING = {"channels": (Channel.PHONE,), "phone": PHONE}


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def asks(here: Place, **contact: Any) -> UUID:
    """Somebody asks the group for help and can be reached like that; what can leave has left. Returns the referral."""
    who = people.register(
        partnership=here.partnership.pk,
        controller=here.front_door.pk,
        name="Ada Example",
        contact=SafeContact(**contact),
        by=places.COMMAND,
    )
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    made = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    settle()
    return made


def settle() -> int:
    """The worker's round: what is due leaves or is refused, and the clock looks."""
    outbox.deliver_all()
    return referrals.raise_errands()


def the_errand() -> Errand:
    return Errand.objects.get()


def test_who_can_only_be_rung_is_rung_by_the_holder(here: Place) -> None:
    referral = asks(here, **RING)
    errand = the_errand()
    assert (errand.controller_id, errand.way, errand.why) == (here.group.pk, "phone", "contact_channel")
    assert errand.due_on.isoformat() == "2026-11-25"
    [due] = referrals.tasks_for(places.worker(here.group))
    assert due.says.startswith("Ring them")
    assert Referral.objects.get(pk=referral).reference in due.says
    assert "Ada" not in due.says
    assert referrals.tasks_for(places.worker(here.front_door)) == []


@pytest.mark.parametrize(
    ("contact", "way"),
    [
        ({"channels": (Channel.POST,), "address": HOME}, "post"),
        ({"channels": (Channel.POST, Channel.PHONE), "address": HOME, "phone": PHONE}, "phone"),
        ({"channels": (Channel.SMS,), "phone": PHONE}, "sms"),
        ({"channels": (Channel.POST,), "address": HOME, "hidden_address": True}, ""),
        ({"channels": (Channel.PHONE,), "phone": PHONE, "daytimes": (Daytime.EVENING,)}, "phone"),
    ],
)
def test_the_way_is_one_that_the_rules_allow(here: Place, contact: dict[str, Any], way: str) -> None:
    asks(here, **contact)
    assert the_errand().way == way


def test_who_comes_back_by_themself_is_left_in_peace(here: Place) -> None:
    asks(here)
    assert not Errand.objects.exists()


def test_whose_two_records_leave_no_way_that_is_safe_in_both_is_asked_when_they_meet(here: Place) -> None:
    referral = asks(here, channels=(Channel.EMAIL,), email="ada@person.example")
    person = Referral.objects.get(pk=referral).person_id
    Posting.objects.all().delete()
    people.merge(
        person=person, other=places.person(here, email="other@person.example"), by=places.worker(here.front_door)
    )
    referrals.accept(referral, by=places.worker(here.group))
    settle()
    assert the_errand().way == ""


def test_who_does_not_want_to_hear_from_the_group_is_rung_by_the_front_door(here: Place) -> None:
    asks(here, **RING, not_partners=(here.group.pk,))
    assert the_errand().controller_id == here.front_door.pk


def test_what_could_not_be_delivered_is_told_by_hand(
    here: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bounces(*_: Any, **__: Any) -> str:
        raise NeverError("recipient_refused")

    monkeypatch.setattr("watersmeet.exchange.notify.mail.send", bounces)
    told = referrals.Told(
        partnership=here.partnership.pk,
        age=Age.ADULT,
        domain=Domain.PEOPLE,
        words="Company.",
        name="Ada Example",
        contact=SafeContact(channels=(Channel.EMAIL, Channel.PHONE), email="ada@person.example", phone=PHONE),
        second=Second.pin("4826"),
    )
    referrals.ask(told, by=Actor("link", partnership=here.partnership.pk), key="one")
    settle()
    assert Posting.objects.get(kind="person.referral").state == "dead"
    assert (the_errand().why, the_errand().way) == ("recipient_refused", "phone")


def test_one_errand_stands_for_all_the_news_until_it_is_done(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = asks(here, **RING)
    volunteer = places.worker(here.group, Role.VOLUNTEER)
    referrals.accept(referral, by=volunteer)
    assert settle() == 0
    referrals.do_errand(the_errand().pk, ErrandOutcome.SPOKE, by=volunteer)
    assert settle() == 0
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:30:00Z")
    referrals.start(referral, by=volunteer)
    assert settle() == 1
    assert Errand.objects.filter(done_at=None).count() == 1
    assert settle() == 0


def test_done_says_who_when_and_what_came_of_it(here: Place) -> None:
    asks(here, **RING)
    volunteer = places.worker(here.group, Role.VOLUNTEER)
    referrals.do_errand(the_errand().pk, ErrandOutcome.SPOKE, by=volunteer)
    errand = the_errand()
    assert (errand.done_by, errand.outcome) == (volunteer.id, "spoke")
    assert errand.done_at is not None
    assert referrals.tasks_for(volunteer) == []
    assert Line.objects.filter(verb="errand.end", subject_id=errand.pk).count() == 1
    with pytest.raises(Conflict):
        referrals.do_errand(errand.pk, ErrandOutcome.SPOKE, by=volunteer)


def test_nobody_answered_stays_and_is_due_again(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(here, **RING)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T10:00:00Z")
    referrals.do_errand(the_errand().pk, ErrandOutcome.NO_ANSWER, by=places.worker(here.group))
    assert (the_errand().tries, the_errand().due_on.isoformat(), the_errand().done_at) == (1, "2026-11-26", None)


def test_an_outcome_fits_the_way(here: Place) -> None:
    asks(here, **RING)
    with pytest.raises(Invalid):
        referrals.do_errand(the_errand().pk, ErrandOutcome.POSTED, by=places.worker(here.group))


@pytest.mark.parametrize("role", [Role.TUTOR, Role.ANALYST, Role.LEAD])
def test_others_neither_see_nor_do_it(here: Place, role: Role) -> None:
    asks(here, **RING)
    for stranger in (places.worker(here.group, role), places.worker(here.front_door), places.worker(here.surgery)):
        assert referrals.tasks_for(stranger) == []
        with pytest.raises(NotFound):
            referrals.errand(stranger, the_errand().pk)
        with pytest.raises(NotFound):
            referrals.do_errand(the_errand().pk, ErrandOutcome.SPOKE, by=stranger)


def test_stopping_to_share_takes_it_from_the_group(here: Place) -> None:
    asks(here, **RING)
    who = the_errand().person_id
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert referrals.tasks_for(places.worker(here.group)) == []
    assert the_errand().controller_id == here.front_door.pk


def test_forgetting_takes_it_back(here: Place) -> None:
    asks(here, **RING)
    people.erase(person=the_errand().person_id, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    assert the_errand().outcome == "dropped"
    assert settle() == 0


# The pages


def page(client: Client, by: Actor, address: str) -> str:
    client.force_login(User.objects.get(pk=by.id))
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_story_says_what_was_told_and_what_is_told_by_hand(client: Client, here: Place) -> None:
    referral = asks(here, **RING)
    worker = places.worker(here.group)
    shown = page(client, worker, f"/work/{referral}/")
    assert "Ring them: the rules allow a call" in shown
    assert "Not sent: none of the ways they call safe is one we can send by" in shown
    assert f"To {here.group.organisation.name}" in shown
    assert "Sent Tuesday 24 November" in shown
    assert "Ring them: no message could tell them" in page(client, worker, "/work/")


def test_a_message_that_waits_says_until_when(client: Client, here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = asks(here, channels=(Channel.EMAIL,), email="ada@person.example", daytimes=(Daytime.EVENING,))
    assert "Waits until Tuesday 24 November at 5pm, a time that is safe" in page(
        client, places.worker(here.group), f"/work/{referral}/"
    )


def test_who_may_not_know_the_rules_learns_only_that_it_was_not_sent(client: Client, here: Place) -> None:
    referral = asks(here, **RING)
    referrals.decline(referral, by=places.worker(here.group), reason=Reason.FULL)
    keep_contact_from_the_group(here, the_errand().person_id)
    shown = page(client, places.worker(here.group), f"/work/{referral}/")
    assert "Not sent<" in shown
    assert "ways they call safe" not in shown


def keep_contact_from_the_group(here: Place, who: UUID) -> None:
    """The group may see the referral from now on, and no more how to reach them."""
    Permission.objects.filter(person=who, receiver=here.group.pk, category=Category.CONTACT).delete()


def test_the_page_of_an_errand_says_how_and_notes_what_came_of_it(client: Client, here: Place) -> None:
    referral = asks(here, **RING, code_word="heron")
    worker, errand = places.worker(here.group), the_errand()
    address = f"/work/{referral}/errand/{errand.pk}/"
    shown = page(client, worker, address)
    for words in ("They have your request and will answer.", "heron", PHONE, "Nobody answered"):
        assert words in shown
    assert "We left a message" not in shown
    assert Line.objects.filter(verb="look.page", subject_id=errand.person_id).exists()
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"outcome": "message"}).status_code == 400
    assert the_errand().done_at is None
    assert client.post(address, {"outcome": "spoke"}).status_code == 302
    assert "We spoke, Tuesday 24 November" in page(client, worker, f"/work/{referral}/")


def test_the_page_says_when_it_is_not_a_safe_time(client: Client, here: Place) -> None:
    referral = asks(here, **RING, daytimes=(Daytime.EVENING,))
    worker = places.worker(here.group)
    assert "Not now. The next time that is safe begins" in page(
        client, worker, f"/work/{referral}/errand/{the_errand().pk}/"
    )


def test_a_worker_they_do_not_want_is_told_not_to(client: Client, here: Place) -> None:
    worker = places.worker(here.group)
    referral = asks(here, **RING, not_workers=(worker.id,))
    assert "Do not: The person does not want to hear from this worker." in page(
        client, worker, f"/work/{referral}/errand/{the_errand().pk}/"
    )


def bounced(referral: UUID, kind: str) -> Posting:
    """A message to the person that was sent, and is known by now not to have arrived."""
    row = Referral.objects.get(pk=referral)
    by = Actor("process", partnership=row.partnership_id)
    about = {"subject": Ref("referral", referral), "to": Ref("person", row.person_id), "person": row.person_id}
    with transaction.atomic():
        outbox.put(kind, key="bounced", ordered_by=by, **about)
    made = Posting.objects.filter(kind=kind, key="bounced")
    made.update(state="dead", why="bounced", made_at=clock.now(), ended_at=clock.now() + timedelta(hours=2))
    return made.get()


def test_a_message_that_they_have_read_by_then_is_no_errand(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = asks(here, **RING)
    referrals.do_errand(the_errand().pk, ErrandOutcome.SPOKE, by=places.worker(here.group))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T11:00:00Z")
    bounced(referral, "person.message")
    assert referrals.raise_errands() == 0, "nothing waits for them to read"
    monkeypatch.setattr("watersmeet.records.referrals.errands.waits_for_person", lambda _referral: None)
    assert referrals.raise_errands() == 1


def test_who_was_told_by_hand_since_it_was_sent_is_not_rung_again(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = asks(here, **RING)
    posting = bounced(referral, "person.referral")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T11:00:00Z")
    referrals.do_errand(the_errand().pk, ErrandOutcome.SPOKE, by=places.worker(here.group))
    assert the_errand().done_at < posting.ended_at
    assert referrals.raise_errands() == 0
