"""The pages of an inquiry, one thing a page, made from its questions; and the form of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from watersmeet.design.fields import CharField, IntegerField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import POINTS, Face, Question, Questions

CHECK = "check"
NAME = "name"
_PAGES = {
    "points": Face.PRIORITY,
    "together": Face.BENEFIT,
    "stop": Face.BARRIER,
    "must": Face.CONDITION,
    "true": Face.STATEMENT,
    "leading": Face.LEADERSHIP,
    "words": Face.WORDS,
}
"""Each page after those of the values: its name in the address, and what it asks."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the address, its heading, a sentence before the questions, and the questions."""

    name: str
    title: str
    lead: str
    questions: tuple[Question, ...]


def steps_of(asked: Questions) -> list[Step]:
    """The pages in their order, without those that ask nothing."""
    every = voices.questions(asked)
    values = [
        Step(
            f"value-{one.id}",
            one.name,
            one.means,
            tuple(each for each in every if each.item == one.id and each.face in {Face.IMPORTANT, Face.LIVED}),
        )
        for one in asked.values
    ]
    words = _words()
    others = [
        Step(name, *words[face], tuple(one for one in every if one.face is face)) for name, face in _PAGES.items()
    ]
    return [*values, *(one for one in others if one.questions or (one.name == "words" and asked.named))]


def _words() -> Mapping[Face, tuple[str, str]]:
    """The heading and the sentence of each page."""
    return {
        Face.PRIORITY: (
            _("Share out %(points)d points") % {"points": POINTS},
            _("Give more points to what you would not do without. You can give some of them none."),
        ),
        Face.BENEFIT: (_("Working together"), _("Teachers, health workers, groups and learners, as one team.")),
        Face.BARRIER: (_("What would stop you?"), _("Think of working together here. Would this one thing stop you?")),
        Face.CONDITION: (_("What must be so?"), _("For each one, tell us how it is now.")),
        Face.STATEMENT: (_("Is this true for you?"), ""),
        Face.LEADERSHIP: (_("The people who lead here"), ""),
        Face.WORDS: (_("In your own words"), _("Please do not write names. A few words are enough.")),
    }


def answers_to(question: Question) -> list[tuple[str, str]]:
    """What may be chosen, the words that are shown for it."""
    said = _sayings()[question.face]
    return list(zip(voices.TAKES[question.face], said, strict=True))


def _sayings() -> Mapping[Face, Sequence[str]]:
    agree = (_("No, not at all"), _("No"), _("I am not sure"), _("Yes"), _("Yes, very much"))
    return {
        Face.IMPORTANT: (_("Not at all"), _("A little"), _("Some"), _("A lot"), _("More than most things")),
        Face.LIVED: (_("Never"), _("Not often"), _("Sometimes"), _("Mostly"), _("Always")),
        Face.BENEFIT: agree,
        Face.STATEMENT: agree,
        Face.LEADERSHIP: agree,
        Face.BARRIER: (_("Yes, it would"), _("No")),
        Face.CONDITION: (_("It is so now"), _("Not yet, but it can be"), _("No, it cannot be"), _("I do not know")),
    }


class AnswerForm(Form):
    """The questions of some pages; each can be left out."""

    says_optional = False

    def __init__(
        self, steps: Sequence[Step], data: Any = None, *, told: Mapping[str, str], named: bool = False
    ) -> None:
        super().__init__(data, initial={_field(key): said for key, said in told.items()})
        self.asked = [one for step in steps for one in step.questions]
        for one in self.asked:
            self.fields[_field(one.key)] = _asks(one)
        if named and any(step.name == "words" for step in steps):
            self.fields[NAME] = CharField(
                label=_("Your name"), hint=_("You need not say it."), required=False, max_length=120, autocomplete="off"
            )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where points are shared out, and not all of them."""
        told = super().clean() or self.cleaned_data
        places = [_field(one.key) for one in self.asked if one.face is Face.PRIORITY]
        points = [told[place] for place in places if told.get(place) is not None]
        if points and sum(points) != POINTS and not self.errors:
            words = {"points": POINTS, "sum": sum(points)}
            self.add_error(places[0], _("Share out %(points)d points in all. You have %(sum)d now.") % words)
        return told

    @property
    def told(self) -> dict[str, str]:
        """By question, what was answered; "" for what was left out."""
        found = {one.key: self.cleaned_data.get(_field(one.key)) for one in self.asked}
        found |= {NAME: self.cleaned_data[NAME]} if NAME in self.cleaned_data else {}
        return {key: "" if said is None else str(said) for key, said in found.items()}


def shown(asked: Questions, told: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What was answered, to be read once more: the page, the question, the answer in words."""
    for step in steps_of(asked):
        for one in step.questions:
            said = told.get(one.key, "")
            if said:
                yield step.name, _question(one), dict(answers_to(one)).get(said, said) if _chosen(one) else said
    if told.get(NAME):
        yield "words", _("Your name"), told[NAME]


def _chosen(one: Question) -> bool:
    return one.face not in {Face.WORDS, Face.PRIORITY}


def _question(one: Question) -> str:
    if one.face is Face.IMPORTANT:
        return _("How much does %(what)s matter to you?") % {"what": one.ask.lower()}
    if one.face is Face.LIVED:
        return _("%(what)s: how much is it like this here?") % {"what": one.ask}
    return one.ask


def _asks(one: Question) -> Any:
    if one.face is Face.WORDS:
        return TextAreaField(label=one.ask, required=False, max_length=2000, rows=4)
    if one.face is Face.PRIORITY:
        return IntegerField(label=one.ask, required=False, min_value=0, max_value=POINTS, width=2)
    return RadioField(label=_question(one), required=False, choices=answers_to(one))


def _field(key: str) -> str:
    return key.replace(".", "-")
