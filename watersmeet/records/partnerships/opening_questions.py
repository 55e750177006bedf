"""A place's opening questions to people who ask for help: few, and each may be left out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, StringConstraints, field_validator

from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.partnerships.document import Part

MOST, LONGEST = 5, 500
NONE, EACH = gettext_lazy("We ask nothing of our own"), gettext_lazy("Each of these")
AROUND: tuple[Promise, ...] = (NONE, EACH)
"""What stands around the questions where they are read, and is none."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class OpeningQuestion(Part):
    """One question, with the answers to choose from; without any, people answer in their own words."""

    key: str
    question: Words
    hint: MaybeWords = ""
    answers: Annotated[tuple[Answer, ...], Field(max_length=8)] = ()

    @property
    def mark(self) -> str:
        """What an answer is told by: it changes with the wording, so that no answer is kept under other words."""
        return f"{self.key}-{crc32(self.question.encode()):08x}"

    @field_validator("key")
    @classmethod
    def _short(cls, key: str) -> str:
        """Raises ValueError, in words, for a key that cannot stand in an address."""
        if not _KEY.fullmatch(key):
            raise ValueError(_("Use small letters, figures and _, a letter first, 30 or fewer: such as before."))
        return key

    @field_validator("answers")
    @classmethod
    def _to_choose_from(cls, answers: tuple[str, ...]) -> tuple[str, ...]:
        """Raises ValueError for one answer alone, and for one that stands there twice."""
        if len(answers) == 1 or len(set(answers)) != len(answers):
            raise ValueError(_("Give two answers or more, each once; or none, for answers in their own words."))
        return answers


def insist_sound(questions: Iterable[OpeningQuestion]) -> None:
    """Raise ValueError, in words, where there are too many, or two have one key."""
    every = list(questions)
    keys, asks = [one.key for one in every], [one.question for one in every]
    if len(keys) > MOST:
        raise ValueError(_("Ask at most %(most)s questions of your own: people arrive on bad days.") % {"most": MOST})
    if len(set(keys)) != len(keys):
        raise ValueError(_("Two questions have the same key."))
    if len(set(asks)) != len(asks):
        raise ValueError(_("A question stands there twice."))


def answered(questions: Sequence[OpeningQuestion], told: Mapping[str, str]) -> list[list[str]]:
    """What was answered, by the mark of each, in the order and the words of the questions: [[question, answer], …].

    What was left out is not in it. Raises Invalid for an answer that was not offered, or that is too long; Conflict for
    one to a question that is not asked, or was asked in other words.
    """
    if told.keys() - {one.mark for one in questions}:
        raise Conflict(_("The questions changed while you answered."), _("Go back, and look at them once more."))
    return [[one.question, _sound(one, told[one.mark].strip())] for one in questions if told.get(one.mark, "").strip()]


def _sound(one: OpeningQuestion, answer: str) -> str:
    if one.answers and answer not in one.answers:
        raise Invalid({one.mark: [_("Choose one of the answers offered")]})
    if len(answer) > LONGEST:
        raise Invalid({one.mark: [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})
    return answer


def rows(questions: Iterable[OpeningQuestion]) -> Iterator[tuple[str, str]]:
    """The questions in words, as whoever works here reads the rules."""
    asked = list(questions)
    if not asked:
        yield str(NONE), _("only what everybody is asked")
    for one in asked:
        yield one.question, " / ".join(one.answers) or _("in their own words")
    if asked:
        yield str(EACH), _("may be left out")
