"""Rule V in words' reach: each value and face with its verdict, who it hangs on, and what it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from watersmeet.evidence.inquiry.shared import HALF, Counts, Found, Pairs, Verdict, judge
from watersmeet.evidence.inquiry.tally import FEWEST, Tally, Untested
from watersmeet.evidence.methods.tails import so_many

Item = tuple[str, str]
"""A value, and the face by which it was asked."""
Told = Mapping[Item, Mapping[str, Tally]]
ALWAYS = ("learners", "community")
"""Without these two there is never a yes."""
OTHER_SHARES = (0.4, 0.6)
MOST_NEEDED = 2000
SHARED_OF_ALL = 0.6
"""So large a part of the values must be SHARED for *partly*."""


class Lean(StrEnum):
    """Where a group's answers lie, of those that are tested."""

    YES = "yes"
    NO = "no"
    EVEN = "even"


class Overall(StrEnum):
    """The answer over all values of one face."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class OfGroup:
    """What one group's answers show. `needed`: so many answers at the present share would endorse; None: none would."""

    group: str
    tally: Tally
    endorsed: bool
    opposed: bool
    untested: Untested | None
    lean: Lean | None
    needed: int | None


@dataclass(frozen=True)
class Judgement:
    """One value by one face. `rests_on`: what, were it otherwise, would turn the verdict, and into what."""

    item: Item
    verdict: Verdict
    groups: tuple[OfGroup, ...]
    wide: tuple[tuple[str, str], ...]
    may_be_wide: tuple[tuple[str, str], ...]
    close: bool
    rests_on: tuple[tuple[str, Verdict], ...]

    @property
    def hangs_on(self) -> tuple[str, ...]:
        """The groups that keep it from being SHARED, or make it CONTESTED."""
        if self.verdict is Verdict.CONTESTED:
            return tuple(one.group for one in self.groups if one.opposed)
        return tuple(one.group for one in self.groups if not one.endorsed)


def groups_of(told: Iterable[Mapping[str, Tally]]) -> tuple[str, ...]:
    """Every group that is required: learners and community first, always, then the others by name."""
    named = {group for tallies in told for group in tallies}
    return (*ALWAYS, *sorted(named - set(ALWAYS)))


def pairs_of(groups: Sequence[str]) -> Pairs:
    """The contrasts that are declared beforehand: learners and community, each against every professional group."""
    people = [place for place, group in enumerate(groups) if group in ALWAYS]
    others = [place for place, group in enumerate(groups) if group not in ALWAYS]
    return tuple((one, other) for one in people for other in others)


def counts_of(rows: Sequence[Mapping[str, Tally]], groups: Sequence[str]) -> Counts:
    """The counts of each row by group; of a group that nobody spoke for, none."""
    table = [[row.get(group, Tally(0, 0)) for group in groups] for row in rows]
    numbers = [[(*one.counted, one.everyone) for one in row] for row in table]
    whole = np.array(numbers, dtype=int).reshape(len(rows), len(groups), 3)
    tested = np.array([[one.untested is None for one in row] for row in table], dtype=bool).reshape(whole.shape[:2])
    certain = [[one.bounds is not None and one.bounds.low > HALF for one in row] for row in table]
    return Counts(
        whole[..., 0], whole[..., 1], whole[..., 2], tested, np.array(certain, dtype=bool).reshape(tested.shape)
    )


def verdicts(told: Told) -> list[Judgement]:
    """The verdict on each item, all of them one family of tests; every group in `told` is required."""
    items, rows = list(told), list(told.values())
    groups = groups_of(rows)
    found = _judged(rows, groups)
    others = _sensitivity(rows, groups)
    return [
        Judgement(
            item,
            Verdict(int(found.verdict[place])),
            tuple(
                _of_group(rows[place].get(group, Tally(0, 0)), group, found, place, column)
                for column, group in enumerate(groups)
            ),
            _named(found.wide[place], groups),
            _named(found.may_be_wide[place], groups),
            bool(pairs_of(groups)) and bool(found.close[place].all() & (found.verdict[place] == Verdict.SHARED)),
            tuple((what, Verdict(int(other[place]))) for what, other in others if other[place] != found.verdict[place]),
        )
        for place, item in enumerate(items)
    ]


def overall(judgements: Sequence[Judgement]) -> Overall:
    """The answer over the values of one face. No values at all: cannot tell."""
    said = [one.verdict for one in judgements]
    if not said:
        return Overall.CANNOT_TELL
    if Verdict.CONTESTED in said:
        return Overall.NO
    if all(one is Verdict.SHARED for one in said):
        return Overall.YES
    enough = sum(one is Verdict.SHARED for one in said) >= SHARED_OF_ALL * len(said)
    return Overall.PARTLY if enough else Overall.CANNOT_TELL


def answers_needed(one: Tally) -> int | None:
    """How many answers (or organisations) at the present share would endorse; None where no number would."""
    yes, of = one.counted
    if of == 0 or one.untested in {Untested.FEW, Untested.NOBODY}:
        return FEWEST
    many = np.arange(of, (one.everyone or MOST_NEEDED) + 1)
    passes = so_many(np.floor(many * (yes / of) + 1e-9), many, HALF, one.everyone) <= 0.05
    return int(many[passes][0]) if 2 * yes > of and passes.any() else None


def _judged(rows: Sequence[Mapping[str, Tally]], groups: Sequence[str], share: float = HALF) -> Found:
    told = counts_of(rows, groups)
    if share != HALF:
        told = Counts(told.yes, told.of, told.everyone, told.tested, np.zeros_like(told.certain))
    return judge(told, pairs_of(groups), share)


def _sensitivity(rows: Sequence[Mapping[str, Tally]], groups: Sequence[str]) -> list[tuple[str, np.ndarray]]:
    """What else could have been asked of the same answers, and the verdicts then."""
    found = [(f"share {share:.0%}", _judged(rows, groups, share).verdict) for share in OTHER_SHARES]
    for left_out in groups:
        rest = [group for group in groups if group != left_out]
        found.append((f"without {left_out}", _judged(rows, rest).verdict))
    if any(one.roster for row in rows for one in row.values()):
        for yes in (True, False):
            whole = [{group: one.as_if(silent_say_yes=yes) for group, one in row.items()} for row in rows]
            found.append((f"silent say {'yes' if yes else 'no'}", _judged(whole, groups).verdict))
    return found


def _of_group(one: Tally, group: str, found: Found, place: int, column: int) -> OfGroup:
    endorsed, opposed = bool(found.endorsed[place, column]), bool(found.opposed[place, column])
    needed = None if endorsed or opposed else answers_needed(one)
    return OfGroup(group, one, endorsed, opposed, one.untested, _lean(one), needed)


def _lean(one: Tally) -> Lean | None:
    """None where the group is not tested: of few answers, even the lean would tell too much."""
    if one.untested is not None:
        return None
    yes, of = one.counted
    return Lean.EVEN if 2 * yes == of else Lean.YES if 2 * yes > of else Lean.NO


def _named(which: np.ndarray, groups: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (groups[one], groups[other]) for (one, other), is_so in zip(pairs_of(groups), which, strict=True) if is_so
    )
