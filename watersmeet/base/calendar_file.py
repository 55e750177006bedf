"""One thing on a day as a calendar file (RFC 5545), which every calendar can take in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

LONGEST = 75  # octets of a line; what is longer goes on in the next one, after a space


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """What, on which day, from when until when on the wall clock of `zone`: the whole day where no time is said.

    `ident` and `edition` let a calendar that took it in before see that it is the same, changed.
    """

    ident: UUID
    edition: int
    title: str
    day: date
    zone: str
    begins: time | None = None
    ends: time | None = None
    where: str = ""
    words: str = ""
    address: str = ""


def written(one: CalendarEvent, now: datetime) -> bytes:
    """The file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Watersmeet//Gatherings//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{one.ident}",
        f"SEQUENCE:{one.edition}",
        f"DTSTAMP:{_instant(now)}",
        *_when(one),
        f"SUMMARY:{_text(one.title)}",
        *([f"LOCATION:{_text(one.where)}"] if one.where else []),
        *([f"DESCRIPTION:{_text(one.words)}"] if one.words else []),
        *([f"URL:{one.address}"] if one.address else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _when(one: CalendarEvent) -> list[str]:
    if one.begins is None:
        return [f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"]
    begins, ends = (_at(one.day, hour, one.zone) for hour in (one.begins, one.ends or one.begins))
    return [f"DTSTART:{begins}", *([f"DTEND:{ends}"] if ends > begins else [])]


def _at(day: date, hour: time, zone: str) -> str:
    return _instant(datetime.combine(day, hour, ZoneInfo(zone)))


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Words with their signs that would end a value set apart."""
    for sign, apart in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(sign, apart)
    return "".join(sign for sign in words if sign.isprintable())


def _folded(line: str) -> bytes:
    """A line and its end; no letter is cut in two."""
    parts: list[bytes] = []
    held = b""
    for sign in line:
        octets = sign.encode()
        if len(held) + len(octets) > LONGEST - bool(parts):
            parts.append(held)
            held = b""
        held += octets
    return b"\r\n ".join([*parts, held]) + b"\r\n"
