"""Invented inquiries: begun, open, and answered by groups of so many who say so."""

from collections.abc import Mapping
from uuid import UUID

from tests.factories.places import Place, worker
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Face, Questions

FIVE = ("learners", "community", "education", "mental_health", "primary_care")
POINTS = ("3", "3", "2", "1", "1")
GOOD: Mapping[Face, str] = {
    Face.IMPORTANT: "5",
    Face.LIVED: "4",
    Face.BENEFIT: "5",
    Face.BARRIER: "no",
    Face.CONDITION: "met",
    Face.STATEMENT: "5",
    Face.LEADERSHIP: "4",
}


def lead(at: Place) -> Actor:
    """Who keeps the inquiries of the place."""
    return worker(at.front_door, Role.LEAD, name="Lesley Example")


def begun(by: Actor, **changed: object) -> UUID:
    """An inquiry with the questions that come with the software."""
    return voices.begin_inquiry(voices.worked().model_copy(update=changed), by=by)


def opened(by: Actor, rosters: Mapping[str, int] | None = None, **changed: object) -> UUID:
    """One that is asked now; the id of its wave."""
    return voices.open_wave(begun(by, **changed), rosters or {}, by=by)


def code_of(wave: UUID, group: str) -> str:
    """The code in a group's address."""
    found = voices.asked_of_group(wave, group)
    assert found
    return found.code


def told(questions: Questions, **other: str) -> dict[str, str]:
    """Every question answered well, but for `other` by face, or by question with `__` for the dot."""
    answers = {one.key: GOOD[one.face] for one in voices.questions(questions) if one.face in GOOD}
    points = (one.key for one in voices.questions(questions) if one.face is Face.PRIORITY)
    answers |= dict(zip(points, POINTS, strict=False))
    for name, said in other.items():
        key = name.replace("__", ".")
        answers |= {each: said for each in answers if each == key or each.partition(".")[0] == key}
    return answers


def answered(wave: UUID, group: str, many: int, **other: str) -> None:
    """So many of a group answered by its address, all alike."""
    code = code_of(wave, group)
    questions = voices.asked_by_code(code)
    assert questions
    for _one in range(many):
        voices.answer(code, told(questions.questions, **other), by=VISITOR)


def heard(by: Actor, many: int = 30, *, groups: tuple[str, ...] = FIVE, **other: str) -> UUID:
    """A closed wave in which so many of each group answered."""
    wave = opened(by)
    for group in groups:
        answered(wave, group, many, **other)
    voices.close_wave(wave, by=by)
    return wave
