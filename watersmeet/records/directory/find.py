"""Find what may help, near a place: by meaning first, then by nearness.

This is the database search: a box on the map first, then each service in it is read and scored in Python, the LIMIT
nearest at most. Measured with 5,000 services in the circle, on two busy cores: 1.4 s the first time, while their texts
are read, 0.15 to 0.3 s after. An index takes its place where a directory outgrows that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.base import geography
from watersmeet.base.actor import Actor
from watersmeet.base.working_days import Nation
from watersmeet.design.distances import miles
from watersmeet.records.directory import fresh, meaning
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.models import LocationType, Service, ServiceAtLocation, Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.queries import views

LIMIT = 5000
FEW, NEARBY = 3, 5  # with fewer matches than FEW, what is near is shown after them, NEARBY in all
NAMED, TOLD = 1.25, 1.0  # worth of a topic in the name, in the description
TITLE, WORD = 0.8, 0.4  # worth of a word alone, in the name, in the description
FAR = 0.5  # what the edge of the circle costs
FOR_OTHERS = 0.6  # what it costs to be for people the words do not speak of


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


class _Candidate(NamedTuple):
    service: UUID
    km: float | None
    name: str
    description: str


class _Scored(NamedTuple):
    score: float
    candidate: _Candidate
    reasons: tuple[str, ...]


def find(actor: Actor, words: str, *, near: str, within_km: float = 5.0, limit: int = 20) -> Found:
    """What is on offer within `within_km` of `near` about these words. Raises Invalid for a place nobody knows.

    A directory is public: `actor` sees what any visitor sees, services that are open.
    """
    del actor
    from_here = find_near(near)
    asked = meaning.asked(words)
    candidates = _within(from_here.place, within_km)
    matched = sorted((found for one in candidates if (found := _score(one, asked, within_km))), key=_order)[:limit]
    chosen = [(one.candidate, _why(one), True) for one in matched]
    if len(chosen) < FEW or not asked:
        taken = {candidate.service for candidate, _why_text, _is_match in chosen}
        rest = [one for one in candidates if one.service not in taken and one.km is not None]
        room = limit if not asked else min(limit, NEARBY)
        chosen += [(one, _where(one.km), False) for one in rest[: max(0, room - len(chosen))]]
    shown = views([candidate.service for candidate, _why_text, _is_match in chosen])
    hits = tuple(Hit(shown[one.service], one.km, why, is_match) for one, why, is_match in chosen)
    return Found(hits, from_here, within_km, bool(asked), asked.distress)


def _within(centre: geography.Place, within_km: float) -> list[_Candidate]:
    """Open services in the circle, nearest first, then those one need not go to."""
    south, west, north, east = geography.box(centre, within_km)
    in_box = Q(location__lat__range=(south, north), location__lon__range=(west, east))
    rows = (
        ServiceAtLocation.objects.filter(
            in_box | ~Q(location__location_type=LocationType.PHYSICAL), service__status=Status.ACTIVE
        )
        .exclude(service__in=Service.objects.filter(fresh.hidden()))
        .values_list("service_id", "location__lat", "location__lon", "service__name", "service__description")
        .order_by("service_id")
    )
    nearest: dict[UUID, _Candidate] = {}
    for service, lat, lon, name, description in rows.iterator():
        far = None if lat is None or lon is None else geography.km(centre, geography.Place(lat, lon))
        held = nearest.get(service)
        if (far is None or far <= within_km) and (held is None or _far(far) < _far(held.km)):
            nearest[service] = _Candidate(service, far, name, description)
    return sorted(nearest.values(), key=lambda one: (_far(one.km), one.name, one.service))[:LIMIT]


def _score(candidate: _Candidate, asked: meaning.Asked, within_km: float) -> _Scored | None:
    """How well it fits, and the reasons in words; None when nothing of what was asked is in it."""
    named, told = meaning.offered(candidate.name), meaning.offered(candidate.description)
    about = [topic for topic in asked.topics if topic in named.topics or topic in told.topics]
    words = asked.to_look_for(named.topics | told.topics)
    title = sorted(words & named.stems)
    mentions = sorted((words & told.stems) - named.stems)
    if not (about or title or mentions):
        return None
    worth = sum(NAMED if topic in named.topics else TOLD for topic in about)
    worth += TITLE * len(title) + WORD * len(mentions)
    for_others = FOR_OTHERS * any(topic.whom and topic not in asked.topics for topic in named.topics | told.topics)
    nearness = 0.0 if candidate.km is None else FAR * candidate.km / within_km
    topics = [_(topic.name) for topic in about]
    reasons = (_about(topics + _quoted(title, candidate.name)), _mentions(_quoted(mentions, candidate.description)))
    return _Scored(worth - nearness - for_others, candidate, tuple(filter(None, reasons)))


def _order(found: _Scored) -> tuple[float, float, str, UUID]:
    return -found.score, _far(found.candidate.km), found.candidate.name, found.candidate.service


def _why(found: _Scored) -> str:
    return "; ".join((*found.reasons, _where(found.candidate.km)))


def _where(far: float | None) -> str:
    return _("you need not go anywhere") if far is None else _("%(miles)s away") % {"miles": miles(far)}


def _about(names: list[str]) -> str:
    return _("about %(topics)s") % {"topics": listed(names)} if names else ""


def _quoted(stems: list[str], text: str) -> list[str]:
    """The words of a text that have these stems, as it writes them."""
    return [_("\u201c%(word)s\u201d") % {"word": meaning.surface(text, stem)} for stem in stems]


def _mentions(words: list[str]) -> str:
    return _("mentions %(words)s") % {"words": listed(words)} if words else ""


def listed(names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _far(km: float | None) -> float:
    return float("inf") if km is None else km
