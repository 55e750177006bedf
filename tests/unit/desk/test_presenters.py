"""A person's contact rules and a late step, in words."""

from datetime import date, timedelta

import pytest

from watersmeet.base import clock, ids
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.desk import words
from watersmeet.desk.presenters import ContactPresenter
from watersmeet.records.people.api import Channel, SafeContact


@pytest.mark.parametrize(
    ("channels", "told"),
    [((), ["Ways that are safe"]), ((Channel.SMS,), ["Ways that are safe", "Times that are safe"])],
)
def test_times_are_told_only_where_there_is_a_way(channels: tuple[Channel, ...], told: list[str]) -> None:
    rows = ContactPresenter(SafeContact(channels=channels, phone="+447700900982")).rows
    assert [str(name) for name, _words in rows][:2] == told


@pytest.mark.parametrize(("days", "says"), [(0, ""), (1, "by 1 working day"), (2, "by 2 working days")])
def test_how_much_late_follows_on_that_it_is_late(days: int, says: str) -> None:
    assert words.by_how_much(days) == says


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ((5, 5), "2 things need you."),
        ((0, 5), "2 things need you. Today: 1."),
        ((-2, 5), "2 things need you. 1 is late."),
        ((-2, -1, 0), "3 things need you. Today: 1. 2 are late."),
    ],
)
def test_how_much_there_is_says_what_is_late_apart_from_what_is_due_today(days: tuple[int, ...], says: str) -> None:
    today = date(2026, 11, 24)
    about = Ref("referral", ids.new())
    held = [Due("a.task", "", "", today + timedelta(days=one), clock.now(), about) for one in days]
    assert words.how_much(held, today) == f"Tuesday 24 November. {says}"
