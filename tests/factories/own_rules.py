"""Rules of a place's own: what it asks whoever asks for help, and whom services are for."""

from collections.abc import Mapping
from typing import Any

from tests.factories import places
from tests.factories.places import Place
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model, OpeningQuestion

BEFORE: Mapping[str, Any] = {
    "key": "before",
    "question": "Have you been to a group of ours before?",
    "answers": ["Yes", "No", "I do not know"],
}
EASIER: Mapping[str, Any] = {"key": "easier", "question": "What would make it easier to come?", "hint": "A few words."}
_MARKS = {one["key"]: OpeningQuestion.model_validate(one).mark for one in (BEFORE, EASIER)}
TOLD = {f"opening_{_MARKS['before']}": "No", f"opening_{_MARKS['easier']}": "A lift on Thursdays."}
FOR: Mapping[str, Any] = {"to": "community", "instead": "Ring the front door together"}


def ruled(model: Model, **parts: list[Mapping[str, Any]]) -> Model:
    """These rules with these lists in the place of theirs. Raises Invalid."""
    return partnerships.read({**partnerships.written(model), **parts})


def rule(at: Place, **parts: list[Mapping[str, Any]]) -> None:
    """The same, in force from now."""
    places.adopt(at, ruled(partnerships.model_at(at.partnership.pk).model, **parts))


def mark(key: str) -> str:
    """What an answer to one of them is told by."""
    return _MARKS[key]
