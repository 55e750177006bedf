"""The fields of a place's opening questions, wherever somebody asks for help: each may be left out."""

from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase
from typing import Any

from django.forms import Field, Form
from django.utils.translation import gettext as _

from watersmeet.design.fields import RadioField, TextAreaField
from watersmeet.records.partnerships.api import LONGEST_ANSWER, OpeningQuestion

_BEFORE = "opening_"


def fields(questions: Iterable[OpeningQuestion], *, lettered: bool = False) -> Iterator[tuple[str, Field]]:
    """Name and field of each question; `lettered`: with the letter that stands before it on paper."""
    for letter, one in zip(ascii_uppercase, questions, strict=False):
        yield _BEFORE + one.mark, _field(one, f"{letter}. {one.question}" if lettered else one.question)


def answers(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """What was answered, by the mark of the question; of one that was left out nothing."""
    return {name.removeprefix(_BEFORE): said for name, said in cleaned.items() if name.startswith(_BEFORE) and said}


def insist_as_asked(form: Form) -> None:
    """Add an error where something was answered that the form does not ask, or not in these words any more."""
    if any(name.startswith(_BEFORE) and said and name not in form.fields for name, said in form.data.items()):
        form.add_error(None, _("The questions changed while this page was open. Look at them once more."))


def _field(one: OpeningQuestion, label: str) -> Field:
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
