"""Exact scores and what changed between two of them. Pure: nothing is guessed, what is unknown stays unknown.

One completion at a time; `bulk.py` does the same for many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from watersmeet.base.problems import Invalid
from watersmeet.records.outcomes.instrument import About, Band, Instrument, Item, Polarity, Total

Answers = Mapping[str, int | None]
"""What was answered, by question, or by goal or need; None where it was skipped."""
Scores = dict[str, int | None]
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """One question or total, then and now: `by` is last less first; `better` follows its polarity.

    `by` and `better` are None when either answer is unknown; `better` is None too when nothing changed.
    """

    scale: str
    item: Item
    first: Number | None
    last: Number | None

    @property
    def by(self) -> Number | None:
        """How far the answer moved."""
        return None if self.first is None or self.last is None else self.last - self.first

    @property
    def better(self) -> bool | None:
        """Whether it moved the good way."""
        return (self.by > 0) is (self.item.polarity is Polarity.HIGHER) if self.by else None


def score(instrument: Instrument, answers: Answers) -> Scores:
    """The score of every scale: each question its own, or under the instrument's code the sum, where it has a total.

    A question without an answer is None, and so is a sum that lacks one. Raises Invalid, naming each faulty question.
    """
    wrong = {code: [fault] for code, value in answers.items() if (fault := _fault(instrument, code, value))}
    if wrong:
        raise Invalid(wrong)
    keys = [item.code for item in instrument.items] if instrument.about is About.SELF else list(answers)
    known: Scores = {key: answers.get(key) for key in keys}
    if instrument.total is None:
        return known
    values = [value for value in known.values() if value is not None]
    return {instrument.code: sum(values) if len(values) == len(known) else None}


def published(instrument: Instrument, total: Total, summed: int | None) -> Decimal | None:
    """The score as its owners publish it, of a sum; None stays None. Exact."""
    if summed is None:
        return None
    return total.table[summed - instrument.sums[0]] if total.table else Decimal(summed * total.times)


def band_of(total: Total, shown: Decimal | None) -> Band | None:
    """The published band of a published score; None where it is unknown or has no bands."""
    return next((band for band in total.bands if shown is not None and band.from_ <= shown <= band.until), None)


def at_caseness(total: Total, shown: Decimal | None) -> bool | None:
    """Whether a published score is at the cut or worse; None where it is unknown or there is no cut."""
    if shown is None or total.cut is None:
        return None
    return shown >= total.cut if total.polarity is Polarity.LOWER else shown <= total.cut


def reliably(total: Total, first: Decimal | None, last: Decimal | None) -> str | None:
    """ "better", "worse" or "no" between two published scores: the threshold itself counts. None: unknown."""
    if first is None or last is None or total.reliable_change is None:
        return None
    by = first - last if total.polarity is Polarity.LOWER else last - first
    if abs(by) < total.reliable_change:
        return "no"
    return "better" if by > 0 else "worse"


def change(instrument: Instrument, first: Mapping[str, int | None], last: Mapping[str, int | None]) -> list[Change]:
    """What changed between two scores: each question asked either time, in order, or the total as it is published."""
    if instrument.total:
        then, now = (published(instrument, instrument.total, scores.get(instrument.code)) for scores in (first, last))
        return [Change(instrument.code, instrument.whole, then, now)]
    keys = (
        [item.code for item in instrument.items]
        if instrument.about is About.SELF
        else list(dict.fromkeys([*first, *last]))
    )
    return [Change(key, instrument.item(key), first.get(key), last.get(key)) for key in keys]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two completions over the questions answered both times: how many those are, and the plain sums of those alone."""

    questions: int
    first: int
    last: int


def pair(instrument: Instrument, first: Answers, last: Answers) -> Pair | None:
    """Before and after as a pair, where both have as many answers as the file asks for: all, if it does not say.

    Nothing is put in the place of an answer, and no sum is stretched: of four questions it is a sum of four.
    """
    total = instrument.total
    if total is None:
        return None
    codes = [item.code for item in instrument.items]
    needs = len(codes) if total.pair_needs is None else total.pair_needs
    if any(sum(told.get(code) is not None for code in codes) < needs for told in (first, last)):
        return None
    both = [
        (then, now)
        for then, now in ((first.get(code), last.get(code)) for code in codes)
        if then is not None and now is not None
    ]
    return Pair(len(both), sum(then for then, _now in both), sum(now for _then, now in both)) if both else None


def _fault(instrument: Instrument, code: str, value: object) -> str:
    """What is wrong with one answer, or ""."""
    item = instrument.item(code)
    if value is None or (type(value) is int and value in item.values):
        return ""
    return f"Choose a whole number from {item.low} to {item.high}, or leave it out."
