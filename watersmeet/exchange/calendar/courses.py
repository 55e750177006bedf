"""A course as a calendar (RFC 5545): an event for each run, with the weeks it leaves out, on the place's wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vDDDLists

from watersmeet.records.directory.api import RunView, ServiceView, Status

ZONE = ZoneInfo("Europe/London")
MADE_BY = "-//Watersmeet//Courses//EN"
Sitting = tuple[date, time, time]
_WEEK = timedelta(days=7)


def calendar(service: ServiceView) -> bytes:
    """The calendar of a course: its runs that are not over."""
    made = Calendar()
    made.add("prodid", MADE_BY)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", service.name)
    for run in service.runs:
        for event in _events(run, service):
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _events(run: RunView, service: ServiceView) -> list[Event]:
    """One that comes round each week where the sessions do; else one for each session."""
    if not run.sessions:
        return []
    first, last = run.sessions[0], run.sessions[-1]
    if len(run.sessions) == 1 or not _comes_round(run.sessions):
        return [
            _event(f"{run.id}-{on:%Y%m%d}-{starts:%H%M}", service, (on, starts, ends))
            for on, starts, ends in run.sessions
        ]
    event = _event(str(run.id), service, first)
    event.add("rrule", {"freq": "weekly", "until": _moment(last[0], last[1]).astimezone(UTC)})
    held = {on for on, _starts, _ends in run.sessions}
    weeks = range((last[0] - first[0]) // _WEEK + 1)
    left_out = [_moment(day, first[1]) for day in (first[0] + _WEEK * week for week in weeks) if day not in held]
    if left_out:
        event.add("exdate", vDDDLists(left_out))
    return [event]


def _event(uid: str, service: ServiceView, sitting: Sitting) -> Event:
    on, starts, ends = sitting
    page = f"{settings.WATERSMEET_ADDRESS}{reverse('directory:service', args=[service.id])}"
    said = {
        "uid": f"{uid}@watersmeet",
        "dtstamp": service.changed_at.astimezone(UTC),
        "last-modified": service.changed_at.astimezone(UTC),
        "sequence": service.version,
        "summary": service.name,
        "description": service.description,
        "location": _where(service),
        "url": page,
        "status": "CONFIRMED" if service.status == Status.ACTIVE else "CANCELLED",
        "dtstart": _moment(on, starts),
        "dtend": _moment(on, ends),
    }
    event = Event()
    for name, value in said.items():
        if value not in ("", None):
            event.add(name, value)
    return event


def _comes_round(sessions: tuple[Sitting, ...]) -> bool:
    """Whether all are at the same hour, whole weeks apart."""
    first, starts, ends = sessions[0]
    days = {on for on, _starts, _ends in sessions}
    same = all((begin, end) == (starts, ends) and not (on - first) % _WEEK for on, begin, end in sessions)
    return same and len(days) == len(sessions)


def _where(service: ServiceView) -> str:
    first = next(iter(service.places), None)
    return ", ".join(filter(None, (first.address, first.town, first.postcode))) if first else ""


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZONE)
