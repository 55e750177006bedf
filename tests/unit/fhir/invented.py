"""Invented completions: whatever somebody may answer to any instrument."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import strategies as st

from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.api import About, Answers, Instrument, Moment, Point, score, shipped

EVERY = list(shipped().values())
OURS = [one for one in EVERY if one.words == "ours_to_give"]
LICENSED = [one for one in EVERY if one.words == "licensed"]
SUBJECT = UUID("00000000-0000-4000-8000-000000000001")
RESPONSE = UUID("00000000-0000-4000-8000-000000000002")
WHEN = datetime(2026, 11, 22, 10, 30, 45, 123456, tzinfo=UTC)


def point(used: Instrument, answers: Answers, *, at: datetime = WHEN, corrected: bool = False) -> Point:
    """A completion as the room of outcomes shows it to whoever may see it."""
    about = Ref("referral", RESPONSE)
    return Point(RESPONSE, at, Moment.START, about, used, score(used, answers), answers, corrected)


def answers_to(used: Instrument) -> st.SearchStrategy[dict[str, int | None]]:
    """Any answers, with any of them skipped."""
    numbers = {item.code: st.none() | st.integers(item.low, item.high) for item in used.items}
    if used.about is About.SELF:
        return st.fixed_dictionaries(numbers)
    (number,) = numbers.values()
    return st.dictionaries(st.uuids().map(str), number, max_size=4)


def all_of(used: Instrument, value: int = 1) -> dict[str, int | None]:
    """The same answer to every question."""
    return {item.code: value for item in used.items}
