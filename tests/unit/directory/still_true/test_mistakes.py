"""Mistakes in listings: anyone tells of one without a name, who answers for it settles it, words are forgotten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.directory import facts
from tests.factories.places import Place
from tests.factories.still_true import browser_of, words
from watersmeet.audit.models import Line
from watersmeet.base import working_days
from watersmeet.base.actor import NOBODY, VISITOR, Role
from watersmeet.base.problems import Conflict, Refused
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import reports
from watersmeet.records.directory.api import Settled, Wrong
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import Report

SAID = "The shed burned down, says kittiwake."


def tell(client: Client, service: Service, **more: str) -> Any:
    """A visitor tells, as the page sends it."""
    said = {"what": "closed", "words": SAID, "key": "one", **more}
    return client.post(reverse("directory:report", args=[service.pk]), said)


def post(box: Path) -> str:
    """All that left."""
    outbox.deliver_all()
    return "".join(one.read_text() for one in sorted(box.glob("*.eml"))) if box.is_dir() else ""


def test_a_visitor_tells_in_two_steps_and_is_asked_for_nothing_of_themselves(
    client: Client, listed: Service, place: Place
) -> None:
    page = words(client.get(reverse("directory:service", args=[listed.pk])))
    assert "Tell us something is wrong" in page
    form = words(client.get(reverse("directory:report", args=[listed.pk])))
    assert "We do not ask who you are." in form
    fields = {one.split('"')[0] for one in form.split('name="')[1:]}
    assert fields - {"viewport", "theme-color", "csrfmiddlewaretoken"} == {"what", "words", "key"}
    assert "Thank you for telling us" in words(tell(client, listed))
    row = Report.objects.get()
    assert (row.what, row.words, row.from_owner) == (Wrong.CLOSED, SAID, False)
    line = Line.objects.get(verb="service.report")
    assert line.actor_id == NOBODY


def test_who_answers_for_it_has_a_task_and_a_message_without_the_words(
    client: Client, listed: Service, place: Place, box: Path
) -> None:
    manager, other = places.worker(place.group, Role.MANAGER), places.worker(place.surgery, Role.MANAGER)
    tell(client, listed)
    left = post(box)
    assert "Harbour shed" in left
    assert "kittiwake" not in left
    assert [one.task for one in directory.tasks_for(manager)][1:] == ["service.settle_report"]
    assert directory.reports_for(other) == []
    browser = browser_of(manager)
    assert "Somebody says that a listing is wrong: 1 listing" in words(browser.get("/work/"))
    assert SAID in words(browser.get("/services/reports/"))
    assert SAID not in words(browser_of(other).get("/services/reports/"))


@pytest.mark.parametrize("how", list(Settled))
def test_they_put_it_right_or_say_that_it_is(client: Client, listed: Service, place: Place, how: Settled) -> None:
    manager = places.worker(place.group, Role.MANAGER)
    tell(client, listed)
    browser, row = browser_of(manager), Report.objects.get()
    address = reverse("directory:settle_report", args=[row.pk])
    assert browser.get(address).status_code == 405
    assert browser.post(address, {"how": "no"}).status_code == 404
    for _twice in range(2):
        assert browser.post(address, {"how": how.value}).status_code == 302
    assert Report.objects.get().settled == how
    assert directory.reports_for(manager) == []
    assert Line.objects.filter(verb="service.settle_report").count() == 1


def test_others_cannot_settle_it(client: Client, listed: Service, place: Place) -> None:
    tell(client, listed)
    row = Report.objects.get()
    elsewhere = places.place()
    for who in (places.worker(place.surgery, Role.MANAGER), places.worker(elsewhere.front_door, Role.LEAD), VISITOR):
        with pytest.raises(Refused):
            directory.settle_report(row.pk, how=Settled.RIGHT, by=who)
    assert Report.objects.get().settled == ""


def test_nobody_does_anything_by_its_day_so_the_coordinator_sees_it(
    client: Client, listed: Service, place: Place, later: Callable[[int], None]
) -> None:
    lead, worker = places.worker(place.front_door, Role.LEAD), places.worker(place.group)
    tell(client, listed)
    row = Report.objects.get()
    assert working_days.between(row.said_on, row.due_on, working_days.Nation.ENGLAND) == reports.ANSWER_IN
    days = (row.due_on - row.said_on).days
    later(days)
    assert directory.reports_for(lead) == []
    later(days + 1)
    assert [one.id for one in directory.reports_for(lead)] == [row.pk]
    assert [one.id for one in directory.reports_for(worker)] == [row.pk]


def test_what_no_partner_answers_for_is_the_coordinators_at_once(client: Client, place: Place, box: Path) -> None:
    lead = places.worker(place.front_door, Role.LEAD)
    row = directory.list_service(partnership=place.partnership.pk, facts=facts(name="Nobody's"), by=COMMAND)
    tell(client, row)
    assert [one.name for one in directory.reports_for(lead)] == ["Nobody's"]
    assert "Nobody's" in post(box)


def test_who_is_signed_in_is_not_named_either(listed: Service, place: Place) -> None:
    browser = browser_of(places.worker(place.surgery))
    tell(browser, listed)
    assert Line.objects.get(verb="service.report").actor_id == NOBODY


def test_where_nobody_can_be_told_at_the_partner_it_is_the_coordinators_at_once(
    client: Client, listed: Service, place: Place
) -> None:
    lead = places.worker(place.front_door, Role.LEAD)
    type(place.group).objects.filter(pk=place.group.pk).update(email="")
    tell(client, listed)
    assert [one.name for one in directory.reports_for(lead)] == ["Harbour shed"]


def test_many_on_one_day_bring_one_message(client: Client, listed: Service, place: Place, box: Path) -> None:
    places.worker(place.group, Role.MANAGER)
    for number in range(4):
        tell(client, listed, key=str(number))
    post(box)
    assert len(list(box.glob("*.eml"))) == 1
    assert Report.objects.count() == 4


def test_sent_twice_it_counts_once(client: Client, listed: Service) -> None:
    tell(client, listed)
    tell(client, listed)
    assert Report.objects.count() == 1


def test_from_one_place_so_many_an_hour_and_on_one_listing_so_many_at_a_time(
    client: Client, listed: Service, place: Place
) -> None:
    answers = [tell(client, listed, key=str(number)).status_code for number in range(11)]
    assert answers == [200] * 10 + [429]
    for number in range(reports.MOST_OPEN - 10):
        directory.report_mistake(listed.pk, what=Wrong.PHONE, by=VISITOR, key=f"more {number}")
    with pytest.raises(Conflict):
        directory.report_mistake(listed.pk, what=Wrong.PHONE, by=VISITOR)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"what": ""}, "Choose what is wrong"),
        ({"what": "burning"}, ""),
        ({"what": "other", "words": " "}, "Say in a few words what is wrong."),
        ({"words": "x" * (reports.LONGEST + 1)}, ""),
    ],
)
def test_what_says_nothing_is_asked_for_again(client: Client, listed: Service, more: dict[str, str], says: str) -> None:
    page = tell(client, listed, **more)
    assert page.status_code == 400
    assert says in words(page)
    assert Report.objects.count() == 0


def test_of_what_is_closed_nothing_is_told(client: Client, listed: Service) -> None:
    Service.objects.update(status=Status.DEFUNCT)
    assert tell(client, listed).status_code == 404


def test_the_words_lie_sealed_and_are_forgotten(
    client: Client, listed: Service, place: Place, later: Callable[[int], None]
) -> None:
    manager = places.worker(place.group, Role.MANAGER)
    tell(client, listed)
    tell(client, listed, key="two")
    first, second = Report.objects.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM directory_report")
        assert all(b"kittiwake" not in bytes(row[0]) for row in cursor.fetchall())
    directory.settle_report(first.pk, how=Settled.MENDED, by=manager)
    later(reports.FORGET_AFTER.days - 1)
    assert directory.forget_report_words() == 0
    later(reports.FORGET_AFTER.days)
    assert directory.forget_report_words() == 1
    assert (Report.objects.get(pk=first.pk).words, Report.objects.get(pk=second.pk).words) == (None, SAID)
    later(reports.FORGET_AT_LAST.days)
    assert directory.forget_report_words() == 1
    assert Report.objects.filter(words__isnull=False).count() == 0
    assert [one.words for one in directory.reports_for(manager)] == [""]


def test_a_listing_that_somebody_looks_into_is_not_asked_about(
    client: Client, listed: Service, place: Place, box: Path
) -> None:
    places.worker(place.group, Role.MANAGER)
    tell(client, listed)
    assert directory.ask_still_right() == 0
