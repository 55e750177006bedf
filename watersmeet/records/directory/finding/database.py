"""Search in the database: a box on the map first, then each service in it is read and scored in Python.

The LIMIT nearest at most. Measured with 5,000 services in the circle, on two busy cores: 1.4 s the first time, while
their texts are read, 0.15 to 0.3 s after. It is what there is where no index is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from watersmeet.base import geography
from watersmeet.records.directory import fresh, meaning
from watersmeet.records.directory.entries import Wishes, entry
from watersmeet.records.directory.finding import score, tokens
from watersmeet.records.directory.finding.score import Scored
from watersmeet.records.directory.finding.tokens import Told, told
from watersmeet.records.directory.models import LocationType, Service, ServiceAtLocation, Status
from watersmeet.records.directory.queries import views

LIMIT = 5000


@dataclass(frozen=True, slots=True)
class _Candidate:
    service: UUID
    name: str
    description: str
    km: float | None = None
    anywhere: bool = False


class InDatabase:
    """Searches what is on offer within so many kilometres of a place."""

    def __init__(self, centre: geography.Place, within_km: float, wishes: Wishes) -> None:
        self._within_km = within_km
        self._candidates = _wished(_within(centre, within_km), wishes)

    def matching(self, asked: meaning.Asked, limit: int) -> list[Scored]:
        """What is about these words, the best first."""
        found = [
            Scored(one.service, worth - self._way(one), one.km, one.name)
            for one in self._candidates
            if (worth := score.worth(asked, tokens.words(one.name, one.description))) is not None
        ]
        return sorted(found, key=lambda one: one.order)[:limit]

    def nearest(self, limit: int) -> list[Scored]:
        """What one can go to, the nearest first."""
        near = (one for one in self._candidates if one.km is not None)
        found = [Scored(one.service, -score.nearness(one.km, self._within_km), one.km, one.name) for one in near]
        return sorted(found, key=lambda one: (score.far(one.km), one.name, one.service))[:limit]

    def knows(self, stem: str) -> bool:
        """Whether it stands in anything that is listed here."""
        both = {f"n:{stem}", f"d:{stem}"}
        return any(not both.isdisjoint(tokens.words(one.name, one.description)) for one in self._candidates)

    def shown(self, found: Collection[Scored]) -> dict[UUID, Told]:
        """What is shown of what was found."""
        shown = views(one.service for one in found)
        return {
            one: told(view.name, view.description, view.organisation.name, view.kind) for one, view in shown.items()
        }

    def _way(self, candidate: _Candidate) -> float:
        return 0.0 if candidate.anywhere else score.nearness(candidate.km, self._within_km)


def _within(centre: geography.Place, within_km: float) -> list[_Candidate]:
    """Open services that one can go to in the circle, and those that one need not go to."""
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
    found: dict[UUID, _Candidate] = {}
    for service, lat, lon, name, description in rows.iterator():
        held = found.get(service, _Candidate(service, name, description))
        km = None if lat is None or lon is None else geography.km(centre, geography.Place(lat, lon))
        if km is None:
            found[service] = replace(held, anywhere=True)
        elif km <= within_km:
            found[service] = replace(held, km=min(km, score.far(held.km)))
    return sorted(found.values(), key=lambda one: (score.far(one.km), one.name, one.service))[:LIMIT]


def _wished(candidates: list[_Candidate], wishes: Wishes) -> list[_Candidate]:
    if not wishes:
        return candidates
    shown = views([one.service for one in candidates])
    return [one for one in candidates if one.service in shown and entry(shown[one.service]).fits(wishes)]
