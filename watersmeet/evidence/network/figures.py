"""How joined up is a network? Whole counts of ties, and what is said of them.

A tie is an ordered pair (from, to) where direction is known, else a pair. What an organisation has with itself is no
tie; the same tie listed twice is one. Organisations without any tie count.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

Tie = tuple[str, str]


@dataclass(frozen=True)
class Network:
    """`groups` holds each organisation with the group it is of ("" for none), `ties` each listed tie with its strength.

    The strength is None where none is told. Each name in `ties` is one of `groups`.
    """

    groups: Mapping[str, str]
    ties: Mapping[Tie, float | None]
    directed: bool = True


@dataclass(frozen=True, kw_only=True)
class Silo:
    """What is counted. A share is between 0 and 1, an index between -1 and +1; None where it cannot be said.

    `reciprocity` is the share of ties, counted as arcs, that are answered (of a>b, b>a, a>c: 2 of 3); `mutual` is the
    share of joined pairs that are joined both ways (1 of 2). `centralisation` is Freeman's, of degree, over pairs.
    `ei_index` is (E - I) / (E + I), with E pairs between groups and I within one; `ei_chance` is what it would be if
    every pair were joined: what the sizes of the groups alone make of it. Both leave out who is in no group
    (`ungrouped`).
    """

    nodes: int
    ties: int
    density: float | None
    reciprocity: float | None
    mutual: float | None
    centralisation: float | None
    external: int
    internal: int
    ei_index: float | None
    ei_chance: float | None
    ungrouped: int


def figures(network: Network, at_least: float | None = None) -> Silo:
    """The figures of a network, of the ties that are at least so strong; without `at_least` any listed tie counts."""
    arcs = {tie for tie, strength in network.ties.items() if tie[0] != tie[1] and _counts(strength, at_least)}
    joined = {frozenset(tie) for tie in arcs}
    n = len(network.groups)
    pairs = n * (n - 1) // 2
    grouped = {name: group for name, group in network.groups.items() if group}
    external, internal = _sides(joined, grouped)
    every_pair = {frozenset(pair) for pair in combinations(grouped, 2)}
    answered = sum((to, one) in arcs for one, to in arcs)
    return Silo(
        nodes=n,
        ties=len(arcs) if network.directed else len(joined),
        density=_share(len(arcs), 2 * pairs) if network.directed else _share(len(joined), pairs),
        reciprocity=_share(answered, len(arcs)) if network.directed else None,
        mutual=_share(answered // 2, len(joined)) if network.directed else None,
        centralisation=_centralisation(joined, n),
        external=external,
        internal=internal,
        ei_index=_share(external - internal, external + internal),
        ei_chance=_index(every_pair, grouped),
        ungrouped=n - len(grouped),
    )


def _counts(strength: float | None, at_least: float | None) -> bool:
    return at_least is None or (strength is not None and strength >= at_least)


def _sides(joined: set[frozenset[str]], groups: Mapping[str, str]) -> tuple[int, int]:
    """How many pairs are between groups, and how many within one."""
    known = [{groups[name] for name in pair} for pair in joined if pair <= groups.keys()]
    internal = sum(len(sides) == 1 for sides in known)
    return len(known) - internal, internal


def _index(joined: set[frozenset[str]], groups: Mapping[str, str]) -> float | None:
    external, internal = _sides(joined, groups)
    return _share(external - internal, external + internal)


def _centralisation(joined: set[frozenset[str]], n: int) -> float | None:
    """How far one organisation stands in the middle: 1 in a star, 0 where all have as many ties. None under three."""
    if n < 3:
        return None
    degrees = Counter(name for pair in joined for name in pair)
    highest = max(degrees.values(), default=0)
    return (n * highest - sum(degrees.values())) / ((n - 1) * (n - 2))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
