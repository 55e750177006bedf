"""A calendar file as RFC 5545 has it."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from watersmeet.base.calendar_file import LONGEST, CalendarEvent, written

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def lines(**more: Any) -> list[str]:
    told = {"ident": UUID(int=7), "edition": 3, "title": "A walk", "day": date(2026, 12, 31), "zone": "Europe/London"}
    return written(CalendarEvent(**(told | more)), NOW).decode().replace("\r\n ", "").split("\r\n")


def test_without_an_hour_it_is_the_whole_day():
    found = lines()
    assert "DTSTART;VALUE=DATE:20261231" in found
    assert "DTEND;VALUE=DATE:20270101" in found
    assert "DTSTAMP:20260102T030405Z" in found


def test_one_hour_alone_has_no_end():
    found = lines(begins=time(9, 30))
    assert "DTSTART:20261231T093000Z" in found
    assert not [line for line in found if line.startswith("DTEND")]


def test_words_do_not_end_their_value_nor_begin_another():
    found = lines(title="Bread; salt, soup \\ tea", words="One\r\nTwo\nEND:VEVENT\u2028\x00")
    assert "SUMMARY:Bread\\; salt\\, soup \\\\ tea" in found
    assert "DESCRIPTION:One\\nTwo\\nEND:VEVENT" in found
    assert found.count("END:VEVENT") == 1


def test_long_lines_are_folded_between_letters():
    title = "Dŵr " * 60
    text = written(
        CalendarEvent(ident=UUID(int=7), edition=1, title=title, day=date(2026, 1, 1), zone="Europe/London"), NOW
    )
    assert all(len(line) <= LONGEST for line in text.split(b"\r\n"))
    assert f"SUMMARY:{title}" in text.replace(b"\r\n ", b"").decode()
