"""Search in the index: it answers with the best by words and by cell, then each distance is reckoned exactly.

A cell's worth is that of its nearest point, so no service is worth more than the index says. What is asked for is
enlarged until nothing unseen can be among the best.
"""

import json
import logging
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
from watersmeet.records.directory.queries import closed_since

log = logging.getLogger(__name__)
if TYPE_CHECKING:
    from watersmeet.base.geography import Degrees

LEAST = 256
GROWTH = 4
NEXT_DOOR_KM = cells.SIZES[0].widest_km
LOOKS_EVERY = 1.0
"""Seconds: so long at most is something listed that closed."""
REMEMBERED = 20_000
"""Services that a process remembers how to show."""
SAME = 0.5 * 10**-score.PLACES
"""Of a score: what is nearer than this is the same."""


_Clauses = list[tuple[Occur, Query]]


class _Hit(NamedTuple):
    service: tuple[int, int]
    score: float
    km: float | None
    address: tantivy.DocAddress


class Reader:
    """One state of an index, open. What it was asked to show it remembers.

    `knows_since`: what changed from then on it may not know. Raises ValueError where the index is broken.
    """

    def __init__(self, folder: str, knows_since: datetime) -> None:
        self.knows_since = knows_since
        self._closed: set[UUID] = set()
        self._looked = -LOOKS_EVERY
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

    def closed(self) -> set[UUID]:
        """What closed since it was written, as of a moment ago."""
        now = time.monotonic()
        if now - self._looked >= LOOKS_EVERY:
            self._closed, self._looked = closed_since(self.knows_since), now
        return self._closed

    def read(self, field: str, addresses: list[tantivy.DocAddress]) -> list[Any]:
        """A field of documents."""
        return self.searcher.fast_field_values(field, addresses)

    def is_one(self, token: str, field: str = "words") -> Query:
        """What has this token."""
        return Query.term_query(self.schema, field, token, "basic")

    def worth(self, token: str, worth: float, field: str = "words") -> Query:
        """What has this token, worth so much."""
        return Query.const_score_query(self.is_one(token, field), worth)


_open: dict[str, tuple[int, Reader | None]] = {}
"""The index that this process has open, and the stamp that it had; None where that one is broken."""


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
    made = _opened(told)
    _open.clear()
    _open[str(shelf.folder())] = (stamp, made)
    return made


def _opened(told: shelf.Current) -> Reader | None:
    try:
        return Reader(str(shelf.folder() / told.folder), told.knows_since)
    except ValueError as fault:  # the worker writes another; until then the database is searched
        log.error("the index %s cannot be read: %s", told.folder, fault)
        return None


@dataclass(frozen=True)
class InIndex:
    """Searches what is on offer within so many kilometres of a place."""

    reader: Reader
    centre: geography.Place
    within_km: float
    wishes: Wishes

    def matching(self, asked: meaning.Asked, limit: int) -> list[Scored]:
        """What is about these words, the best first."""
        return self._best([(Occur.Must, self.about(asked))], limit, tokens.others(asked))

    def nearest(self, limit: int) -> list[Scored]:
        """What one can go to, the nearest first: where enough lies next door, no more is looked at."""
        places = [(Occur.MustNot, self.reader.is_one(cells.ANYWHERE, "ground"))]
        found = replace(self, within_km=min(self.within_km, NEXT_DOOR_KM))._best(places, limit, 0)
        if len(found) < limit and self.within_km > NEXT_DOOR_KM:
            found = self._best(places, limit, 0)
        return sorted(found, key=lambda one: (score.far(one.km), one.name, one.service))

    def anywhere(self, limit: int) -> list[Scored]:
        """What one need not go to."""
        return self._best([(Occur.Must, self.reader.is_one(cells.ANYWHERE, "ground"))], limit, 0)

    def passing(self, asked: meaning.Asked) -> set[UUID]:
        """All that are about these words, in no order."""
        found = self._found([(Occur.Must, self.about(asked))], max(1, self.reader.searcher.num_docs), 0)
        return {_id(one.service) for one in found.hits(self.reader, len(found.scores))}

    def knows(self, stem: str) -> bool:
        """Whether it stands in anything that is listed."""
        return any(self.reader.searcher.doc_freq("words", f"{letter}:{stem}") for letter in "nd")

    def about(self, asked: meaning.Asked) -> Query:
        """What is about these words, and what it is worth."""
        return _either(list(_about(self.reader, asked)))

    def shown(self, found: Collection[Scored]) -> dict[UUID, Told]:
        """What is shown of what was found, without what closed since the index was written."""
        closed = self.reader.closed()
        return {one.service: one.told for one in found if one.told and one.service not in closed}

    def _best(self, clauses: _Clauses, limit: int, others: int) -> list[Scored]:
        many = LEAST
        while True:
            found = self._found(clauses, many, others)
            best = _once(found.hits(self.reader, 2 * limit))
            if len(best) < limit:
                best = _once(found.hits(self.reader, len(found.scores)))
            least = (
                sorted((one.score for one in best.values()), reverse=True)[limit - 1] if len(best) >= limit else None
            )
            if found.unseen is None or (least is not None and least > found.unseen + SAME):
                break
            many *= GROWTH
        kept = [one for one in best.values() if least is None or one.score >= least - 2 * SAME]
        return sorted((self._scored(one) for one in kept), key=lambda one: one.order)[:limit]

    def _found(self, clauses: _Clauses, many: int, others: int) -> "_Found":
        """The best by what the index says, each scored exactly; `others` are the people that nobody spoke of."""
        import numpy as np  # noqa: PLC0415 - a tenth of a second, for who searches alone

        must = [(Occur.Must, one) for one in (self.ground, *self._wished)]
        found = self.reader.searcher.search(Query.boolean_query([*clauses, *must]), many, count=False).hits
        addresses = [address for _said, address in found]
        lat, lon = (np.array(self.reader.read(name, addresses), dtype=float) for name in ("lat", "lon"))
        whom = np.array(self.reader.read("whom", addresses), dtype=np.uint64)
        said, anywhere = np.array([said for said, _address in found], dtype=float), np.isnan(lat)
        km = geography.km_to(self.centre, lat, lon)
        cell = self._worths.of(lat, lon)
        scores = said - np.where(anywhere, score.FAR, cell + score.FAR * km / self.within_km)
        scores -= score.FOR_OTHERS * ((whom & np.uint64(others)) > 0)
        inside = np.flatnonzero(anywhere | (km <= self.within_km))
        order = inside[np.argsort(-scores[inside], kind="stable")].tolist()
        unseen = found[-1][0] - score.FAR if len(found) == many else None
        far = [None if nowhere else one for nowhere, one in zip(anywhere.tolist(), km.tolist(), strict=True)]
        return _Found(
            [addresses[at] for at in order], [float(scores[at]) for at in order], [far[at] for at in order], unseen
        )

    @cached_property
    def _worths(self) -> "_Worths":
        around = cells.around(self.centre, self.within_km)
        worths = {cell: score.FAR - score.nearness(km, self.within_km) for cell, km in around.items()}
        return _Worths(cells.size_for(self.within_km), worths)

    @cached_property
    def _fold(self) -> tuple[str, frozenset[str]]:
        return tokens.fold(self.wishes.marks)

    @cached_property
    def ground(self) -> Query:
        """What lies near enough, or nowhere; and what that is worth."""
        folded = self._fold[0]
        there = self._worths.tokens() | {cells.ANYWHERE: score.FAR}
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

    def _scored(self, hit: _Hit) -> Scored:
        service = _id(hit.service)
        told = self.reader.told(service, hit.address)
        return Scored(service, hit.score, self._nearest_of(hit), told.name, told)

    def _nearest_of(self, hit: _Hit) -> float | None:
        """How far its nearest place in the circle is, also where one need not go there."""
        if hit.km is not None or not self.reader.read("also", [hit.address])[0]:
            return hit.km
        mine = [(Occur.Must, self.reader.is_one(_id(hit.service).hex, "key"))]
        return min((km for km in self._found(mine, LEAST, 0).km if km is not None), default=None)


