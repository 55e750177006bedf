"""When a service happens: schedules as we keep them, weekly or monthly on a day of the week."""

import re
from collections.abc import Iterator
from datetime import time

from watersmeet.exchange.feeds.places import Places
from watersmeet.exchange.feeds.values import Look
from watersmeet.records.directory.api import Day, Frequency, Meeting, PlaceFacts

_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_SAID = ("description", "notes", "schedule_link", "attending_type", "bymonthday", "byweekno", "byyearday", "timezone")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")


def read(service: Look, places: Places) -> tuple[Meeting, ...] | None:
    """The regular meetings; None where a service says nothing of any, so what is known stays."""
    found: dict[Meeting, None] = {}
    rows = [(one, places.by_id.get(one.text("service_at_location_id"))) for one in service.each("schedules")]
    for number, at in enumerate(service.each("service_at_locations")):
        there = places.by_id.get(at.text("id") or str(number))
        rows += [(one, there) for one in at.each("schedules")]
    for one, place in rows:
        found |= dict.fromkeys(_meetings(one, place))
    return tuple(found) if rows else None


def _meetings(row: Look, place: PlaceFacts | None) -> Iterator[Meeting]:
    words = [name for name in _SAID if row.told.get(name)]
    if words:
        row.find("schedule_words_left_out", "", *words)
    freq, interval = row.text("freq").upper(), row.told.get("interval")
    days = [_DAY.fullmatch(one.strip()) for one in row.text("byday").upper().split(",") if one.strip()]
    opens, closes = _clock(row, "opens_at"), _clock(row, "closes_at")
    first, last = row.day("valid_from") or row.day("dtstart"), row.day("valid_to")
    kept = freq in {"", "WEEKLY", "MONTHLY"} and interval in (None, "", 1, "1") and opens and all(days) and days
    if not kept or opens is None or (first and last and last < first):
        row.find("schedule_left_out")
        return
    for day in filter(None, days):
        nth = int(day[1]) if day[1] else None
        if (freq == Frequency.MONTHLY) != (nth is not None) or (nth is not None and not (nth == -1 or 1 <= nth <= 5)):
            row.find("schedule_left_out", "byday", day[0])
            continue
        yield Meeting(
            day=Day(day[2]),
            opens_at=opens,
            closes_at=closes if closes and closes > opens else None,
            frequency=Frequency.MONTHLY if nth is not None else Frequency.WEEKLY,
            nth=nth,
            valid_from=first,
            valid_to=last,
            place=place,
        )


def _clock(row: Look, name: str) -> time | None:
    said = row.text(name)
    found = _CLOCK.fullmatch(said)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    if said:
        row.find("datetime_unreadable", name, said)
    return None
