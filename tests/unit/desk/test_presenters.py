"""A person's contact rules and a late step, in words."""

import pytest

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
