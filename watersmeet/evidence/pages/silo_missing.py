"""Why a join may be missing: how near two partners are, and what one often cannot find that the other is there for."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from django.utils.translation import gettext as _

from watersmeet.base.geography import Place, km

NEAR_KM = 0.95
"""Below, it is less than one kilometre."""


class Gap(NamedTuple):
    """Who often finds nothing, who is often there for it, and for which part of life, in words."""

    lacks: str
    serves: str
    domain: str


class Around:
    """What the records know of two partners besides their ties."""

    def __init__(self, points: Mapping[str, Sequence[Place]], gaps: Sequence[Gap]) -> None:
        self.points, self.gaps = points, gaps

    @property
    def fitting(self) -> set[frozenset[str]]:
        """Pairs of which one often finds nothing for what the other is there for."""
        return {frozenset((gap.lacks, gap.serves)) for gap in self.gaps}

    def near(self, one: str, other: str) -> str:
        """How far apart their nearest places are."""
        pairs = product(self.points.get(one, ()), self.points.get(other, ()))
        apart = min((km(a, b) for a, b in pairs), default=None)
        if apart is None:
            return _("not known")
        return _("less than 1 km") if apart < NEAR_KM else _("%(n)d km") % {"n": round(apart)}

    def fits(self, pairs: Collection[frozenset[str]], names: Mapping[str, str]) -> list[str]:
        """What one of these pairs often finds nothing for, and the other is there for."""
        return [
            _("%(lacks)s often finds nothing for: %(domain)s. %(serves)s is there for it.")
            % {"lacks": names[gap.lacks], "serves": names[gap.serves], "domain": gap.domain}
            for gap in self.gaps
            if frozenset((gap.lacks, gap.serves)) in pairs
        ]


def gaps(lacking: Mapping[str, set[str]], serving: Mapping[str, set[str]]) -> list[Gap]:
    """What one partner lacks and another serves, and neither does both."""
    return [
        Gap(one, other, domain)
        for one, other in product(sorted(lacking), sorted(serving))
        if one != other
        for domain in sorted((lacking[one] - serving.get(one, set())) & (serving[other] - lacking.get(other, set())))
    ]
