"""Find what may help, near a place: by meaning first, then by nearness.

Where there is an index of this installation's services it is searched, else the database, which is slower and finds
the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.working_days import Nation
from watersmeet.records.directory import meaning
from watersmeet.records.directory.entries import Wishes
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.finding import indexed, score, tokens
from watersmeet.records.directory.finding.database import InDatabase
from watersmeet.records.directory.finding.score import Scored
from watersmeet.records.directory.models import Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.queries import views

FEW, NEARBY = 3, 5  # with fewer matches than FEW, what is near is shown after them, NEARBY in all
_NATIONS = {"W": Nation.WALES, "S": Nation.SCOTLAND, "N": Nation.NORTHERN_IRELAND}


@dataclass(frozen=True, slots=True)
class Hit:
    """A service found: how far, None when one need not go there, and the reason it stands where it stands."""

    service: ServiceView
    km: float | None
    why: str
    matched: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first; `distress` asks to show the lines to call, those of the `nation`, above them.

    `asked`: whether words were said that say what it is about; "please help me" does not.
    """

    hits: tuple[Hit, ...]
    near: Near
    within_km: float
    asked: bool = False
    distress: bool = False

    @property
    def nation(self) -> Nation:
        """The nation of the place, by its authority's code; England when it has none."""
        return _NATIONS.get(self.near.place.authority[:1], Nation.ENGLAND)

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


def find(
    actor: Actor, words: str, *, near: str, within_km: float = 5.0, wishes: Wishes | None = None, limit: int = 20
) -> Found:
    """What is on offer within `within_km` of `near` about these words and as wished. Raises Invalid for no known place.

    A directory is public: `actor` sees what any visitor sees, services that are open.
    """
    del actor
    from_here, asked, wished = find_near(near), meaning.asked(words), wishes or Wishes()
    held = indexed.reader()
    engine: InDatabase | indexed.InIndex = (
        indexed.InIndex(held, from_here.place, within_km, wished)
        if held
        else InDatabase(from_here.place, within_km, wished)
    )
    matched = engine.matching(asked, limit) if asked else []
    nearest: list[Scored] = []
    if len(matched) < FEW or not asked:
        most = limit if not asked else min(limit, NEARBY)
        known = {one.service for one in matched}
        nearest = [one for one in engine.nearest(most + len(known)) if one.service not in known][: most - len(matched)]
    return Found(_hits(asked, matched, nearest), from_here, within_km, bool(asked), asked.distress)


def _hits(asked: meaning.Asked, matched: Sequence[Scored], nearest: Sequence[Scored]) -> tuple[Hit, ...]:
    """What is shown of them as it is now: what closed since the index was written is left out."""
    shown: dict[UUID, ServiceView] = views([one.service for one in (*matched, *nearest)])
    there = {one for one, view in shown.items() if view.status == Status.ACTIVE}
    hits = [_matched(asked, shown[one.service], one.km) for one in matched if one.service in there]
    hits += [Hit(shown[one.service], one.km, score.where(one.km), False) for one in nearest if one.service in there]
    return tuple(hits)


def _matched(asked: meaning.Asked, service: ServiceView, km: float | None) -> Hit:
    words = tokens.words(service.name, service.description)
    return Hit(service, km, score.why(asked, words, service.name, service.description, km))
