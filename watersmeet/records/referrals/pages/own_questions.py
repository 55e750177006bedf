"""The fields of a place's own questions, wherever somebody asks for help: each may be left out."""

from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase
from typing import Any

from django.forms import Field
from django.utils.translation import gettext as _

from watersmeet.design.fields import RadioField, TextAreaField
from watersmeet.records.partnerships.api import LONGEST_ANSWER, OwnQuestion

_BEFORE = "own_"


def fields(questions: Iterable[OwnQuestion], *, lettered: bool = False) -> Iterator[tuple[str, Field]]:
    """Name and field of each question; `lettered`: with the letter that stands before it on paper."""
    for letter, one in zip(ascii_uppercase, questions, strict=False):
        yield _BEFORE + one.key, _field(one, f"{letter}. {one.question}" if lettered else one.question)


def answers(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was answered, by the key of the question; of one that was left out nothing."""
    return {name.removeprefix(_BEFORE): said for name, said in cleaned.items() if name.startswith(_BEFORE) and said}


def _field(one: OwnQuestion, label: str) -> Field:
    if one.answers:
        choices = [(answer, answer) for answer in one.answers]
        return RadioField(label=label, hint=one.hint, choices=choices, required=False)
    return TextAreaField(
        label=label,
        hint=one.hint,
        required=False,
        rows=2,
        max_length=LONGEST_ANSWER,
        error_messages={"max_length": _("Use %(most)s letters or fewer.") % {"most": LONGEST_ANSWER}},
    )
