"""Find what may help, near a place: by meaning first, then by nearness.

Where there is an index of this installation's services it is searched, else the database, which is slower and finds
the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.working_days import Nation
from watersmeet.records.directory import meaning
from watersmeet.records.directory.entries import Wishes
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.finding import indexed, likeness, score, tokens
from watersmeet.records.directory.finding.database import InDatabase
from watersmeet.records.directory.finding.score import Scored
from watersmeet.records.directory.finding.tokens import Told
from watersmeet.records.directory.models import Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.queries import views

MANY = 200  # of the best by words, of the nearest, and of what one need not go to, so many are ranked by meaning
FEW, NEARBY = 3, 5  # with fewer matches than FEW, what is near is shown after them, NEARBY in all
_NATIONS = {"W": Nation.WALES, "S": Nation.SCOTLAND, "N": Nation.NORTHERN_IRELAND}


@dataclass(frozen=True, slots=True)
class Hit:
    """A service found: how far, None when one need not go there, and the reason it stands where it stands.

    `matched`: it is shown for what was asked, not for being near; `about`: what was asked itself is in its words, not
    only what helps as well or is close in meaning.
    """

    service: ServiceView
    km: float | None
    why: str
    matched: bool = True
    about: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first; `distress` asks to show the lines to call, those of the `nation`, above them.

    `asked`: whether words were said that say what it is about; "please help me" does not. `meant` are words that some
    of theirs were taken for; `domains` the parts of life that they are about.
    """

    hits: tuple[Hit, ...]
    near: Near
    within_km: float
    asked: bool = False
    distress: bool = False
    meant: tuple[str, ...] = ()
    domains: frozenset[str] = frozenset()

    @property
    def nation(self) -> Nation:
        """The nation of the place."""
        return nation_of(self.near)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def matches(self) -> int:
        """How many hits are about what was asked."""
        return sum(hit.matched for hit in self.hits)

    @property
    def only_near(self) -> bool:
        """Whether nothing is about what was asked, and that should be said: not to somebody in distress."""
        return bool(self.hits) and self.asked and not self.matches and not self.distress

    @property
    def lacks(self) -> bool:
        """Whether something was asked, and nothing is about it; of somebody in distress nothing is made of that."""
        return self.asked and not any(hit.about for hit in self.hits) and not self.distress


def nation_of(near: Near) -> Nation:
    """The nation of a place, by its authority's code; England when it has none."""
    return _NATIONS.get(near.place.authority[:1], Nation.ENGLAND)


def find(
    actor: Actor, words: str, *, near: str, within_km: float = 5.0, wishes: Wishes | None = None, limit: int = 20
) -> Found:
    """What is on offer within `within_km` of `near` about these words and as wished. Raises Invalid for no known place.

    A directory is public: `actor` sees what any visitor sees, services that are open.
    """
    del actor
    search = _search(words, near, within_km, wishes or Wishes(), limit)
    hits = _hits(search.asked, search.matched, search.nearest)
    asked = search.asked
    domains = frozenset(topic.domain for topic in asked.topics)
    return Found(hits, search.near, within_km, bool(asked), asked.distress, asked.meant, domains)


@dataclass(frozen=True, slots=True)
class Row:
    """A service found, as a list of names needs it: no page of ours is made of it, and nothing else is read."""

    service: UUID
    name: str
    organisation: str
    kind: str
    km: float | None
    why: str
    matched: bool


def rows(
    actor: Actor, words: str, *, near: str, within_km: float = 5.0, wishes: Wishes | None = None, limit: int = 20
) -> tuple[Row, ...]:
    """What `find` finds, as rows. Of what the index says only what closed since is looked up."""
    del actor
    search = _search(words, near, within_km, wishes or Wishes(), limit)
    shown = search.engine.shown((*search.matched, *search.nearest))
    reasons = score.Reasons(search.asked)
    matched = [
        _row(one, told, reasons.why(told, one.km, by_meaning=one.by_meaning), True)
        for one, told in _with(search.matched, shown)
    ]
    return (*matched, *(_row(one, told, reasons.where(one.km), False) for one, told in _with(search.nearest, shown)))


class _Search(NamedTuple):
    near: Near
    asked: meaning.Asked
    engine: InDatabase | indexed.InIndex
    matched: list[Scored]
    nearest: list[Scored]


def _search(words: str, near: str, within_km: float, wishes: Wishes, limit: int) -> _Search:
    """The best, and where they are few, what is near."""
    from_here, held = find_near(near), indexed.reader()
    place = from_here.place
    engine: InDatabase | indexed.InIndex = (
        indexed.InIndex(held, place, within_km, wishes) if held else InDatabase(place, within_km, wishes)
    )
    asked = meaning.asked(words, engine.knows)
    if asked and isinstance(engine, indexed.InIndex) and likeness.is_used():  # the database would be waited for
        matched = _by_meaning(words, asked, engine, within_km)[:limit]
    else:
        matched = engine.matching(asked, limit) if asked else []
    nearest: list[Scored] = []
    if len(matched) < FEW or not asked:
        most = limit if not asked else min(limit, NEARBY)
        known = {one.service for one in matched}
        nearest = [one for one in engine.nearest(most + len(known)) if one.service not in known][: most - len(matched)]
    return _Search(from_here, asked, engine, matched, nearest)


def _by_meaning(words: str, asked: meaning.Asked, engine: indexed.InIndex, within_km: float) -> list[Scored]:
    """What is about these words, with what lies near and is close in meaning, the best first."""
    matched = engine.matching(asked, MANY)
    known = {one.service for one in matched}
    others = {one.service: one for one in (*engine.nearest(MANY), *engine.anywhere(MANY))}
    beside = [one for one in others.values() if one.service not in known]
    shown = engine.shown((*matched, *beside))
    told = {one: likeness.text(each.name, each.description) for one, each in shown.items()}
    near = dict(zip(told, likeness.cosines(words, list(told.values())), strict=True))
    found = [score.with_meaning(one, near.get(one.service)) for one in matched]
    found += [
        score.only_by_meaning(one, cosine, shown[one.service], asked, within_km)
        for one in beside
        if (cosine := near.get(one.service)) is not None and cosine >= score.CLOSE
    ]
    return sorted(found, key=lambda one: one.order)


def _hits(asked: meaning.Asked, matched: Sequence[Scored], nearest: Sequence[Scored]) -> tuple[Hit, ...]:
    """What is shown of them as it is now: what closed since the index was written is left out."""
    shown = views([one.service for one in (*matched, *nearest)])
    there = {one: view for one, view in shown.items() if view.status == Status.ACTIVE}
    reasons = score.Reasons(asked)
    found = []
    for one in matched:
        if view := there.get(one.service):
            told = tokens.told(view.name, view.description)
            why = reasons.why(told, one.km, by_meaning=one.by_meaning)
            found.append(Hit(view, one.km, why, about=score.is_about(asked, told.words)))
    beside = [
        Hit(view, one.km, reasons.where(one.km), matched=False, about=False)
        for one in nearest
        if (view := there.get(one.service))
    ]
    return (*found, *beside)


def _with(found: Sequence[Scored], shown: Mapping[UUID, Told]) -> Iterator[tuple[Scored, Told]]:
    return ((one, shown[one.service]) for one in found if one.service in shown)


def _row(found: Scored, told: Told, why: str, is_match: bool) -> Row:
    return Row(found.service, told.name, told.organisation, told.kind, found.km, why, is_match)
