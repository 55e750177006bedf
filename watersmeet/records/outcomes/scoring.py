"""Exact scores and what changed between two of them. Pure: nothing is guessed, what is unknown stays unknown."""

from collections.abc import Mapping
from dataclasses import dataclass

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import About, Instrument, Item, Polarity

Answers = Mapping[str, int | None]
Scores = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One question, then and now: `by` is last less first, as answered; `better` follows the question's polarity.

    `by` and `better` are None when either answer is unknown; `better` is None too when nothing changed.
    """

    scale: str
    item: Item
    first: int | None
    last: int | None

    @property
    def by(self) -> int | None:
        """How far the answer moved."""
        return None if self.first is None or self.last is None else self.last - self.first

    @property
    def better(self) -> bool | None:
        """Whether it moved the good way."""
        return (self.by > 0) is (self.item.polarity is Polarity.HIGHER) if self.by else None


def score(instrument: Instrument, answers: Answers) -> Scores:
    """The score of every scale: each question its own, or one total where the instrument has one.

    A question without an answer is None, and so is a total that lacks one. Raises Invalid, naming each faulty question.
    """
    wrong = {code: [fault] for code, value in answers.items() if (fault := _fault(instrument, code, value))}
    if wrong:
        raise Invalid(wrong)
    keys = [item.code for item in instrument.items] if instrument.about is About.SELF else list(answers)
    known: Scores = {key: answers.get(key) for key in keys}
    if instrument.total == "none":
        return known
    values = [value for value in known.values() if value is not None]
    return {"total": sum(values) if len(values) == len(known) else None}


def change(instrument: Instrument, first: Mapping[str, int | None], last: Mapping[str, int | None]) -> list[Change]:
    """What changed in each question that was asked either time, in the instrument's order."""
    keys = (
        [item.code for item in instrument.items]
        if instrument.about is About.SELF
        else list(dict.fromkeys([*first, *last]))
    )
    return [Change(key, instrument.item(key), first.get(key), last.get(key)) for key in keys]


def _fault(instrument: Instrument, code: str, value: object) -> str:
    """What is wrong with one answer, or ""."""
    item = instrument.item(code)
    if value is None or (type(value) is int and value in item.values):
        return ""
    return f"Choose a whole number from {item.low} to {item.high}, or leave it out."
