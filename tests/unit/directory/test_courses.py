"""A course has runs, a run has sessions and places."""

from datetime import date, time

import pytest

from tests.factories import accounts
from tests.factories import directory as made
from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.accounts.policy import may, relations
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR, Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import DirectoryEvent, Service

pytestmark = pytest.mark.django_db


def test_the_last_place_is_taken_once() -> None:
    run = made.run(places_in_all=2)
    assert [directory.take_place(run.pk, by=COMMAND), directory.take_place(run.pk, by=COMMAND)] == [1, 0]
    with pytest.raises(Conflict, match="full"):
        directory.take_place(run.pk, by=COMMAND)
    assert directory.give_back_place(run.pk, by=COMMAND) == 1


def test_nobody_gives_back_a_place_that_was_never_taken() -> None:
    with pytest.raises(Conflict):
        directory.give_back_place(made.run().pk, by=COMMAND)


def test_every_change_is_an_event_in_order() -> None:
    run = made.run()
    directory.take_place(run.pk, by=COMMAND)
    events = DirectoryEvent.objects.filter(subject=run.course.service).order_by("version")
    assert [event.what for event in events] == [
        "list_service",
        "add_course",
        "add_run",
        *["add_session"] * 3,
        "take_place",
    ]
    assert [event.version for event in events] == list(range(1, 8))


def test_a_service_with_a_course_shows_its_next_run_and_the_places_left() -> None:
    run = made.run(places_in_all=3)
    directory.take_place(run.pk, by=COMMAND)
    seen = directory.service(VISITOR, run.course.service_id)
    assert seen.kind == "course"
    assert seen.runs[0].left == 2
    assert seen.runs[0].sessions[0] == (date(2027, 1, 12), time(10), time(11, 30))


def test_a_run_that_is_over_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    run = made.run()
    monkeypatch.setenv("WATERSMEET_NOW", "2027-01-27T09:00:00Z")
    assert directory.service(VISITOR, run.course.service_id).runs == ()


def test_a_session_lies_within_its_run() -> None:
    with pytest.raises(Invalid, match="12 Jan"):
        directory.add_session(run=made.run().pk, on=date(2027, 2, 2), starts_at=time(10), ends_at=time(11), by=COMMAND)


def test_the_same_key_lists_one_service_and_other_content_is_refused() -> None:
    place, said = places.partnership().pk, made.facts()
    one = directory.list_service(partnership=place, facts=said, by=COMMAND, key="k1")
    assert directory.list_service(partnership=place, facts=said, by=COMMAND, key="k1") == one
    with pytest.raises(KeyReused):
        directory.list_service(partnership=place, facts=made.facts(), by=COMMAND, key="k1")
    assert Service.objects.filter(partnership=place).count() == 1


def test_the_same_key_gives_a_course_one_run() -> None:
    course = made.run().course
    days = {"starts_on": date(2027, 4, 1), "ends_on": date(2027, 4, 8), "places": 4}
    one = directory.add_run(course=course.pk, by=COMMAND, key="spring", **days)
    assert directory.add_run(course=course.pk, by=COMMAND, key="spring", **days) == one


def test_revising_with_the_same_facts_says_nothing_new() -> None:
    said = made.facts(meetings=(directory.Meeting(day="TH", opens_at=time(14)),))
    listed = directory.list_service(partnership=places.partnership().pk, facts=said, by=COMMAND)
    assert not directory.revise_service(service=listed.pk, facts=said, by=COMMAND)
    assert DirectoryEvent.objects.filter(subject=listed).count() == 1


def test_a_service_that_takes_referrals_has_a_partner_to_answer_them() -> None:
    with pytest.raises(Invalid, match="partner"):
        made.service(takes_referrals=True)
    partner = places.partner()
    listed = made.service(partner.partnership_id, partner.pk, takes_referrals=True, wait_days=3)
    seen = directory.service(VISITOR, listed.pk)
    assert (seen.partner_id, seen.takes_referrals, seen.wait_days) == (partner.pk, True, 3)
    assert [one.id for one in directory.services_of(COMMAND, partner.pk)] == [listed.pk]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"website": "example"}, "website"),
        ({"website": 'https://ok.example/"><script>'}, "website"),
        ({"website": "https://ok.example/a b"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://ok.example@other.example/"}, "website"),
        ({"website": "https://ok.example:secret@other.example/"}, "website"),
        ({"website": "https://ok.example\\@other.example/"}, "website"),
        ({"website": "https://ok.example/\u202egro.rehto"}, "website"),
        ({"website": "https://ok.example/\u200b"}, "website"),
        ({"website": "https://ok.example/\x07"}, "website"),
        ({"email": "nobody"}, "email"),
        ({"sector": "circus"}, "sector"),
        ({"min_age": 30, "max_age": 20}, "min_age"),
        ({"meetings": (directory.Meeting(day="XX", opens_at=time(9)),)}, "meetings"),
        ({"place": directory.PlaceFacts(postcode="EX31 9ZZ")}, "postcode"),
    ],
)
def test_what_cannot_be_listed_is_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        made.service(**wrong)
    assert field in problem.value.fields
    assert not Service.objects.exists()


def test_a_visitor_lists_nothing_and_a_manager_for_their_own_partner_alone() -> None:
    there = places.partnership().pk
    with pytest.raises(Refused):
        directory.list_service(partnership=there, facts=made.facts(), by=VISITOR)
    manager = Actor(Kind.USER, accounts.user().pk, role=Role.MANAGER, partner=ids.new(), partnership=there)
    assert may(manager, "service.list", relations(manager, keeper=manager.partner))
    with pytest.raises(Refused):
        directory.list_service(partnership=there, partner=ids.new(), facts=made.facts(), by=manager)


def test_a_closed_service_is_gone_for_visitors() -> None:
    listed = made.service(status=directory.Status.DEFUNCT)
    with pytest.raises(NotFound):
        directory.service(VISITOR, listed.pk)
