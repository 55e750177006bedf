"""Which areas does a postcode lie in, and how deprived are they: from the official tables that `geography load` took.

What is not known is said as such, with the reason, and never guessed: a postcode that the directory does not hold, one
that has ended, an area that was split between two censuses, an index that is not there or is not for that nation.
Decile 1 is the most deprived tenth; each figure carries the index and year that it is from.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from watersmeet.base import geography, shelf
from watersmeet.base.shelf import Edition

NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}
BEYOND = {"L": "Channel Islands", "M": "Isle of Man"}
SHIPPED = "shipped"
"""In place of a vintage: the directory that comes with the software, which knows districts alone."""
LEVELS = ("ward", "lad", "icb", "region")


class State(StrEnum):
    """What the newest directory that holds a postcode says of it."""

    KNOWN = "known"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why something is not known."""

    NO_POSTCODE = "no_postcode"
    NOT_LOADED = "not_loaded"
    NOT_HELD = "not_held"
    CHANGED = "changed"
    NOT_ENGLISH = "not_english"


@dataclass(frozen=True, slots=True)
class Area:
    """An area's code and name ("" when no table names it), and the table's vintage; no code, and why."""

    level: str
    code: str = ""
    name: str = ""
    vintage: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Decile:
    """A small area's tenth of an index: rank 1 of `of` is the most deprived, and lies in decile 1; or why none is."""

    index: str
    decile: int | None = None
    rank: int | None = None
    of: int | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a postcode. `ended` is the month it ended in, such as "2009-11"; `areas` by level."""

    postcode: str
    state: State
    vintage: str
    ended: str
    place: geography.Place | None
    nation: str
    areas: dict[str, Area]
    deciles: tuple[Decile, ...]


def about(postcode: str) -> About:
    """What is known of a tidy postcode."""
    held, vintage = _held(postcode)
    place = geography.locate(postcode)
    state = _state(held, place)
    nation = _nation(held, place)
    otherwise = Why.NO_POSTCODE if state is State.UNKNOWN else Why.NOT_LOADED if held is None else Why.NOT_HELD
    small = _small_areas(held or {}, vintage, otherwise)
    areas = small | {level: _area(level, held or {}, vintage, small["lsoa21"], otherwise) for level in ("ward", "lad")}
    if not areas["lad"].code and place and place.authority:
        areas["lad"] = Area("lad", place.authority, _name("lad", place.authority), SHIPPED)
    areas["icb"] = _area("icb", held or {}, vintage, small["lsoa21"], otherwise)
    areas["region"] = _region(held or {}, vintage, areas["lad"], otherwise)
    if nation and nation != NATIONS["E"]:
        areas |= {level: Area(level, why=Why.NOT_ENGLISH) for level in ("icb", "region")}
    return About(
        postcode=postcode,
        state=state,
        vintage=vintage,
        ended=_month(held["ended"]) if held and held["ended"] else "",
        place=place,
        nation=nation,
        areas=areas,
        deciles=tuple(_decile(one, small, nation) for one in _indices()),
    )


def decile(postcode: str, index: str) -> Decile:
    """The tenth of a tidy postcode's small area by a named index, such as "IMD 2025"; or why it is not known."""
    found = about(postcode)
    wanted = (one for one in found.deciles if one.index == index)
    return next(wanted, Decile(index, why=Why.NO_POSTCODE if found.state is State.UNKNOWN else Why.NOT_LOADED))


def index_named(edition: Edition) -> str:
    """An index as people name it: "IMD 2025"."""
    return f"IMD {edition.vintage}"


def population(lsoa: str) -> list[tuple[str, int]]:
    """How many people live in a small area, by each table that counts it: ("2021-census", 1474), newest first."""
    found = [(one.vintage, row) for one in shelf.editions("population") for row in one.opened().rows(lsoa)]
    return [(vintage, row["total"]) for vintage, row in found]


def name_of(level: str, code: str) -> str:
    """What the newest table calls an area of a level such as "lad"; "" when no table names it."""
    return _name(level, code)


def _held(postcode: str) -> tuple[dict[str, Any] | None, str]:
    """The postcode's row in the newest directory that holds it, and that one's vintage."""
    bare = postcode.replace(" ", "")
    for edition in shelf.editions("postcodes"):
        for row in edition.opened().rows(bare):
            return row, edition.vintage
    return None, ""


def _state(held: dict[str, Any] | None, place: geography.Place | None) -> State:
    if held is not None:
        return State.ENDED if held["ended"] else State.KNOWN
    return State.KNOWN if place else State.UNKNOWN


def _nation(held: dict[str, Any] | None, place: geography.Place | None) -> str:
    code = (held or {}).get("country") or (held or {}).get("lad") or (place.authority if place else "")
    return (NATIONS | BEYOND).get(str(code)[:1], "")


def _month(number: int) -> str:
    return f"{number // 100}-{number % 100:02}"


