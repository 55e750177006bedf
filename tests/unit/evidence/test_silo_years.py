"""How a place changed over whole years, and which years say little."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.test import Client

from tests.factories import places
from tests.unit.evidence.test_silo_map import refer
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.actor import Role
from watersmeet.evidence.network.ties import Count
from watersmeet.evidence.pages.silo_years import THIN, YearsSheet, years

GROUPS = {"a": "care", "b": "learning", "c": "learning"}
UNTIL = date(2026, 6, 1)


def tie(month: date, giver: str = "a", receiver: str = "b") -> Count:
    return giver, receiver, "referral", month, 1


def found(*counts: Count, groups: Callable[[date], dict[str, str]] = lambda _day: GROUPS) -> list[tuple[date, int]]:
    return [(end, one.ties) for end, one in years(counts, groups, UNTIL, None)]


def test_each_whole_year_stands_by_itself_and_no_month_is_in_two() -> None:
    counts = [tie(date(2023, 6, 1)), tie(date(2024, 5, 1), "b", "a"), tie(date(2024, 6, 1)), tie(date(2026, 5, 1))]
    assert found(*counts) == [(date(2024, 6, 1), 2), (date(2025, 6, 1), 1), (date(2026, 6, 1), 1)]
    months = [date(2023 + at // 12, at % 12 + 1, 1) for at in range(5, 41)]
    assert sum(ties for _end, ties in found(*(tie(month) for month in months))) == 3
    assert all(end.replace(year=end.year + 1) == later for (end, _), (later, _) in pairwise(found(*counts)))


def test_months_before_the_first_whole_year_are_left_out() -> None:
    assert found(tie(date(2024, 7, 1)), tie(date(2026, 1, 1))) == [(date(2026, 6, 1), 1)]
    assert found() == []


def test_of_a_kind_that_began_later_there_are_no_years_before_it() -> None:
    promise = ("a", "b", "commitment", date(2023, 6, 1), 1)
    counts = [promise, tie(date(2025, 6, 1))]
    assert [len(years(counts, lambda _day: GROUPS, UNTIL, kind)) for kind in (None, "commitment", "referral")] == [
        3,
        3,
        1,
    ]


def test_what_is_of_this_month_is_in_no_whole_year() -> None:
    assert found(tie(date(2025, 6, 1)), tie(UNTIL, "b", "c")) == [(UNTIL, 1)]


def test_each_year_has_the_partners_of_its_last_day() -> None:
    def there(day: date) -> dict[str, str]:
        return GROUPS if day == date(2026, 5, 31) else {"a": "care", "b": "learning"}

    of = years([tie(date(2024, 6, 1)), tie(date(2026, 1, 1))], there, UNTIL, None)
    assert [(one.nodes, one.density) for _end, one in of] == [(2, 0.5), (3, 1 / 6)]


def test_a_year_of_few_ties_is_named() -> None:
    names = "abcdefghij"
    of_many = dict.fromkeys(names, "care")
    dense = [tie(date(2026, 1, 1), "a", name) for name in names[1:]] + [tie(date(2026, 1, 1), "b", "c")]
    assert len(dense) == THIN
    sheet = YearsSheet(years([tie(date(2024, 6, 1)), *dense], lambda _day: of_many, UNTIL, None))
    assert sheet.thin == ["31 May 2025"]
    assert [row[2] for row in sheet.charts[0].table.rows] == ["1, few", "10"]


def test_of_one_year_no_line_is_drawn() -> None:
    sheet = YearsSheet(years([tie(date(2025, 6, 1))], lambda _day: GROUPS, UNTIL, None))
    assert (sheet.many, sheet.any, sheet.charts) == (1, False, [])


@pytest.mark.django_db
def test_the_page_says_when_it_begins_and_draws_two_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-03-10T10:00:00Z")
    here = places.place()
    desk = sign_in(Client(), places.worker(here.front_door, Role.LEAD))
    refer(here, here.group, 1)
    monkeypatch.setenv("WATERSMEET_NOW", "2027-03-10T10:00:00Z")
    assert "There are not yet two whole years of records." in words(desk.get("/evidence/silo/"))
    monkeypatch.setenv("WATERSMEET_NOW", "2028-03-10T10:00:00Z")
    page = words(desk.get("/evidence/silo/"))
    for said in ("Years with fewer than ten ties say little: 28 February 2027, 29 February 2028.", "1, few", "<svg"):
        assert said in page


def test_a_yes_to_counting_messages_makes_no_year_more_joined_up() -> None:
    groups = {"a": "X", "b": "X", "c": "Y", "d": "Y"}
    counts = [("a", "b", "referral", date(2025, 1, 1), 3), ("a", "b", "referral", date(2026, 3, 1), 3)]
    counts += [("a", "c", "message", date(2026, 5, 1), 2), ("b", "d", "message", date(2026, 5, 1), 2)]
    before, after = (one for _end, one in years(counts, lambda _day: groups, date(2027, 1, 1), None))
    assert (before.density, before.ei_index) == (after.density, after.ei_index)
