"""What changed in a listing, when and by whom, for who answers for it; and the last change put back."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import directory as made
from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.history import said_of
from watersmeet.records.directory.models import Before, DirectoryEvent, Service

pytestmark = pytest.mark.django_db
HALL = replace(made.BARNSTAPLE, address="Example Hall")
FIRST = {
    "name": "Choir",
    "cost": "Free",
    "languages": ("en",),
    "place": HALL,
    "also_at": (made.BARNSTAPLE,),
    "meetings": (directory.Meeting(day="MO", opens_at=time(10), place=HALL, valid_to=date(2027, 7, 1)),),
    "costs": (directory.Cost(option="Adult", pence=350),),
    "contacts": (directory.ContactOf(name="Robin Example", phones=(directory.PhoneOf(number="01632 960 002"),)),),
    "terms": (directory.SaidTerm(taxonomy="Example list", code="17", name="Singing"),),
}
SECOND = {
    "name": "Big choir",
    "cost": "Ask us",
    "languages": ("en", "pl"),
    "place": made.BARNSTAPLE,
    "also_at": (),
    "meetings": (),
    "costs": (),
    "contacts": (),
    "terms": (),
}


@pytest.fixture
def at() -> Place:
    return places.place()


@pytest.fixture
def listed(at: Place) -> Service:
    return made.service(at.partnership.pk, at.group.pk, **FIRST)


def revised(listed: Service, **more: object) -> directory.Changed:
    """The service revised, and what its history says of that."""
    said = made.facts(**{**FIRST, **more})
    assert directory.revise_service(service=listed.pk, facts=said, by=COMMAND)
    return directory.history(COMMAND, listed.pk)[0]


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def test_all_that_changed_is_put_back_and_that_can_be_undone_too(listed: Service) -> None:
    before = said_of(Service.objects.get(pk=listed.pk))
    changed = revised(listed, **SECOND)
    assert {name for name, _was, _now in changed.facts} == set(SECOND) - {"place"}  # the first by its address
    after = said_of(Service.objects.get(pk=listed.pk))
    directory.undo_change(service=listed.pk, event=changed.event, by=COMMAND)
    assert said_of(Service.objects.get(pk=listed.pk)) == before
    directory.undo_change(service=listed.pk, event=directory.history(COMMAND, listed.pk)[0].event, by=COMMAND)
    assert said_of(Service.objects.get(pk=listed.pk)) == after
    whats = list(DirectoryEvent.objects.filter(subject=listed).values_list("what", flat=True))
    assert whats == ["list_service", "revise_service", "undo_change", "undo_change"]


def test_intake_and_a_course_are_put_back(listed: Service) -> None:
    directory.add_course(service=listed.pk, by=COMMAND, tutor="Sam Example")
    directory.add_course(service=listed.pk, by=COMMAND, tutor="Ash Example")
    [latest, *_] = directory.history(COMMAND, listed.pk)
    directory.undo_change(service=listed.pk, event=latest.event, by=COMMAND)
    assert directory.service(VISITOR, listed.pk).course.tutor == "Sam Example"
    directory.state_intake(service=listed.pk, wait_days=9, capacity=4, access=[directory.Access.TOILET], by=COMMAND)
    [latest, *_] = directory.history(COMMAND, listed.pk)
    assert {name for name, _was, _now in latest.facts} == {"wait_days", "capacity", "access", "checked_on"}
    directory.undo_change(service=listed.pk, event=latest.event, by=COMMAND)
    seen = directory.service(VISITOR, listed.pk)
    assert (seen.wait_days, seen.capacity, seen.access, seen.checked_on) == (None, None, set(), date(2026, 11, 1))


def test_only_the_last_change_is_undone(listed: Service) -> None:
    first = revised(listed, name="One")
    second = revised(listed, name="Two")
    with pytest.raises(Conflict, match="meanwhile"):
        directory.undo_change(service=listed.pk, event=first.event, by=COMMAND)
    assert [one.can_undo for one in directory.history(COMMAND, listed.pk)] == [True, False, False]
    directory.undo_change(service=listed.pk, event=second.event, by=COMMAND)
    assert Service.objects.get(pk=listed.pk).name == "One"


def test_saying_the_same_again_keeps_nothing(listed: Service) -> None:
    said = made.facts(**FIRST)
    directory.revise_service(service=listed.pk, facts=said, by=COMMAND)
    kept = Before.objects.count()
    assert not directory.revise_service(service=listed.pk, facts=said, by=COMMAND)
    assert Before.objects.count() == kept


def test_who_answers_for_it_sees_it_and_its_manager_undoes_it(at: Place, listed: Service) -> None:
    manager, volunteer = places.worker(at.group, Role.MANAGER), places.worker(at.group, Role.VOLUNTEER)
    directory.state_intake(service=listed.pk, wait_days=9, capacity=None, access=[], by=manager)
    address = reverse("directory:history", args=[listed.pk])
    page = words(browser_of(manager).get(address))
    name = User.objects.get(pk=manager.id).name
    for said in ("What it can take was said", f"by {name}", "from nothing to \u201c9\u201d", "Undo this change"):
        assert said in page
    assert "Undo this change" not in words(browser_of(volunteer).get(address))
    event = directory.history(manager, listed.pk)[0].event
    there = reverse("directory:undo", args=[listed.pk])
    assert browser_of(volunteer).post(there, {"event": event}).status_code == 404
    assert browser_of(manager).post(there, {"event": "nothing"}).status_code == 409
    assert Service.objects.get(pk=listed.pk).wait_days == 9
    done = words(browser_of(manager).post(there, {"event": event}, follow=True))
    assert "The listing says again what it said before" in done
    assert Service.objects.get(pk=listed.pk).wait_days is None


def test_nobody_else_sees_or_undoes_it(at: Place, listed: Service) -> None:
    other = places.worker(at.front_door, Role.MANAGER)
    changed = revised(listed, name="Other")
    for who in (other, VISITOR):
        with pytest.raises(Refused):
            directory.history(who, listed.pk)
        with pytest.raises(Refused):
            directory.undo_change(service=listed.pk, event=changed.event, by=who)
    assert Client().get(reverse("directory:history", args=[listed.pk])).status_code in {302, 404}
