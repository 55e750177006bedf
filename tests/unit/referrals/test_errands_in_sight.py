"""An errand lies with a partner that may see it: who loses sight hands it on, and nobody waits for news for ever."""

from datetime import timedelta

import pytest

from tests.factories import by_link, places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships.models import LawfulBasis
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Errand, ErrandEvent, Referral

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten in the morning of a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def asks(here: Place) -> Referral:
    """Somebody who can only be rung asks the group, and each side may tell the other; what can leave has left."""
    who = places.person(here, channels=(Channel.PHONE,), phone="+441632960111", email="")
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door)
    by = Actor("link", partnership=here.partnership.pk)
    made = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=by
    )
    return Referral.objects.get(pk=made)


def settle() -> int:
    """The worker's round: what is due leaves or is refused, and the clock looks."""
    outbox.deliver_all()
    return referrals.raise_errands()


def lies_with(here: Place) -> str:
    """Where the one open errand lies, as its workers see it."""
    there = {
        name: [task.task for task in referrals.tasks_for(places.worker(partner))]
        for name, partner in (("front door", here.front_door), ("group", here.group))
    }
    assert sum(map(len, there.values())) == Errand.objects.filter(done_at=None).count() == 1
    return next(name for name, tasks in there.items() if tasks)


def events() -> list[str]:
    return list(ErrandEvent.objects.order_by("version").values_list("what", flat=True))


def run_out(here: Place, row: Referral) -> None:
    """Their yes to telling the front door is over."""
    Permission.objects.filter(person=row.person_id, giver=here.group.pk).update(
        given_at=clock.now() - timedelta(days=9), until=clock.now() - timedelta(days=1)
    )
    referrals.keep_time()


def errand_of_the_front_door(here: Place) -> Referral:
    """The group asked a question while its news could not leave: the front door has the next step, and the errand."""
    row = asks(here)
    referrals.ask_question(row.pk, by=places.worker(here.group), words="When?")
    settle()
    assert lies_with(here) == "front door"
    return row


def test_a_yes_to_telling_the_referrer_that_runs_out_hands_its_errand_to_the_holder(here: Place) -> None:
    row = errand_of_the_front_door(here)
    run_out(here, row)
    settle()
    assert lies_with(here) == "group"
    assert events() == ["raise", "hand_on"]
    referrals.accept(row.pk, by=places.worker(here.group))
    settle()
    assert lies_with(here) == "group", "one errand stands for the later news too"


def test_a_stop_to_the_group_hands_its_errand_to_the_front_door_at_once(here: Place) -> None:
    row = asks(here)
    settle()
    assert lies_with(here) == "group"
    people.withdraw(person=row.person_id, receiver=here.group.pk, by=places.by_link(here, row.person_id))
    assert lies_with(here) == "front door"
    assert events() == ["raise", "hand_on"]
    assert settle() == 0


def test_a_stop_to_the_front_door_hands_its_errand_to_the_group(here: Place) -> None:
    row = errand_of_the_front_door(here)
    people.withdraw(person=row.person_id, receiver=here.front_door.pk, by=places.by_link(here, row.person_id))
    assert lies_with(here) == "group"


def test_an_errand_that_its_partner_sees_stays_where_it_is(here: Place) -> None:
    row = asks(here)
    settle()
    run_out(here, row)
    settle()
    assert (lies_with(here), events()) == ("group", ["raise"])


def test_where_nobody_may_tell_any_more_it_ends_and_says_so(here: Place) -> None:
    row = errand_of_the_front_door(here)
    run_out(here, row)
    LawfulBasis.objects.filter(partner=here.group).delete()
    settle()
    errand = Errand.objects.get()
    assert (errand.outcome, errand.done_at is not None, events()) == ("nobody", True, ["raise", "end"])
    assert settle() == 0


def test_whom_they_do_not_want_to_hear_from_is_handed_nothing(here: Place) -> None:
    row = errand_of_the_front_door(here)
    contact = people.contact_rules(places.worker(here.front_door), row.person_id)
    assert contact.phone
    people.set_contact(
        person=row.person_id,
        contact=people.SafeContact(channels=(Channel.PHONE,), phone=contact.phone, not_partners=(here.group.pk,)),
        by=places.by_link(here, row.person_id),
    )
    run_out(here, row)
    settle()
    assert Errand.objects.get().outcome == "nobody"


def test_an_errand_is_given_to_nobody_who_cannot_see_it(here: Place) -> None:
    """The front door would be asked next, but the person stopped telling it."""
    who = places.person(here, channels=(Channel.PHONE,), phone="+441632960111", email="", not_partners=(here.group.pk,))
    places.permit(who, here.front_door, here.group)
    by = Actor("link", partnership=here.partnership.pk)
    made = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=by
    )
    Referral.objects.filter(pk=made).update(silent_since=clock.now())
    assert settle() == 0
    assert not Errand.objects.exists()


def test_a_group_that_answers_by_link_alone_has_no_work_page_so_the_front_door_rings(here: Place) -> None:
    by_link.answers(here)
    asks(here)
    settle()
    assert Errand.objects.get().controller_id == here.front_door.pk
