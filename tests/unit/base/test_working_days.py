"""Days on which people are at work, counted."""

from datetime import date, timedelta

import pytest

from watersmeet.base.working_days import Nation, add, between

FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)
WEDNESDAY = date(2026, 12, 2)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("day", "count", "nation", "due"),
    [
        (FRIDAY, 3, Nation.ENGLAND, WEDNESDAY),
        (SATURDAY, 3, Nation.ENGLAND, WEDNESDAY),
        (SUNDAY, 3, Nation.ENGLAND, WEDNESDAY),
        (FRIDAY, 0, Nation.ENGLAND, FRIDAY),
        (SUNDAY, 0, Nation.ENGLAND, date(2026, 11, 30)),
        (SUNDAY, 0, Nation.SCOTLAND, date(2026, 12, 1)),  # St Andrew's Day
        (CHRISTMAS, 3, Nation.ENGLAND, date(2026, 12, 31)),  # 26 December is a Saturday, kept on Monday 28
    ],
)
def test_so_many_working_days_later(day: date, count: int, nation: Nation, due: date) -> None:
    assert add(day, count, nation) == due


@pytest.mark.parametrize("nation", Nation)
def test_between_counts_what_was_added(nation: Nation) -> None:
    for offset in range(366):
        day = date(2026, 1, 1) + timedelta(days=offset)
        assert [between(day, add(day, count, nation), nation) for count in (1, 2, 5, 20)] == [1, 2, 5, 20]


def test_they_are_counted_forwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add(FRIDAY, -1, Nation.ENGLAND)
