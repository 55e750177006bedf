"""The ground in cells, of three sizes, so that an index finds what is near by a few of them.

A cell is a box between two parallels and two meridians; its token names size, row and column.
"""

import math
from collections.abc import Iterator

from watersmeet.base import geography

SIZES = (("a", 0.05, 0.08, 15.0), ("b", 0.2, 0.32, 60.0), ("c", 1.0, 1.6, math.inf))
"""Of each size: its letter, its degrees of latitude and longitude, and the widest circle in km that it serves."""
ANYWHERE = "-"
"""The token of what one need not go to."""
_SURELY = 0.99  # of a distance to a cell, which is reckoned on a flat map


def cells_of(lat: float, lon: float) -> Iterator[str]:
    """The cells that a point lies in, one of each size."""
    for size, rows, columns, _widest in SIZES:
        yield _token(size, math.floor(lat / rows), math.floor(lon / columns))


def cell_of(lat: float, lon: float, within_km: float) -> str:
    """The cell that a point lies in, of the size for a circle."""
    size, rows, columns = _size(within_km)
    return _token(size, math.floor(lat / rows), math.floor(lon / columns))


def around(centre: geography.Place, within_km: float) -> dict[str, float]:
    """The cells that a circle touches, and how far at least it is in km from its centre to anything in each."""
    size, rows, columns = _size(within_km)
    south, west, north, east = geography.box(centre, within_km)
    found = {}
    for row in range(math.floor(south / rows), math.floor(north / rows) + 1):
        for column in range(math.floor(west / columns), math.floor(east / columns) + 1):
            nearest = geography.Place(
                min(max(centre.lat, row * rows), (row + 1) * rows),
                min(max(centre.lon, column * columns), (column + 1) * columns),
            )
            at_least = geography.km(centre, nearest) * _SURELY
            if at_least <= within_km:
                found[_token(size, row, column)] = at_least
    return found


def _size(within_km: float) -> tuple[str, float, float]:
    size, rows, columns, _widest = next(one for one in SIZES if within_km <= one[3])
    return size, rows, columns


def _token(size: str, row: int, column: int) -> str:
    return f"{size}{row}_{column}"