@dataclass(frozen=True, slots=True)
class _Found:
    """Documents, the best first: where they lie in the index, scores, and km, None where one need not go.

    `unseen` is what any other is worth at most; None when there is no other.
    """

    addresses: list[tantivy.DocAddress]
    scores: list[float]
    km: list[float | None]
    unseen: float | None

    def hits(self, reader: Reader, many: int) -> list[_Hit]:
        """The first so many, and those that are worth the same as the last of them."""
        while 0 < many < len(self.scores) and self.scores[many] >= self.scores[many - 1] - 2 * SAME:
            many += 1
        first = self.addresses[:many]
        ids = zip(reader.read("high", first), reader.read("low", first), strict=True)
        return [_Hit(*one) for one in zip(ids, self.scores, self.km, first, strict=False)]


@dataclass(frozen=True, slots=True)
class _Worths:
    """What the nearest point of each cell around is worth."""

    size: cells.Size
    worths: dict[tuple[int, int], float]

    def tokens(self) -> dict[str, float]:
        """The same by the cells' tokens."""
        return {self.size.token(*cell): worth for cell, worth in self.worths.items()}

    def of(self, lat: "Degrees", lon: "Degrees") -> "Degrees":
        """That of the cell of each point; 0 where there is none."""
        import numpy as np  # noqa: PLC0415 - a tenth of a second, for who searches alone

        rows, columns = (sorted({cell[at] for cell in self.worths}) for at in (0, 1))
        grid = np.zeros((rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1))
        for (row, column), worth in self.worths.items():
            grid[row - rows[0], column - columns[0]] = worth
        there = ~np.isnan(lat)
        found: Degrees = np.zeros(len(lat))
        row_of = np.floor(lat[there] / self.size.rows).astype(int) - rows[0]
        column_of = np.floor(lon[there] / self.size.columns).astype(int) - columns[0]
        found[there] = grid[row_of, column_of]
        return found


def _about(reader: Reader, asked: meaning.Asked) -> Iterator[Query]:
    """What is worth something to somebody who asked this, as `score.worth` reckons it."""
    for topic in asked.topics:
        yield reader.worth(f"N:{topic.id}", score.NAMED)
        yield reader.worth(f"D:{topic.id}", score.TOLD)
    if asked.beside:
        beside, direct = (
            _either([reader.is_one(f"{letter}:{topic.id}") for topic in topics for letter in "ND"])
            for topics in (asked.beside, asked.topics)
        )
        only = Query.boolean_query([(Occur.Must, beside), (Occur.MustNot, direct)])
        yield Query.const_score_query(only, score.BESIDE)
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


def _id(halves: tuple[int, int]) -> UUID:
    return UUID(int=halves[0] << 64 | halves[1])


def _once(hits: Collection[_Hit]) -> dict[tuple[int, int], _Hit]:
    """Each service once, as its best document has it; of two alike the nearer."""
    best: dict[tuple[int, int], _Hit] = {}
    for one in hits:
        held = best.get(one.service)
        if held is None or (one.score, -score.far(one.km)) > (held.score, -score.far(held.km)):
            best[one.service] = one
    return best
