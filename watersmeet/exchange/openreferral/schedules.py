"""When it happens: a schedule for each regular meeting, and for each row of weeks of a course."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import reverse

from watersmeet.exchange.openreferral.wire import Wire, said, wall
from watersmeet.records.directory.api import Attending, CourseView, Day, Frequency, Meeting, RunView, ServiceView

Sitting = tuple[date, time, time]
_WEEK = timedelta(days=7)


def schedules(service: ServiceView, at: UUID | None = None) -> list[Wire]:
    """When a service happens; at one place alone when `at` names the row of service at location."""
    meetings = [one for one in service.meetings if at is None or one.at in {None, at}]
    weeks = [block for run in service.runs for block in of_run(run, service)]
    return [of_meeting(one, service.id) for one in meetings] + weeks


def of_meeting(meeting: Meeting, service: UUID) -> Wire:
    """A regular meeting. Times are on the wall clock of the place, which moves with summer time."""
    monthly = meeting.frequency == Frequency.MONTHLY
    return said(
        id=str(meeting.id),
        service_id=str(service),
        service_at_location_id=str(meeting.at) if meeting.at else None,
        valid_from=meeting.valid_from and meeting.valid_from.isoformat(),
        valid_to=meeting.valid_to and meeting.valid_to.isoformat(),
        freq=str(meeting.frequency),
        interval=1,
        byday=f"{meeting.nth}{meeting.day}" if monthly else meeting.day,
        opens_at=wall(meeting.opens_at),
        closes_at=wall(meeting.closes_at),
    )


def of_run(run: RunView, service: ServiceView) -> list[Wire]:
    """A run of a course: a schedule for each row of weeks, so that a week left out is in none; else its days alone."""
    common = said(
        service_id=str(service.id),
        schedule_link=calendar_address(service),
        attending_type=_attending(service.course),
        notes=_notes(run, service.course),
    )
    blocks = list(_rows_of_weeks(run.sessions))
    if not blocks:
        days = {"valid_from": run.starts_on.isoformat(), "valid_to": run.ends_on.isoformat()}
        return [{"id": str(run.id)} | days | common]
    return [_weeks(run, block) | common for block in blocks]


def calendar_address(service: ServiceView) -> str:
    """Where the dates of a course lie as a calendar file."""
    return f"{settings.WATERSMEET_ADDRESS}{reverse('calendar:course', args=[service.id])}"


def _weeks(run: RunView, block: list[Sitting]) -> Wire:
    (first, starts, ends), last = block[0], block[-1][0]
    return {
        "id": str(uuid5(run.id, f"{first} {starts}")),
        "valid_from": first.isoformat(),
        "valid_to": last.isoformat(),
        "dtstart": first.isoformat(),
        "freq": "WEEKLY",
        "interval": 1,
        "byday": Day.values[first.weekday()],
        "opens_at": wall(starts),
        "closes_at": wall(ends),
    }


def _rows_of_weeks(sessions: tuple[Sitting, ...]) -> Iterator[list[Sitting]]:
    """The sessions that follow each other week by week at the same hour, each in one row."""
    left = sorted(sessions)
    while left:
        row = [left.pop(0)]
        while (after := (row[-1][0] + _WEEK, *row[-1][1:])) in left:
            left.remove(after)
            row.append(after)
        yield row


def _attending(course: CourseView | None) -> str:
    return str(Attending(course.attending).label) if course and course.attending else ""


def _notes(run: RunView, course: CourseView | None) -> str:
    """The places, and what one should know before."""
    notes = [f"Places left: {run.left} of {run.places}."]
    if course:
        told = (
            ("Level", course.level),
            ("Tutor", course.tutor),
            ("Before you start", course.entry),
            ("What to bring", course.bring),
            ("Help to pay", course.funding),
            ("Crèche", {True: "yes", False: "no", None: ""}[course.creche]),
        )
        notes += [f"{name}: {words.rstrip('.')}." for name, words in told if words]
    return " ".join(notes)
