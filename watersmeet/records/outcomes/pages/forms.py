"""What a person can say: their goals in their own words, one answer of a scale."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.design.fields import CharField, RadioField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes.instrument import Item
from watersmeet.records.outcomes.pages.steps import Question

GOALS = ("first", "second", "third")


class GoalsForm(Form):
    """Up to three goals; each may stay empty."""

    first = CharField(label=gettext_lazy("Your first goal"), max_length=200, required=False)
    second = CharField(label=gettext_lazy("Your second goal"), max_length=200, required=False)
    third = CharField(label=gettext_lazy("Your third goal"), max_length=200, required=False)


class WhereForm(Form):
    """What whoever rings them needs to know; each may stay empty."""

    where = CharField(
        label=gettext_lazy("Where are you now, and on which number can we ring you?"),
        hint=gettext_lazy("For example: at home, 01632 960 001"),
        max_length=300,
        required=False,
    )
    emergency = CharField(
        label=gettext_lazy("Whom can we ring if we are worried about you and cannot reach you?"),
        hint=gettext_lazy("A name and a phone number"),
        max_length=300,
        required=False,
    )
    gp = CharField(label=gettext_lazy("Who is your GP, or which surgery do you go to?"), max_length=300, required=False)


class QuestionForm(Form):
    """One question and its answers, one under the other."""

    def __init__(self, question: Question, *args: Any, easy: bool = False, **rest: Any) -> None:
        super().__init__(*args, **rest)
        missing = _("Choose an answer, or leave this question out") if easy else ""
        self.fields["answer"] = RadioField(
            label=question.asks,
            heading=True,
            choices=choices(question.item),
            missing=missing or gettext_lazy("Choose an answer, or skip this question"),
        )


def choices(item: Item) -> list[tuple[str, str]]:
    """Each answer and its words: a scale has words at its ends."""
    if item.options:
        return [(str(option.value), _(option.words)) for option in item.options]
    ends = {item.low: item.low_words, item.high: item.high_words}
    return [(str(value), _ends(value, ends.get(value, ""))) for value in item.values]


def _ends(value: int, words: str) -> str:
    return _("%(number)s, %(words)s") % {"number": value, "words": words} if words else str(value)
