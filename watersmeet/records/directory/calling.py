"""Whom somebody can call now: numbers that stand above what was found, and also where nothing could be looked for."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from watersmeet.base.problems import Invalid
from watersmeet.records.directory import meaning
from watersmeet.records.directory.find import nation_of
from watersmeet.records.directory.near import find_near
from watersmeet.records.partnerships import api as partnerships

YOUNG = 16
"""Who is younger is shown the lines for young people."""
YOUNGEST_SAID = 5
LONGEST_READ = 10_000
"""Letters of a text that is too long to search for: danger may be told in the middle of it."""
_BEFORE, _AFTER = {"am", "im", "is", "aged", "age"}, {"years", "year", "yrs", "yr", "yo"}
_OF_TIME_OR_WAY = {
    *("minutes", "mins", "min", "hours", "days", "weeks", "months", "miles", "mile", "km", "stone", "kilos", "kg"),
    *("st", "percent", "pounds", "steps"),
}
Line = partnerships.CrisisLine


class ToCall(NamedTuple):
    """The lines for somebody in distress, and those for somebody young; none where the words give no cause."""

    now: tuple[Line, ...]
    young: tuple[Line, ...]

    @property
    def all(self) -> tuple[Line, ...]:
        """Those of young people first, each once."""
        first = self.now[:1]  # the emergency services
        return tuple(dict.fromkeys((*first, *self.young, *self.now)))


def to_call(words: str, *, near: str, age: int | None = None) -> ToCall:
    """Whom to call after these words; those of the nation of the place, or of all nations where nobody knows it."""
    read = words[:LONGEST_READ]
    now = _lines(near) if meaning.is_distress(read) else ()
    young = (age is not None and age < YOUNG) or _says_young(read)
    for_them = partnerships.for_young_people().lines if young else ()
    return ToCall(now, tuple(one for one in for_them if one.number != "999" and one not in now))


def _lines(near: str) -> tuple[Line, ...]:
    try:
        return partnerships.for_nation(nation_of(find_near(near))).lines
    except Invalid:
        return partnerships.for_any_nation().lines


def _says_young(words: str) -> bool:
    """Whether they say that somebody is under 16: "I am 14", "my son is 12 years old"; not "I am 10 miles away"."""
    return any(YOUNGEST_SAID <= age < YOUNG for age in _ages(meaning.words_of(words)))


def _ages(words: tuple[str, ...]) -> Iterator[int]:
    for before, (said, after) in zip(("", *words), pairwise((*words, "")), strict=False):
        number = said.removesuffix("yo")
        if not (number.isascii() and number.isdigit() and len(number) <= 2):
            continue
        if number != said or after in _AFTER or (before in _BEFORE and after not in _OF_TIME_OR_WAY):
            yield int(number)
