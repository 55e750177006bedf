"""The questions of an inquiry, as a validated document; which answers each takes; and the digest that freezes them."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from watersmeet.base.problems import Invalid

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
ALWAYS = ("learners", "community")
POINTS = 10
MOST = 8
"""So many groups, and so many values."""
WORKED = "values_and_viability"
LONGEST = 2000


class Face(StrEnum):
    """How something is asked; the same names as evidence's table `answers` holds."""

    IMPORTANT = "important"
    LIVED = "lived"
    PRIORITY = "priority"
    BENEFIT = "benefit"
    BARRIER = "barrier"
    CONDITION = "condition"
    STATEMENT = "statement"
    LEADERSHIP = "leadership"
    WORDS = "words"


ONE_TO_FIVE = tuple("12345")
TAKES: Mapping[Face, Sequence[str]] = {
    **dict.fromkeys((Face.IMPORTANT, Face.LIVED, Face.BENEFIT, Face.STATEMENT, Face.LEADERSHIP), ONE_TO_FIVE),
    Face.PRIORITY: tuple(map(str, range(POINTS + 1))),
    Face.BARRIER: ("yes", "no"),
    Face.CONDITION: ("met", "can", "no", "unknown"),
}
"""Which answers each face takes; words are free."""


class Part(BaseModel):
    """A part of the document: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(Part):
    """Who is asked, in words that they use of themselves."""

    id: Code
    name: Words


class Value(Part):
    """One thing that may matter, and what it means in a short sentence."""

    id: Code
    name: Words
    means: Words


class Item(Part):
    """One thing that is asked."""

    id: Code
    ask: Words


class Condition(Item):
    """What must be so, by a day if one is set."""

    by: date | None = None


class Questions(Part):
    """Everything that an inquiry asks. `named`: people may write their name on their answer."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    about: Words
    named: bool = False
    benefit: Words
    groups: Annotated[tuple[Group, ...], Field(min_length=2, max_length=MOST)]
    values: Annotated[tuple[Value, ...], Field(min_length=1, max_length=MOST)]
    barriers: Annotated[tuple[Item, ...], Field(max_length=12)] = ()
    conditions: Annotated[tuple[Condition, ...], Field(max_length=12)] = ()
    statements: Annotated[tuple[Item, ...], Field(max_length=12)] = ()
    leadership: Annotated[tuple[Item, ...], Field(max_length=12)] = ()
    words: Annotated[tuple[Item, ...], Field(max_length=4)] = ()

    @model_validator(mode="after")
    def _learners_and_community(self) -> "Questions":
        """Raises ValueError where they are not asked, or two things have one name."""
        if not set(ALWAYS) <= {one.id for one in self.groups}:
            raise ValueError(_("Learners and community are always asked."))
        told_by_name = (*self.barriers, *self.conditions)  # a report names these two by their name alone
        for many in (self.groups, self.values, told_by_name, self.statements, self.leadership):
            if len({one.id for one in many}) < len(many):
                raise ValueError(_("Give each thing a name of its own."))
        return self

    def group(self, name: str) -> Group | None:
        """The group of that name."""
        return next((one for one in self.groups if one.id == name), None)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is answered: by which face, of what, in which words; `key` is its name among the answers."""

    face: Face
    item: str
    ask: str

    @property
    def key(self) -> str:
        """Such as `lived.respect`."""
        return f"{self.face}.{self.item}"


def questions(document: Questions) -> list[Question]:
    """Everything that one person may answer, in the order of the pages."""
    values = document.values
    return [
        *(Question(face, one.id, one.name) for one in values for face in (Face.IMPORTANT, Face.LIVED)),
        *(Question(Face.PRIORITY, one.id, one.name) for one in values),
        Question(Face.BENEFIT, "benefit", document.benefit),
        *(Question(Face.BARRIER, one.id, one.ask) for one in document.barriers),
        *(Question(Face.CONDITION, one.id, one.ask) for one in document.conditions),
        *(Question(Face.STATEMENT, one.id, one.ask) for one in document.statements),
        *(Question(Face.LEADERSHIP, one.id, one.ask) for one in document.leadership),
        *(Question(Face.WORDS, one.id, one.ask) for one in document.words),
    ]


def read(document: Mapping[str, Any]) -> Questions:
    """The questions that a document asks. Raises Invalid, naming each faulty place."""
    try:
        return Questions.model_validate(document)
    except ValidationError as fault:
        told: dict[str, list[str]] = {}
        for error in fault.errors():
            ours = error.get("ctx", {}).get("error")
            told.setdefault(".".join(map(str, error["loc"])), []).append(str(ours) if ours else error["msg"])
        raise Invalid(told) from None


def written(document: Questions) -> dict[str, Any]:
    """The document as JSON holds it."""
    return document.model_dump(mode="json")


def digest(document: Mapping[str, Any]) -> str:
    """What tells these questions from any others: 64 signs (SHA-256 of the document, its keys in order)."""
    plain = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def worked() -> Questions:
    """The questions that come with this software."""
    return read(tomllib.loads(files(__package__).joinpath("worked", f"{WORKED}.toml").read_text(encoding="utf-8")))
