"""How many answers does the question need? Asked before the wave opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from watersmeet.evidence.inquiry.shared import ENDORSED_AT, HALF, Verdict, counts, judge
from watersmeet.evidence.inquiry.tally import FEWEST, Tally
from watersmeet.evidence.inquiry.verdicts import groups_of, pairs_of
from watersmeet.evidence.methods.tails import so_many

VALUES = 5
TRUE_SHARES = (0.70, 0.85, 0.95)
LIKELY, AT = 0.80, 0.85
"""Enough is what finds all values SHARED four times in five, where 85% of each group hold them."""
APART, RUNS, SEED = 0.35, 2000, 20260101
MOST = 1000


@dataclass(frozen=True)
class Group:
    """How many answers are hoped for, of a roster of so many (0: not known)."""

    answers: int
    roster: int = 0


@dataclass(frozen=True)
class Chance:
    """Were the true share of every group so large: how likely one value, and all of them, are found SHARED, 0 to 1."""

    share: float
    one_value: float
    all_values: float


@dataclass(frozen=True)
class Plan:
    """`noticed`: by group, how likely a value is CONTESTED that 35% of it and 85% of the others hold, 0 to 1."""

    needs: Mapping[str, int | None]
    chances: tuple[Chance, ...]
    noticed: Mapping[str, float]
    enough: Mapping[str, int]


def needs(answers: int, roster: int = 0) -> int | None:
    """The fewest yes of so many answers that show more than half of the group; None where not even all would do."""
    if answers < FEWEST:
        return None
    yes = np.arange(answers + 1)
    passes = so_many(yes, np.full_like(yes, answers), HALF, roster) <= ENDORSED_AT
    return int(yes[passes][0]) if passes.any() else None


def plan(groups: Mapping[str, Group], values: int = VALUES) -> Plan:
    """What a wave with so many answers on so many values could show; learners and community are always among them."""
    every = {name: groups.get(name, Group(0)) for name in groups_of([dict.fromkeys(groups, Tally(0, 0))])}
    return Plan(
        {name: needs(one.answers, one.roster) for name, one in every.items()},
        tuple(_chance(list(every.values()), share, values) for share in TRUE_SHARES),
        {name: _noticed(every, name, values) for name in every},
        {name: enough(len(every), one.roster, values) for name, one in every.items()},
    )


def endorses(answers: int, share: float, roster: int = 0) -> float:
    """How likely a group whose true share is `share` is found to endorse, 0 to 1."""
    least = needs(answers, roster)
    if least is None:
        return 0.0
    if roster:
        from scipy.stats import hypergeom  # noqa: PLC0415 - scipy costs half a second at the start of each process

        return float(hypergeom.sf(least - 1, roster, round(share * roster), answers))
    from scipy.special import bdtrc  # noqa: PLC0415 - as above

    return float(bdtrc(least - 1, answers, share))


def enough(groups: int, roster: int = 0, values: int = VALUES) -> int:
    """The fewest answers of each of so many groups that find all values SHARED four times in five; at most the roster.

    Of the numbers from there on, each does: a little more never hurts.
    """
    per_group = LIKELY ** (1 / (groups * values))
    found = roster or MOST
    for answers in range(found, FEWEST - 1, -1):
        if endorses(answers, AT, roster) < per_group:
            break
        found = answers
    return found


def _chance(groups: Sequence[Group], share: float, values: int) -> Chance:
    one = prod(endorses(group.answers, share, group.roster) for group in groups)
    return Chance(share, one, one**values)


def _noticed(groups: Mapping[str, Group], apart: str, values: int) -> float:
    """By simulation of the rule itself, over answers drawn without a roster: then it is a little more."""
    random = np.random.default_rng(SEED)
    of = np.array([group.answers for group in groups.values()])
    share = np.full((values, len(of)), AT)
    share[0, list(groups).index(apart)] = APART
    yes = random.binomial(of, share, size=(RUNS, *share.shape))
    return float((judge(counts(yes, of), pairs_of(list(groups))).verdict[:, 0] == Verdict.CONTESTED).mean())
