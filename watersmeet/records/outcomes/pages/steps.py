"""The pages that a person walks through, in order: who sees it, their goals, each question, sending."""

from dataclasses import dataclass
from enum import StrEnum

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.outcomes.instrument import About, Instrument, Item
from watersmeet.records.outcomes.queries import Asked, open_now, questions
from watersmeet.records.outcomes.states import Moment


class Kind(StrEnum):
    """What a page is for."""

    START = "start"
    GOALS = "goals"
    WHERE = "where"
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

    @property
    def watched(self) -> bool:
        """Whether it is of what may raise an alert."""
        return self.instrument.watched


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
    closed: bool = False  # what may raise an alert cannot be answered now

    @property
    def questions(self) -> list[Question]:
        """Every question that can be answered now, in order."""
        return [step.question for step in self.steps if step.question and not self.is_closed(step)]

    @property
    def watched(self) -> bool:
        """Whether something of it may raise an alert."""
        return any(step.kind is Kind.WHERE for step in self.steps)

    def is_closed(self, step: Step) -> bool:
        """Whether this page cannot be answered now."""
        return self.closed and (step.kind is Kind.WHERE or (step.question is not None and step.question.watched))

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

    def past_closed(self) -> str:
        """Where to go on without what is closed now."""
        last = max(place for place, step in enumerate(self.steps) if self.is_closed(step))
        return self.steps[last + 1].slug

    def before(self, step: Step) -> str:
        """Where one came from; "" on the first page."""
        place = self.steps.index(step) if step in self.steps else 0
        return self.steps[place - 1].slug if place else ""

    def resume(self) -> str:
        """The first page that was not done yet."""
        left = [step for step in self.steps[1:] if not self._done(step) and not self.is_closed(step)]
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
        if step.kind is Kind.WHERE:
            return self.asked.whereabouts is not None
        return step.question is not None and step.question.key in self.asked.saved.get(
            step.question.instrument.code, {}
        )


def walk(actor: Actor, asked: Asked) -> Walk:
    """The pages of an ask as they are now: a goal written on one page is asked about on a later one."""
    steps, watched = [Step(Kind.START, Kind.START)], False
    for instrument in sorted(asked.instruments, key=lambda one: one.watched):  # what is asked everywhere comes first
        if instrument.about is About.GOAL and asked.moment is Moment.START:
            steps.append(Step(Kind.GOALS, Kind.GOALS))
        if instrument.watched and not watched:
            steps.append(Step(Kind.WHERE, Kind.WHERE))
            watched = True
        steps += _asking(actor, asked, instrument)
    closed = watched and asked.waits and not open_now(actor, asked)
    return Walk(asked, (*steps, Step(Kind.SEND, Kind.SEND)), closed)


def _asking(actor: Actor, asked: Asked, instrument: Instrument) -> list[Step]:
    found = []
    for number, (key, asks) in enumerate(questions(actor, asked, instrument).items(), start=1):
        name = key if instrument.about is About.SELF else str(number)
        intro = instrument.intro if number == 1 else ""
        question = Question(instrument, instrument.item(key), key, asks, intro)
        found.append(Step(f"{instrument.code}-{name}", Kind.QUESTION, question))
    return found
