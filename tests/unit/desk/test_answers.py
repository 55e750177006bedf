"""The pages of an answer: what each side is offered, and that looking never acts."""

from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places, services
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.desk.presenters import said
from watersmeet.records.partnerships.api import Category, Partner
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import State
from watersmeet.records.referrals.models import Handover, Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
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


def browser(partner: Partner) -> Client:
    """Somebody of a partner, signed in."""
    visit = Client()
    visit.force_login(User.objects.get(pk=places.worker(partner).id))
    return visit


def words(page) -> str:
    return " ".join(page.content.decode().split())


def version(referral: UUID) -> int:
    return Referral.objects.get(pk=referral).version


def test_a_question_goes_from_page_to_page(here: Place, referral: UUID) -> None:
    group, front_door = browser(here.group), browser(here.front_door)
    address = f"/work/{referral}/question/"
    assert address in words(group.get(f"/work/{referral}/"))
    assert front_door.get(address).status_code == 404
    assert group.get(address).status_code == 200
    assert not Referral.objects.get(pk=referral).question_open
    empty = group.post(address, {"words": "", "seen_version": version(referral)})
    assert (empty.status_code, "Write your question" in words(empty)) == (400, True)
    group.post(address, {"words": "Can they climb stairs?", "seen_version": version(referral)})
    again = group.get(address)
    assert (again.status_code, "Somebody has already done it" in words(again)) == (409, True)
    assert f'<a href="/work/{referral}/">See how it stands now</a>' in words(again)
    waits = words(group.get(f"/work/{referral}/"))
    assert f"{here.front_door} answers the question by" in waits
    assert "Answer their question" not in waits, "it is not for who asked"
    shown = words(front_door.get(f"/work/{referral}/"))
    assert "Can they climb stairs?" in shown
    assert "Answer their question by" in shown
    front_door.post(address, {"words": "Yes, slowly.", "seen_version": version(referral)})
    assert "Yes, slowly." in words(group.get(f"/work/{referral}/"))
    assert Referral.objects.get(pk=referral).holder_id == here.group.pk
    assert front_door.get(address).status_code == 409, "a colleague answered it"


def test_a_no_names_a_service_and_one_press_asks_it(here: Place, referral: UUID) -> None:
    other = services.service(here, here.therapy, name="Talking therapy")
    group, front_door = browser(here.group), browser(here.front_door)
    address = f"/work/{referral}/declined/"
    assert "Talking therapy" in words(group.get(address))
    no = {"reason": "full", "instead": str(other.pk), "words": "", "seen_version": version(referral)}
    assert group.post(address, no).status_code == 302
    shown = words(front_door.get(f"/work/{referral}/"))
    assert "Ask Talking therapy" in shown
    assert "Talking therapy" in words(front_door.get(f"/work/{referral}/again/", follow=True))
    assert Referral.objects.count() == 1
    assert group.post(f"/work/{referral}/again/", {"service": str(other.pk)}).status_code == 404
    said = front_door.post(f"/work/{referral}/again/", {"service": str(other.pk)}, follow=True)
    assert "the person has not said yes to this service yet" in words(said)
    assert "See what was asked before" in words(said)
    assert "see how that goes" in words(front_door.get(f"/work/{referral}/"))


def test_the_last_step_after_a_yes_ran_out_is_said_on_my_work(here: Place, referral: UUID) -> None:
    group = browser(here.group)
    for step in ("accepted", "started"):
        group.post(f"/work/{referral}/{step}/", {"words": "", "seen_version": version(referral)})
    Permission.objects.update(until=clock.now())
    done = group.post(f"/work/{referral}/completed/", {"words": "", "seen_version": version(referral)}, follow=True)
    assert (done.status_code, done.redirect_chain[-1][0]) == (200, "/work/")
    assert group.get(f"/work/{referral}/").status_code == 404
    assert said(State.COMPLETED) in words(done)


def test_of_a_closed_one_nothing_is_next(here: Place, referral: UUID) -> None:
    group, front_door = browser(here.group), browser(here.front_door)
    for step in ("accepted", "started", "completed"):
        group.post(f"/work/{referral}/{step}/", {"words": "", "seen_version": version(referral)})
    for one in (group, front_door):
        assert "There is nothing more to do." not in words(one.get(f"/work/{referral}/"))
    front_door.post(f"/work/{referral}/seen/")
    for one in (group, front_door):
        closed = words(one.get(f"/work/{referral}/"))
        assert "What is next</h2> <p>There is nothing more to do.</p>" in closed
        assert "It was a mistake" in closed


def test_where_somebody_waits_is_said_on_a_page(here: Place, referral: UUID) -> None:
    group = browser(here.group)
    group.post(f"/work/{referral}/accepted/", {"words": "", "seen_version": version(referral)})
    wait = {"words": "", "queue_place": "4", "seen_version": version(referral)}
    assert group.post(f"/work/{referral}/waiting/", wait).status_code == 302
    shown = words(group.get(f"/work/{referral}/"))
    assert "Number 4 in the queue." in shown
    address = f"/work/{referral}/where/"
    assert browser(here.front_door).get(address).status_code == 404
    past = {"queue_place": "2", "expected_on-day": "1", "expected_on-month": "1", "expected_on-year": "2020"}
    assert group.post(address, past | {"seen_version": version(referral)}).status_code == 400
    assert group.post(address, {"queue_place": "2", "seen_version": version(referral)}).status_code == 302
    assert "Number 2 in the queue." in words(group.get(f"/work/{referral}/"))


def test_a_joint_first_contact_goes_from_plan_to_outcome(
    here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    group, front_door = browser(here.group), browser(here.front_door)
    address = f"/work/{referral}/handover/"
    when = {"day-day": "1", "day-month": "12", "day-year": "2026", "time": "9:30"}
    plan = when | {"how": "in_person", "who": "Tamsin", "agreed": "We walk in together.", "where": ""}
    nowhere = front_door.post(address, plan)
    assert (nowhere.status_code, "Say where they meet." in words(nowhere)) == (400, True)
    late = front_door.post(address, plan | {"time": "half past"})
    assert "Enter a time, like 09:30 or 14:00" in words(late)
    assert front_door.post(address, plan | {"where": "The library"}).status_code == 302
    meeting = Handover.objects.get()
    assert "Tuesday 1 December at 9:30am" in words(group.get(f"/work/{referral}/"))
    assert "A joint first contact" in words(front_door.get("/work/"))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T12:00:00Z")
    settle = f"{address}{meeting.pk}/"
    assert front_door.get(settle).status_code == 200
    assert browser(here.therapy).get(settle).status_code == 404
    assert front_door.post(settle, {"outcome": "moved", "words": "", "time": ""}).status_code == 400
    assert front_door.post(settle, {"outcome": "met", "words": "", "time": ""}).status_code == 302
    assert "They met" in words(group.get(f"/work/{referral}/"))


def test_who_may_see_what_happened_and_not_what_was_asked_reads_no_words(here: Place, referral: UUID) -> None:
    assert "Company." in browser(here.group).get(f"/work/{referral}/").content.decode()
    Permission.objects.filter(category=Category.NEEDS).update(withdrawn_at=clock.now())
    page = browser(here.group).get(f"/work/{referral}/")
    assert page.status_code == 200
    assert "Company." not in page.content.decode()
