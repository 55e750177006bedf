"""Search in the index: it answers with the best by words and by cell, then each distance is reckoned exactly.

A cell's worth is that of its nearest point, so no service is worth more than the index says. What is asked for is
enlarged until nothing unseen can be among the best.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import tantivy
from tantivy import Occur, Query

from watersmeet.base import clock, geography
from watersmeet.records.directory import meaning
from watersmeet.records.directory.entries import Wishes
from watersmeet.records.directory.finding import cells, score, shelf, tokens
from watersmeet.records.directory.finding.score import Scored
from watersmeet.records.directory.finding.tokens import Told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 64
GROWTH = 4
REMEMBERED = 20_000
"""Services that a process remembers how to show."""
SAME = 0.5 * 10**-score.PLACES
"""Of a score: what is nearer than this is the same."""


_Clauses = list[tuple[Occur, Query]]


class _Hit(NamedTuple):
    service: UUID
    score: float
    km: float | None
    address: tantivy.DocAddress
    also: bool


class Reader:
    """One state of an index, open. What it was asked to show it remembers."""

    def __init__(self, folder: str) -> None:
        index = tantivy.Index.open(folder)
        index.config_reader("manual")
        index.reload()
        self.schema = index.schema
        self.searcher = index.searcher()
        self._told: dict[UUID, Told] = {}

    def told(self, service: UUID, address: tantivy.DocAddress) -> Told:
        """What is shown of a service."""
        found = self._told.get(service)
        if found is None:
            kept: Any = self.searcher.doc(address).get_first("told")
            name, description, organisation, kind, words = json.loads(bytes(kept))
            found = Told(name, description, frozenset(words.split()), organisation, kind)
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            self._told[service] = found
        return found

    def remembered(self, service: UUID) -> Told | None:
        """What is shown of a service that was found just now."""
        return self._told.get(service)

    def read(self, addresses: list[tantivy.DocAddress]) -> list[list[Any]]:
        """Of each document its point, None where one need not go, its id in halves, whether it has places too."""
        return [self.searcher.fast_field_values(name, addresses) for name in ("lat", "lon", "high", "low", "also")]

    def is_one(self, token: str, field: str = "words") -> Query:
        """What has this token."""
        return Query.term_query(self.schema, field, token, "basic")

    def worth(self, token: str, worth: float, field: str = "words") -> Query:
        """What has this token, worth so much."""
        return Query.const_score_query(self.is_one(token, field), worth)


_open: dict[str, tuple[int, Reader]] = {}
"""The index that this process has open, and the stamp that it had."""


def reader() -> Reader | None:
    """The index as it is now; None where there is none to read."""
    if not shelf.is_used():
        return None
    stamp = shelf.stamp()
    held = _open.get(str(shelf.folder()))
    if held and held[0] == stamp:
        return held[1]
    told = shelf.current() if stamp else None
    if told is None:
        return None
    made = Reader(str(shelf.folder() / told.folder))
    _open.clear()
    _open[str(shelf.folder())] = (stamp, made)
    return made


@dataclass(frozen=True)
class InIndex:
    """Searches what is on offer within so many kilometres of a place."""

    reader: Reader
    centre: geography.Place
    within_km: float
    wishes: Wishes

    def matching(self, asked: meaning.Asked, limit: int) -> list[Scored]:
        """What is about these words, the best first."""
        for_all = _either([self.reader.worth(token, score.FOR_OTHERS) for token in tokens.among(asked)])
        clauses = [(Occur.Must, self.about(asked)), (Occur.Should, for_all)]
        return self._best(clauses, limit, score.FOR_OTHERS)

    def nearest(self, limit: int) -> list[Scored]:
        """What one can go to, the nearest first."""
        found = self._best([(Occur.MustNot, self.reader.is_one(cells.ANYWHERE, "ground"))], limit, 0.0)
        return sorted(found, key=lambda one: (score.far(one.km), one.name, one.service))

    def passing(self, asked: meaning.Asked) -> set[UUID]:
        """All that are about these words, in no order."""
        hits = self._hits([(Occur.Must, self.about(asked))], max(1, self.reader.searcher.num_docs), 0.0)[0]
        return {one.service for one in hits}

    def about(self, asked: meaning.Asked) -> Query:
        """What is about these words, and what it is worth."""
        return _either(list(_about(self.reader, asked)))

    def shown(self, services: Collection[UUID]) -> dict[UUID, Told]:
        """What is shown of services that were found just now."""
        return {one: told for one in services if (told := self.reader.remembered(one))}

    def _best(self, clauses: _Clauses, limit: int, too_much: float) -> list[Scored]:
        many = max(LEAST, GROWTH * limit)
        while True:
            hits, unseen = self._hits(clauses, many, too_much)
            best = _once(hits)
            order = sorted((one.score for one in best.values()), reverse=True)
            least = order[limit - 1] if len(order) >= limit else None
            if unseen is None or (least is not None and least > unseen + SAME):
                break
            many *= GROWTH
        kept = [one for one in best.values() if least is None or one.score >= least - 2 * SAME]
        shown = [Scored(one.service, one.score, self._nearest_of(one), self._name(one)) for one in kept]
        return sorted(shown, key=lambda one: one.order)[:limit]

    def _hits(self, clauses: _Clauses, many: int, too_much: float) -> tuple[list[_Hit], float | None]:
        """The best by what the index says, each scored exactly, and what one that is unseen is worth at most."""
        must = [(Occur.Must, one) for one in (self.ground, *self._wished)]
        found = self.reader.searcher.search(Query.boolean_query([*clauses, *must]), many, count=False).hits
        lat, lon, high, low, also = self.reader.read([address for _score, address in found])
        far = _km(self.centre, lat, lon)
        hits = []
        for at, (said, address) in enumerate(found):
            service, worth = UUID(int=high[at] << 64 | low[at]), said - too_much
            if lat[at] is None:
                hits.append(_Hit(service, worth - score.FAR, None, address, also[at]))
            elif far[at] <= self.within_km:
                cell = self._worths[cells.cell_of(lat[at], lon[at], self.within_km)]
                exact = worth - cell - score.nearness(far[at], self.within_km)
                hits.append(_Hit(service, exact, float(far[at]), address, False))
        return hits, found[-1][0] - too_much - score.FAR if len(found) == many else None

    @cached_property
    def _worths(self) -> dict[str, float]:
        """Of each cell around, what its nearest point is worth."""
        around = cells.around(self.centre, self.within_km)
        return {cell: score.FAR - score.nearness(km, self.within_km) for cell, km in around.items()}

    @cached_property
    def _fold(self) -> tuple[str, frozenset[str]]:
        return tokens.fold(self.wishes.marks)

    @cached_property
    def ground(self) -> Query:
        """What lies near enough, or nowhere; and what that is worth."""
        folded = self._fold[0]
        there = {**self._worths, cells.ANYWHERE: score.FAR}
        return _either([self.reader.worth(f"{cell}{folded}", worth, "ground") for cell, worth in there.items()])

    @cached_property
    def _wished(self) -> list[Query]:
        """What must be so besides; worth nothing."""
        found = [self.reader.is_one(mark, "marks") for mark in self._fold[1]]
        if self.wishes.age is not None:
            found += [self._from_to("youngest", None, self.wishes.age), self._from_to("oldest", self.wishes.age, None)]
        if (days := self.wishes.starts_within) is not None:
            today = clock.today().toordinal()
            found.append(_either([self._from_to("after", 0, days), self._from_to("starts", today, today + days)]))
        return [Query.const_score_query(one, 0.0) for one in found]

    def _from_to(self, field: str, first: int | None, last: int | None) -> Query:
        return Query.range_query(self.reader.schema, field, tantivy.FieldType.Integer, first, last)

    def _name(self, hit: _Hit) -> str:
        return self.reader.told(hit.service, hit.address).name

    def _nearest_of(self, hit: _Hit) -> float | None:
        """How far its nearest place in the circle is, also where one need not go there."""
        if hit.km is not None or not hit.also:
            return hit.km
        mine = [(Occur.Must, self.reader.is_one(hit.service.hex, "key"))]
        there = [one.km for one in self._hits(mine, LEAST, 0.0)[0] if one.km is not None]
        return min(there, default=None)


def _about(reader: Reader, asked: meaning.Asked) -> Iterator[Query]:
    """What is worth something to somebody who asked this, as `score.worth` reckons it."""
    for topic in asked.topics:
        yield reader.worth(f"N:{topic.id}", score.NAMED)
        yield reader.worth(f"D:{topic.id}", score.TOLD)
    for stem in asked.rest:
        yield from _said(reader, stem)
    alone: dict[str, list[meaning.Topic]] = {}
    for stem, topic in asked.alone:
        alone.setdefault(stem, []).append(topic)
    for stem, topics in alone.items():
        if stem not in asked.rest:
            known = [_either([reader.is_one(f"{letter}:{topic.id}") for letter in "ND"]) for topic in topics]
            unless = Query.boolean_query([(Occur.Must, one) for one in known])
            yield from (
                Query.boolean_query([(Occur.Must, one), (Occur.MustNot, unless)]) for one in _said(reader, stem)
            )


def _said(reader: Reader, stem: str) -> tuple[Query, Query]:
    return reader.worth(f"n:{stem}", score.TITLE), reader.worth(f"d:{stem}", score.WORD)


def _either(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, one) for one in queries])


def _once(hits: Collection[_Hit]) -> dict[UUID, _Hit]:
    """Each service once, as its best document has it; of two alike the nearer."""
    best: dict[UUID, _Hit] = {}
    for one in hits:
        held = best.get(one.service)
        if held is None or (one.score, -score.far(one.km)) > (held.score, -score.far(held.km)):
            best[one.service] = one
    return best


def _km(centre: geography.Place, lat: Sequence[float | None], lon: Sequence[float | None]) -> "NDArray[np.float64]":
    """Great-circle distances in kilometres, as geography.km reckons them; NaN where there is no point."""
    import numpy as np  # noqa: PLC0415 - a tenth of a second, for who searches alone

    here = np.radians(centre.lat)
    there = np.radians(np.array(lat, dtype=float))
    half_lat, half_lon = (there - here) / 2, np.radians(np.array(lon, dtype=float) - centre.lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(here) * np.cos(there) * np.sin(half_lon) ** 2
    found: NDArray[np.float64] = 2 * geography.EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return found
