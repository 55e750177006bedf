"""The seven kinds of entry as one table: which parts each has, which day, whether it is reviewed.

Pages, export and digest read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.records.memory.states import Kind

LINE = 200
WORDS = 5000


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a kind: words, a whole number, or an hour of the day such as 18:00."""

    name: str
    label: Promise
    hint: Promise | str = ""
    required: bool = False
    line: bool = False
    number: bool = False
    hour: bool = False

    @property
    def longest(self) -> int:
        """Signs that it takes."""
        return LINE if self.line else WORDS


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind: its words on pages, the question for its title, its parts, its day; whether it is reviewed."""

    plural: Promise
    add: Promise
    says: Promise
    title: Promise
    parts: tuple[Part, ...]
    day: Promise | str = ""
    day_needed: bool = False
    reviewed: bool = False
    promises: bool = False
    asks: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parts, in order."""
        return tuple(part.name for part in self.parts)


_EVIDENCE = Part(
    "evidence",
    _("What is it based on?"),
    _("A report, figures, a reference of an evidence run such as 7Q4K-2MXA, what people told you."),
)
KINDS: Mapping[Kind, Shape] = {
    Kind.DECISION: Shape(
        _("Decisions"),
        _("Write down a decision"),
        _("What was decided and why, so that nobody has to guess in two years."),
        _("What was decided?"),
        (
            Part("why", _("Why?"), required=True),
            Part("context", _("What was the situation?")),
            Part("options", _("What else was possible?"), _("Each in a line of its own.")),
            Part("by_whom", _("Who decided?"), _("The group or the roles, and how."), line=True),
            Part("dissent", _("Who disagreed, and why?"), _("In their own words, if they agree.")),
            Part("assumes", _("What does it assume?"), _("What has to be true so that it works.")),
            _EVIDENCE,
        ),
        day=_("When was it decided?"),
        reviewed=True,
    ),
    Kind.LESSON: Shape(
        _("Lessons"),
        _("Write down a lesson"),
        _("What you would want to have known before."),
        _("What did you learn, in one sentence?"),
        (
            Part("happened", _("What happened?"), required=True),
            Part("so", _("What do we do differently now?")),
            Part("surprise", _("What surprised you?")),
            Part("learners", _("What did learners say, and what was done about it?")),
            _EVIDENCE,
        ),
        day=_("When was it?"),
    ),
    Kind.QUESTION: Shape(
        _("Questions"),
        _("Ask a colleague"),
        _("Ask those who work in another sector. No person in it, only what you want to know."),
        _("What do you want to know?"),
        (
            Part("why", _("Why does it matter?"), _("What would you do with the answer?")),
            Part("tried", _("What do you know already?")),
        ),
        day=_("By when would an answer help?"),
        asks=True,
    ),
    Kind.EXPERIMENT: Shape(
        _("Experiments"),
        _("Plan an experiment"),
        _("Write down what you expect before you try it. Then you can be surprised."),
        _("What do you try?"),
        (
            Part("prediction", _("What do you expect to happen?"), _("Write it before you begin."), required=True),
            Part("plan", _("What will you do, with whom, for how long?"), required=True),
            Part("do", _("What did you do?")),
            Part("study", _("What happened, against what you expected?")),
            Part("run", _("Which evidence run?"), _("Its reference, such as 7Q4K-2MXA."), line=True),
            Part("act", _("What do you do now: keep, change or drop it?")),
        ),
        day=_("When do you look at what happened?"),
    ),
    Kind.COMMITMENT: Shape(
        _("Commitments"),
        _("Write down a commitment"),
        _("Who promised what to whom, by when."),
        _("What is promised?"),
        (
            Part("to", _("To whom?"), required=True, line=True),
            Part("money", _("How much money, in pounds?"), number=True),
            Part("places", _("How many places?"), number=True),
            Part("needs", _("What has to be there so that it can be kept?")),
            _EVIDENCE,
        ),
        day=_("By when?"),
        day_needed=True,
        promises=True,
    ),
    Kind.GATHERING: Shape(
        _("Gatherings"),
        _("Write down a gathering"),
        _("A meeting, a joint training, a webinar: what is planned, then what you learned there."),
        _("What is it?"),
        (
            Part("begins", _("When does it begin?"), _("Such as 18:00."), line=True, hour=True),
            Part("ends", _("When does it end?"), _("Such as 20:00."), line=True, hour=True),
            Part("where", _("Where is it?"), _("An address, or how to take part from home."), line=True),
            Part("agenda", _("What is planned?")),
            Part("notes", _("What was said?"), _("Once it is over.")),
            Part("learned", _("What did we learn?")),
            Part(
                "recording",
                _("Where is the recording?"),
                _("An address that those who were there can open."),
                line=True,
            ),
        ),
        day=_("On which day is it?"),
        day_needed=True,
    ),
    Kind.FINDING: Shape(
        _("Findings"),
        _("Write down a finding"),
        _("Something you found out, with what it rests on. The lead can show it to everybody, who can then reply."),
        _("What did you find, in one sentence?"),
        (
            Part("found", _("What was found?"), _("With numbers, and how many they are out of."), required=True),
            Part("evidence", _("What is it based on?"), _EVIDENCE.hint, required=True),
            Part("cannot", _("What can it not tell?"), _("Who was not asked, what else may explain it.")),
            Part("dissent", _("Who sees it otherwise, and why?"), _("In their own words, if they agree.")),
            Part("so", _("What do we do now?")),
        ),
        day=_("When was it found?"),
    ),
}


def shown(value: str | int, name: str) -> str:
    """A part as people read it: numbers with commas, money in pounds."""
    if isinstance(value, int):
        return f"£{value:,}" if name == "money" else f"{value:,}"
    return value
