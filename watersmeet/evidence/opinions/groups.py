"""Are there groups of opinion, how many, and would they be found again? By red-dwarf, which does as Polis does.

People who voted on seven statements or more are placed by what they have in common, and grouped with their likes. One
group is always a candidate: there are more only where the groups stand further apart than they do when nobody's votes
have anything to do with each other, and than in one even cloud of people; each is tried so often that five in a hundred
would be split by chance at most. Groups of opinion are no evidence that a view is shared.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from watersmeet.evidence.opinions.files import Conversation

FEWEST_VOTES, MOST_GROUPS = 7, 5
TRIES = 19
"""Against chance: to stand out from all of them happens by chance once in twenty."""
AGAIN, OF_THEM = 20, 0.8
"""Grouped again so many times, with so large a part of the people."""
ALIKE, ENOUGH = 0.8, 50
"""Found again is as like (adjusted Rand) as this, half of the times at least; of fewer people nothing is known."""
SEED = 20260101
Matrix: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Grouping:
    """`of` says which group each person is in; `again` how like it is when it is done again, None for one group."""

    groups: int
    of: dict[str, int]
    again: float | None

    @property
    def stable(self) -> bool:
        """Whether the groups would be found again. Of one group, and of few people, that is not known: False."""
        return self.again is not None and self.again >= ALIKE and len(self.of) >= ENOUGH


@dataclass(frozen=True)
class Likeness:
    """How like our groups are to those that were published, at their number, over the people who have one of each."""

    rand: float
    adjusted_rand: float


def group(talk: Conversation) -> Grouping:
    """How many groups there are, and who is in which."""
    people, votes, counted = _matrix(talk)
    rows = np.flatnonzero(counted >= FEWEST_VOTES)
    names = [people[row] for row in rows]
    place = _places(votes)
    if place is None or len(rows) <= MOST_GROUPS:
        return Grouping(1, dict.fromkeys(names, 0), None)
    apart, labels = _best(place[rows])
    random = np.random.default_rng(SEED)
    if labels is None or not all(apart > one for one in _by_chance(votes, rows, place[rows], random)):
        return Grouping(1, dict.fromkeys(names, 0), None)
    again = _again(votes, rows, labels, random)
    return Grouping(len(set(labels)), dict(zip(names, labels.tolist(), strict=True)), again)


def like_published(talk: Conversation) -> Likeness | None:
    """Our groups beside the published ones. None where none are published, or nobody can be placed."""
    from sklearn.metrics import adjusted_rand_score, rand_score

    many = len(set(talk.groups.values()))
    people, votes, counted = _matrix(talk)
    rows = np.flatnonzero((counted >= FEWEST_VOTES) | np.isin(people, list(talk.groups)))
    place = _places(votes)
    if not many or place is None or len(rows) <= many:
        return None
    labels = _best(place[rows], many)[1] if many > 1 else np.zeros(len(rows), dtype=int)
    if labels is None:
        return None
    both = [
        (talk.groups[people[row]], label) for row, label in zip(rows, labels, strict=True) if people[row] in talk.groups
    ]
    theirs, ours = zip(*both, strict=True)
    return Likeness(float(rand_score(theirs, ours)), float(adjusted_rand_score(theirs, ours)))


def _matrix(talk: Conversation) -> tuple[list[str], Matrix, Matrix]:
    """Who voted; their votes in a row (nan: none), 0 where moderators took a statement out; how many each gave."""
    last = talk.last
    people, names = sorted({who for who, _name in last}, key=int), sorted({name for _who, name in last}, key=int)
    row, column = {who: i for i, who in enumerate(people)}, {name: i for i, name in enumerate(names)}
    votes = np.full((len(people), len(names)), np.nan)
    for (who, name), says in last.items():
        votes[row[who], column[name]] = says
    counted = (~np.isnan(votes)).sum(axis=1)
    votes[:, [column[name] for name in names if talk.statements[name].taken_out]] = 0
    return people, votes, counted


def _places(votes: Matrix) -> Matrix | None:
    """Where each person stands, in two dimensions; None where there is nothing to tell them apart by."""
    run_reducer, _kmeans = _dwarf()
    voted = votes[:, ~np.isnan(votes).all(axis=0)]
    if min(voted.shape, default=0) < 3:
        return None
    place: Matrix = _quiet(lambda: run_reducer(voted, random_state=0)[0])
    return place if np.isfinite(place).all() and np.ptp(place, axis=0).max() > 1e-9 else None


def _best(place: Matrix, many: int = 0) -> tuple[float, Matrix | None]:
    """The best grouping, into so many or as many as stand furthest apart; how far (silhouette). None where none is."""
    from sklearn.metrics import silhouette_score

    _reducer, find_best_kmeans = _dwarf()
    different = len(np.unique(place, axis=0))
    most = min(MOST_GROUPS, different - 1, len(place) - 1)
    if (many or 2) > most:
        return -1.0, None
    bounds = [many, many] if many else [2, most]
    found = _quiet(lambda: find_best_kmeans(place, bounds, init="polis", random_state=0)[2])
    if found is None or len(set(found.labels_)) < 2:
        return -1.0, None
    return float(silhouette_score(place, found.labels_)), np.asarray(found.labels_)


def _by_chance(votes: Matrix, rows: Matrix, place: Matrix, random: np.random.Generator) -> Iterator[float]:
    """How far apart groups stand where there is one: votes that have nothing to do with each other, and one cloud."""
    for _try in range(TRIES):
        dealt = _places(_dealt(votes, random))
        yield -1.0 if dealt is None else _best(dealt[rows])[0]
        yield _best(random.multivariate_normal(place.mean(axis=0), np.cov(place.T), len(place)))[0]


def _dealt(votes: Matrix, random: np.random.Generator) -> Matrix:
    """The same votes on each statement, dealt anew among those who voted on it."""
    dealt = votes.copy()
    for column in range(votes.shape[1]):
        there = np.flatnonzero(~np.isnan(votes[:, column]))
        dealt[there, column] = votes[random.permutation(there), column]
    return dealt


def _again(votes: Matrix, rows: Matrix, labels: Matrix, random: np.random.Generator) -> float:
    """How like the groups are when they are made anew of a part of the people: the middle one of many."""
    from sklearn.metrics import adjusted_rand_score

    found = []
    for _time in range(AGAIN):
        some = np.sort(random.choice(len(rows), max(3, int(OF_THEM * len(rows))), replace=False))
        place = _places(votes[rows[some]])
        new = None if place is None else _best(place, len(set(labels)))[1]
        found.append(0.0 if new is None else float(adjusted_rand_score(labels[some], new)))
    return float(np.median(found))


@cache
def _dwarf() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """What places people, and what groups them."""

    def load() -> tuple[Callable[..., Any], Callable[..., Any]]:
        from reddwarf.utils.clusterer.kmeans import find_best_kmeans
        from reddwarf.utils.reducer.base import run_reducer

        return run_reducer, find_best_kmeans

    found: tuple[Callable[..., Any], Callable[..., Any]] = _quiet(load)
    return found


def _quiet(do: Callable[[], Any]) -> Any:
    """On one thread, which is quickest for so little, and without its advice on statements that few voted on."""
    from threadpoolctl import threadpool_limits

    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore")
        return do()
