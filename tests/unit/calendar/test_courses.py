"""A course's dates as a calendar file, read back by the library and by the rules of RFC 5545."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as some
from icalendar import Calendar

from tests.factories import directory as made
from tests.factories.accounts import COMMAND
from watersmeet.exchange.calendar.courses import calendar
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Run, Service

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
HALF_TERM = date(2027, 2, 16)
TUESDAYS = tuple(date(2027, 1, 12) + timedelta(weeks=week) for week in range(11))


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")


def run(days: Sequence[date], *, starts: time = time(10), ends: time = time(12), service: Service | None = None) -> Run:
    """A run that meets on these days."""
    course = directory.add_course(service=(service or made.service(name="Ten weeks, with a break")).pk, by=COMMAND)
    given_ = directory.add_run(course=course.pk, starts_on=days[0], ends_on=days[-1], places=12, by=COMMAND)
    for day in days:
        directory.add_session(run=given_.pk, on=day, starts_at=starts, ends_at=ends, by=COMMAND)
    return given_


def events(client: Client, service: object) -> list[Any]:
    """The events that are served for a course."""
    answer = client.get(f"/calendar/course/{service}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def moments(found: list[Any]) -> list[datetime]:
    """When all events take place, on the wall clock of London: rules unfolded without our code."""
    told = rruleset()
    for event in found:
        start = event["DTSTART"].dt.replace(tzinfo=None)
        if "RRULE" not in event:
            told.rdate(start)
            continue
        until = event["RRULE"]["UNTIL"][0].astimezone(LONDON).replace(tzinfo=None)
        assert event["RRULE"]["FREQ"] == ["WEEKLY"]
        told.rrule(rrulestr(f"FREQ=WEEKLY;UNTIL={until:%Y%m%dT%H%M%S}", dtstart=start))
        for left_out in event["EXDATE"].dts if "EXDATE" in event else ():
            told.exdate(left_out.dt.replace(tzinfo=None))
    return list(told)


def test_ten_weeks_without_half_term_are_one_event_with_that_week_left_out(client: Client) -> None:
    days = [day for day in TUESDAYS if day != HALF_TERM]
    given_ = run(days)
    [event] = events(client, given_.course.service_id)
    assert [moment.date() for moment in moments([event])] == days
    assert {moment.time() for moment in moments([event])} == {time(10)}
    assert [one.dt for one in event["EXDATE"].dts] == [datetime(2027, 2, 16, 10, tzinfo=LONDON)]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("Ten weeks, with a break", "CONFIRMED")
    assert "EX31 1AA" in event["LOCATION"]


def test_summer_time_moves_no_session(client: Client) -> None:
    days = [date(2027, 3, 16), date(2027, 3, 23), date(2027, 3, 30), date(2027, 4, 6)]
    found = events(client, run(days).course.service_id)
    assert [moment.hour for moment in moments(found)] == [10] * 4
    raw = client.get(f"/calendar/course/{Service.objects.get().pk}.ics").content.decode()
    assert "BEGIN:VTIMEZONE" in raw
    assert "TZID:Europe/London" in raw
    assert datetime(2027, 4, 6, 10, tzinfo=LONDON).astimezone(UTC).hour == 9


def test_it_is_the_same_event_after_each_change_and_its_sequence_rises(client: Client) -> None:
    given_ = run(TUESDAYS[:3])
    service = given_.course.service_id
    [first] = events(client, service)
    Run.objects.filter(pk=given_.pk).update(ends_on=TUESDAYS[4])
    directory.add_session(run=given_.pk, on=TUESDAYS[4], starts_at=time(10), ends_at=time(12), by=COMMAND)
    [second] = events(client, service)
    directory.add_course(service=service, by=COMMAND, bring="A pen")
    [third] = events(client, service)
    assert first["UID"] == second["UID"] == third["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert len(moments([second])) == len(moments([first])) + 1


def test_sessions_that_do_not_come_round_are_events_of_their_own(client: Client) -> None:
    days = [date(2027, 1, 12), date(2027, 1, 14), date(2027, 1, 26)]
    found = events(client, run(days).course.service_id)
    assert [moment.date() for moment in moments(found)] == days
    assert len({str(event["UID"]) for event in found}) == 3


def test_two_runs_are_two_events_and_a_closed_course_says_that_it_is_off(client: Client) -> None:
    service = made.service(status=directory.Status.TEMPORARILY_CLOSED)
    run(TUESDAYS[:2], service=service)
    run(TUESDAYS[5:8], service=service)
    found = events(client, service.pk)
    assert len({str(event["UID"]) for event in found}) == 2
    assert {str(event["STATUS"]) for event in found} == {"CANCELLED"}


def test_what_is_no_course_has_no_calendar_and_what_did_not_change_is_not_sent_again(client: Client) -> None:
    assert client.get(f"/calendar/course/{made.service().pk}.ics").status_code == 404
    assert client.get("/calendar/course/00000000-0000-4000-8000-000000000001.ics").status_code == 404
    address = f"/calendar/course/{run(TUESDAYS[:2]).course.service_id}.ics"
    first = client.get(address)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


def test_the_page_and_the_open_schedule_lead_to_it(client: Client, settings: Any) -> None:
    settings.WATERSMEET_ADDRESS = "https://place.example"
    service = run([day for day in TUESDAYS if day != HALF_TERM]).course.service_id
    assert f'href="/calendar/course/{service}.ics"' in client.get(f"/service/{service}/").content.decode()
    told = json.loads(client.get(f"/openreferral/v3/services/{service}").content)
    there = f"https://place.example/calendar/course/{service}.ics"
    assert {one["schedule_link"] for one in told["schedules"]} == {there}
    before, after = told["schedules"]
    assert (before["valid_from"], before["valid_to"]) == ("2027-01-12", "2027-02-09")
    assert (after["dtstart"], after["valid_to"], after["byday"]) == ("2027-02-23", "2027-03-23", "TU")
    assert before["id"] != after["id"]


@pytest.fixture
def course() -> directory.ServiceView:
    """A course as others see it."""
    return directory.service(COMMAND, run([date(2027, 1, 12)]).course.service_id)


@settings_of(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks=some.sets(some.integers(0, 60), min_size=1, max_size=12), hour=some.integers(0, 22))
def test_whatever_weeks_it_meets_in_the_calendar_says_those_days(
    course: directory.ServiceView, weeks: set[int], hour: int
) -> None:
    days = [date(2027, 1, 12) + timedelta(weeks=week) for week in sorted(weeks)]
    sittings = tuple((day, time(hour), time(hour, 30)) for day in days)
    shown = directory.RunView(course.runs[0].id, days[0], days[-1], 5, 5, sittings)
    found = list(Calendar.from_ical(calendar(replace(course, runs=(shown,)))).walk("VEVENT"))
    assert [moment.date() for moment in moments(found)] == days
