"""The ground in cells, of four sizes, so that an index finds what is near by a few of them.

A cell is a box between two parallels and two meridians; its token names size, row and column.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from watersmeet.base import geography


class Size(NamedTuple):
    """A letter for tokens, degrees of latitude and longitude, and the widest circle in km that it serves."""

    letter: str
    rows: float
    columns: float
    widest_km: float

    def token(self, row: int, column: int) -> str:
        """The token of a cell."""
        return f"{self.letter}{row}_{column}"


SIZES = (
    Size("z", 0.0125, 0.02, 3.0),
    Size("a", 0.05, 0.08, 15.0),
    Size("b", 0.2, 0.32, 60.0),
    Size("c", 1.0, 1.6, math.inf),
)
ANYWHERE = "-"
"""The token of what one need not go to."""
KM_A_DEGREE = math.radians(1) * geography.EARTH_KM
"""Of latitude; of longitude on the equator."""
_SURELY = 0.99  # of a distance to a cell, which is reckoned on a flat map


def cells_of(lat: float, lon: float) -> Iterator[str]:
    """The cells that a point lies in, one of each size."""
    for size in SIZES:
        yield size.token(math.floor(lat / size.rows), math.floor(lon / size.columns))


def size_for(within_km: float) -> Size:
    """The finest size that a circle does not strew over too many cells."""
    return next(size for size in SIZES if within_km <= size.widest_km)


def around(centre: geography.Place, within_km: float) -> dict[tuple[int, int], float]:
    """The cells that a circle touches, by row and column, and how far at least it is in km to anything in each."""
    size = size_for(within_km)
    south, west, north, east = geography.box(centre, within_km)
    narrow = KM_A_DEGREE * min(math.cos(math.radians(south)), math.cos(math.radians(north)))
    found = {}
    for row in range(math.floor(south / size.rows), math.floor(north / size.rows) + 1):
        for column in range(math.floor(west / size.columns), math.floor(east / size.columns) + 1):
            up = min(max(centre.lat, row * size.rows), (row + 1) * size.rows) - centre.lat
            along = min(max(centre.lon, column * size.columns), (column + 1) * size.columns) - centre.lon
            at_least = math.hypot(up * KM_A_DEGREE, along * narrow) * _SURELY
            if at_least <= within_km:
                found[row, column] = at_least
    return found
