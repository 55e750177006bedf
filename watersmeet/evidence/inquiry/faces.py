"""How each thing is asked, and which answers are a yes: fixed before anybody answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Face(StrEnum):
    """How something is asked. A value by three: in word, in practice, in priority."""

    IMPORTANT = "important"
    LIVED = "lived"
    PRIORITY = "priority"
    STATEMENT = "statement"
    LEADERSHIP = "leadership"
    BENEFIT = "benefit"
    BARRIER = "barrier"
    CONDITION = "condition"

    @property
    def is_of_values(self) -> bool:
        """Whether rule V judges it by itself."""
        return self in {Face.IMPORTANT, Face.LIVED, Face.PRIORITY, Face.STATEMENT, Face.LEADERSHIP}


FACES = frozenset(Face)
FROM = 4
"""4 and 5 of 1 to 5 are a yes."""
POINTS, ANY = 10, 1
"""Of 10 points over five values: what still gets one, where it costs another something, is not given up."""
YES_NO = {"yes": True, "no": False}
MET = {"met": (True, True), "can": (True, False), "no": (False, False), "unknown": (False, False)}
"""Of a condition: whether it can be met by its day, and whether it is met already."""


class NotAnAnswer(ValueError):  # noqa: N818 - it reads as what it is
    """This is no answer to what was asked so."""


def says(face: Face, answer: str, *, already: bool = False) -> bool:
    """Whether an answer is a yes; of a condition: that it can be met by its day, or is met `already`.

    Answers are 1 to 5, points 0 to 10, yes or no, or met, can, no, unknown. Raises NotAnAnswer.
    """
    if face is Face.BARRIER:
        return _named(YES_NO, answer)
    if face is Face.CONDITION:
        return _named(MET, answer)[already]
    number = _number(answer)
    low, high, least = (0, POINTS, ANY) if face is Face.PRIORITY else (1, 5, FROM)
    if not low <= number <= high:
        raise NotAnAnswer(answer)
    return number >= least


def _number(answer: str) -> int:
    if not (answer.isascii() and answer.isdigit() and len(answer) <= len("10")):
        raise NotAnAnswer(answer)
    return int(answer)


def _named(names: Mapping[str, T], answer: str) -> T:
    if answer not in names:
        raise NotAnAnswer(answer)
    return names[answer]
