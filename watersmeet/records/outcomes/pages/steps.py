"""The pages that a person walks through, in order: who sees it, their goals, each question, sending."""

from dataclasses import dataclass
from enum import StrEnum

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.outcomes.instrument import About, Instrument, Item
from watersmeet.records.outcomes.queries import Asked, questions
from watersmeet.records.outcomes.states import Moment


class Kind(StrEnum):
    """What a page is for."""

    START = "start"
    GOALS = "goals"
    QUESTION = "question"
    SEND = "send"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked: `key` names its answer, `intro` stands before the first of an instrument."""

    instrument: Instrument
    item: Item
    key: str
    asks: str
    intro: str


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its place in the address, and its question if it asks one."""

    slug: str
    kind: Kind
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """All pages of one ask, from the first to sending."""

    asked: Asked
    steps: tuple[Step, ...]

    @property
    def questions(self) -> list[Question]:
        """Every question, in order."""
        return [step.question for step in self.steps if step.question]

    def step(self, slug: str) -> Step:
        """The page of an address. Raises NotFound."""
        if slug == Kind.STOP:
            return Step(slug, Kind.STOP)
        found = next((step for step in self.steps if step.slug == slug), None)
        if found is None:
            raise NotFound
        return found

    def after(self, step: Step) -> str:
        """Where to go on."""
        return self.steps[self.steps.index(step) + 1].slug

    def before(self, step: Step) -> str:
        """Where one came from; "" on the first page."""
        place = self.steps.index(step) if step in self.steps else 0
        return self.steps[place - 1].slug if place else ""

    def resume(self) -> str:
        """The first page that was not done yet."""
        left = [step for step in self.steps[1:] if not self._done(step)]
        return left[0].slug

    def number(self, question: Question) -> int:
        """Which question it is, from 1."""
        return self.questions.index(question) + 1

    def saved(self, question: Question) -> int | None:
        """What was answered before; None when nothing was, or it was skipped."""
        return self.asked.saved.get(question.instrument.code, {}).get(question.key)

    def _done(self, step: Step) -> bool:
        if step.kind is Kind.GOALS:
            return bool(self.asked.saved) or any(one.instrument.about is About.GOAL for one in self.questions)
        return step.question is not None and step.question.key in self.asked.saved.get(
            step.question.instrument.code, {}
        )


def walk(actor: Actor, asked: Asked) -> Walk:
    """The pages of an ask as they are now: a goal written on one page is asked about on a later one."""
    steps = [Step(Kind.START, Kind.START)]
    for instrument in asked.instruments:
        if instrument.about is About.GOAL and asked.moment is Moment.START:
            steps.append(Step(Kind.GOALS, Kind.GOALS))
        steps += _asking(actor, asked, instrument)
    return Walk(asked, (*steps, Step(Kind.SEND, Kind.SEND)))


def _asking(actor: Actor, asked: Asked, instrument: Instrument) -> list[Step]:
    found = []
    for number, (key, asks) in enumerate(questions(actor, asked, instrument).items(), start=1):
        name = key if instrument.about is About.SELF else str(number)
        intro = instrument.intro if number == 1 else ""
        question = Question(instrument, instrument.item(key), key, asks, intro)
        found.append(Step(f"{instrument.code}-{name}", Kind.QUESTION, question))
    return found
