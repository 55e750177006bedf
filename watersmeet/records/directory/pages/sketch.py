"""Where what was found lies: points around the place that was asked for, no tiles, nothing fetched from elsewhere.

The list beside it says the same in words, by the same numbers.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from watersmeet.base import geography
from watersmeet.design.distances import KM_IN_A_MILE, miles
from watersmeet.records.directory.find import Found, Hit

SIZE, EDGE = 360, 28  # of the drawing, and what is left free around the circle, in its own units
FEWEST = 2
"""Points that are worth a drawing."""
NEAR_ENOUGH = 14
"""Units within which two points are one, with both numbers."""


class Ring(NamedTuple):
    """A circle around the place, and how far it is."""

    radius: float
    words: str


class Dot(NamedTuple):
    """A point, and the numbers of what lies there."""

    x: float
    y: float
    numbers: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing: its size, its rings, and its points."""

    rings: tuple[Ring, ...]
    dots: tuple[Dot, ...]
    size: int = SIZE

    @property
    def middle(self) -> float:
        """Where the place that was asked for is."""
        return self.size / 2


def sketch(found: Found) -> Sketch | None:
    """The drawing of what was found, numbered as it is listed; None where there is little to draw."""
    scale = (SIZE / 2 - EDGE) / found.within_km
    spots: list[tuple[float, float, list[str]]] = []
    for number, hit in enumerate(found, start=1):
        if (point := _nearest(hit, found.near.place)) is None:
            continue
        x, y = _on_paper(point, found.near.place, scale)
        same = next((one for one in spots if math.hypot(one[0] - x, one[1] - y) < NEAR_ENOUGH), None)
        if same:
            same[2].append(str(number))
        else:
            spots.append((x, y, [str(number)]))
    if sum(len(numbers) for _x, _y, numbers in spots) < FEWEST:
        return None
    dots = tuple(Dot(round(x, 1), round(y, 1), ", ".join(numbers)) for x, y, numbers in spots)
    return Sketch(tuple(_rings(found.within_km, scale)), dots)


def _nearest(hit: Hit, centre: geography.Place) -> geography.Place | None:
    """The place of a hit whose distance is said; None where one need not go."""
    points = [
        geography.Place(one.lat, one.lon) for one in hit.service.places if one.lat is not None and one.lon is not None
    ]
    return None if hit.km is None else min(points, key=lambda one: geography.km(centre, one), default=None)


def _on_paper(point: geography.Place, centre: geography.Place, scale: float) -> tuple[float, float]:
    """North is up; on so little ground the earth is flat."""
    a_degree = math.radians(geography.EARTH_KM)
    east = (point.lon - centre.lon) * a_degree * math.cos(math.radians(centre.lat))
    return SIZE / 2 + east * scale, SIZE / 2 - (point.lat - centre.lat) * a_degree * scale


def _rings(within_km: float, scale: float) -> Iterable[Ring]:
    for part in (0.5, 1.0):
        yield Ring(round(within_km * part * scale, 1), miles(within_km * part + KM_IN_A_MILE / 1000))
