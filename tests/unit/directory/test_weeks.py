"""On which days a course meets that comes round each week."""

from datetime import date, timedelta

import pytest

from watersmeet.base.working_days import Nation, bank_holiday, known_until
from watersmeet.records.directory.weeks import left_out, weeks

EASTER_MONDAY = date(2027, 3, 29)
MONDAY = date(2027, 3, 22)


def met(found: list) -> list[date]:
    return [one.on for one in found if one.meets]


def test_a_bank_holiday_is_named_and_made_up_for_at_the_end() -> None:
    found = weeks(MONDAY, 3, Nation.ENGLAND)
    assert [(one.on, one.holiday) for one in found if not one.meets] == [(EASTER_MONDAY, "Easter Monday")]
    assert met(found) == [MONDAY, MONDAY + timedelta(weeks=2), MONDAY + timedelta(weeks=3)]


def test_nations_have_bank_holidays_of_their_own() -> None:
    assert met(weeks(MONDAY, 2, Nation.SCOTLAND)) == [MONDAY, EASTER_MONDAY]


def test_weeks_are_left_out_and_bank_holidays_taken_in_by_hand() -> None:
    found = weeks(MONDAY, 3, Nation.ENGLAND, without={MONDAY}, also={EASTER_MONDAY})
    assert met(found) == [EASTER_MONDAY, date(2027, 4, 5), date(2027, 4, 12)]


@pytest.mark.parametrize("many", [1, 10, 60])
def test_there_are_always_as_many_as_were_asked_for(many: int) -> None:
    without = {MONDAY + timedelta(weeks=week) for week in range(0, 40, 3)}
    found = weeks(MONDAY, many, Nation.WALES, without=without)
    assert len(met(found)) == many
    assert found[-1].meets
    assert {one.on.weekday() for one in found} == {0}


def test_what_a_row_leaves_out_is_read_from_its_days() -> None:
    ten = met(weeks(MONDAY, 10, Nation.ENGLAND))
    assert left_out(ten) == [one.on for one in weeks(MONDAY, 10, Nation.ENGLAND) if not one.meets]
    assert left_out([MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(weeks=5)]) == []
    assert left_out([]) == []


@pytest.mark.parametrize("nation", Nation)
def test_bank_holidays_are_known_until_a_day(nation: Nation) -> None:
    last = known_until(nation)
    assert bank_holiday(last, nation)
    assert not bank_holiday(last + timedelta(days=1), nation)
