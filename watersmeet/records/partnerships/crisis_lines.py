"""Numbers to ring when life is in danger, by nation: dated data with an owner."""

from datetime import date
from typing import NamedTuple

from watersmeet.base.working_days import Nation
from watersmeet.records.partnerships.model import CrisisLine

OWNER = "the clinical owner named in docs/hazard-log.md"
CHECKED_ON = date(2026, 11, 22)  # against the numbers in the design papers; an owner rings them before a place opens


class CrisisLines(NamedTuple):
    """The national lines, most urgent first, and the day somebody last checked them."""

    lines: tuple[CrisisLine, ...]
    checked_on: date


_EMERGENCY = CrisisLine(name="Emergency services", number="999", when="in danger, or not safe with yourself")
_SAMARITANS = CrisisLine(name="Samaritans", number="116 123", when="any time, day or night")
_NHS_111 = CrisisLine(name="NHS 111", number="111, option 2", when="help soon")
_BY_NATION = {
    Nation.ENGLAND: (_EMERGENCY, _NHS_111, _SAMARITANS),
    Nation.WALES: (_EMERGENCY, _NHS_111, _SAMARITANS),
    Nation.SCOTLAND: (_EMERGENCY, CrisisLine(name="NHS 24", number="111", when="help soon"), _SAMARITANS),
    Nation.NORTHERN_IRELAND: (
        _EMERGENCY,
        CrisisLine(name="Lifeline", number="0808 808 8000", when="any time"),
        _SAMARITANS,
    ),
}


_YOUNG = (
    _EMERGENCY,
    CrisisLine(name="Childline", number="0800 1111", when="any time, day or night. It is free"),
    _SAMARITANS,
)


def for_young_people() -> CrisisLines:
    """The lines for somebody under 18, alike in all four nations."""
    return CrisisLines(_YOUNG, CHECKED_ON)


def for_any_nation() -> CrisisLines:
    """The lines that are alike in all four nations: for somebody of whom nobody knows where they are."""
    alike = tuple(one for one in _BY_NATION[Nation.ENGLAND] if all(one in lines for lines in _BY_NATION.values()))
    return CrisisLines(alike, CHECKED_ON)


def for_nation(nation: Nation, local: tuple[CrisisLine, ...] = ()) -> CrisisLines:
    """The lines to show in a place: the nation's, then its own."""
    return CrisisLines(_BY_NATION[nation] + local, CHECKED_ON)