def _small_areas(held: dict[str, Any], vintage: str, otherwise: Why) -> dict[str, Area]:
    """The small areas of both censuses; the one that the directory lacks, where the other tells it without doubt."""
    found = {}
    for level, other in (("lsoa11", "lsoa21"), ("lsoa21", "lsoa11")):
        if held.get(level):
            found[level] = Area(level, held[level], vintage=vintage)
        elif held.get(other):
            found[level] = _across(other, held[other], level)
        else:
            found[level] = Area(level, why=otherwise)
    return found


def _across(level: str, code: str, to: str) -> Area:
    """The same small area at the other census. An area that was split, or mended at its edges, has no one answer."""
    for edition in shelf.editions(f"{level}-{to}"):
        codes = {row["code"] for row in edition.opened().rows(code)}
        if len(codes) == 1:
            return Area(to, codes.pop(), vintage=edition.vintage)
        if codes:
            return Area(to, why=Why.CHANGED)
    return Area(to, why=Why.NOT_LOADED if not shelf.editions(f"{level}-{to}") else Why.NOT_HELD)


def _area(level: str, held: dict[str, Any], vintage: str, lsoa: Area, otherwise: Why) -> Area:
    """By whichever is newer: the directory's own code, which is the postcode's, or the look-up of its small area."""
    own = Area(level, held[level], _name(level, held[level]), vintage) if held.get(level) else None
    linked = _linked("lsoa21", lsoa.code, level) if lsoa.code else None
    found = [one for one in (own, linked) if one]
    return max(found, key=lambda one: one.vintage) if found else Area(level, why=otherwise)


def _region(held: dict[str, Any], vintage: str, lad: Area, otherwise: Why) -> Area:
    linked = _linked("lad", lad.code, "region") if lad.code else None
    if linked:
        return linked
    own = held.get("region")
    return Area("region", own, _name("region", own), vintage) if own else Area("region", why=otherwise)


def _linked(level: str, code: str, to: str) -> Area | None:
    for edition in shelf.editions(f"{level}-{to}"):
        for row in edition.opened().rows(code):
            return Area(to, row["code"], row["name"] or "", edition.vintage)
    return None


def _name(level: str, code: str) -> str:
    for source in ("lsoa21", "lsoa11", "lad"):
        for edition in shelf.editions(f"{source}-{level}"):
            if name := _names(edition).get(code):
                return name
    return ""


@lru_cache(maxsize=16)
def _names(edition: Edition) -> dict[str, str]:
    table = edition.opened().table
    return dict(zip(table.column("code").to_pylist(), table.column("name").to_pylist(), strict=True))


def _indices() -> list[Edition]:
    return shelf.editions("imd")


def _decile(edition: Edition, small: dict[str, Area], nation: str) -> Decile:
    """The tenth by one index: of the small areas that it was made for."""
    index, told = index_named(edition), edition.opened()
    if nation and nation != NATIONS["E"]:
        return Decile(index, why=Why.NOT_ENGLISH)
    area = small[told.about["areas"]]
    if not area.code:
        return Decile(index, why=area.why)
    for row in told.rows(area.code):
        return Decile(index, row["decile"], row["rank"], told.about["kept"])
    return Decile(index, why=Why.NOT_HELD)


def shares(index: str, level: str) -> list[tuple[Area, int, int]]:
    """Each larger area with how many of its small areas lie in the most deprived tenth, and how many it has.

    `level` is one of LEVELS; the newest look-up of the index's small areas counts. Raises LookupError without either.
    """
    edition = next((one for one in _indices() if index_named(one) == index), None)
    if edition is None:
        raise LookupError(index)
    told = edition.opened()
    deciles = dict(zip((one.decode() for one in told.keys.tolist()), told.table["decile"].to_pylist(), strict=True))
    larger = _larger(told.about["areas"], level)
    counted: dict[str, tuple[Area, list[bool]]] = {}
    for small, area in larger:
        if small in deciles:
            counted.setdefault(area.code, (area, []))[1].append(deciles[small] == 1)
    return [(area, sum(held), len(held)) for _code, (area, held) in sorted(counted.items())]


def _larger(small: str, level: str) -> list[tuple[str, Area]]:
    """Each small area with the larger one that it lies in; a region by its district. Raises LookupError."""
    if level == "region":
        regions = dict(_pairs("lad", "region"))
        return [(one, regions[lad.code]) for one, lad in _larger(small, "lad") if lad.code in regions]
    return _pairs(small, level)


def _pairs(level: str, to: str) -> list[tuple[str, Area]]:
    for edition in shelf.editions(f"{level}-{to}"):
        told = edition.opened()
        rows = zip(told.keys.tolist(), told.table["code"].to_pylist(), told.table["name"].to_pylist(), strict=True)
        return [(one.decode(), Area(to, code, name, edition.vintage)) for one, code, name in rows]
    raise LookupError(f"{level}-{to}")
