"""Which file is this? Known by its columns, as they are published or as data packages name them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.problems import Problem

POSTCODES, INDEX, LINKS, POPULATION, GROUPS = "postcodes", "imd", "links", "population", "groups"
SAID: Mapping[str, str | Promise] = {
    POSTCODES: gettext_lazy("a directory of postcodes"),
    INDEX: gettext_lazy("an index of deprivation"),
    LINKS: gettext_lazy("a look-up between areas"),
    POPULATION: gettext_lazy("a count of people by small area"),
    GROUPS: gettext_lazy("a count of people by small area and group"),
}
# What ONS has called each column over the years: 25 stands for a year.
_OF_POSTCODES = {
    "postcode": r"pcds|pcd8|pcd7|pcd2|pcd|postcode",
    "begun": r"dointr",
    "ended": r"doterm",
    "east": r"oseast1m|east1m|eastings?",
    "north": r"osnrth1m|north1m|northings?",
    "country": r"ctry(\d\dcd)?|country",
    "lad": r"laua|oslaua|lad\d\dcd",
    "ward": r"ward|osward|wd\d\dcd",
    "region": r"rgn(\d\dcd)?|region|gor",
    "icb": r"icb(\d\dcd)?|stp(\d\dcd)?",
    "lsoa11": r"lsoa11(cd)?",
    "lsoa21": r"lsoa21(cd)?",
    "lat": r"lat|latitude",
    "long": r"long|longitude",
}
_NEEDED = {"postcode", "begun", "ended", "east", "north", "lad", "country"}
_AREA = re.compile(r"(lsoa|ward|wd|lad|ltla|icb|rgn|region)(\d\d)(_code|cd)")
_LEVELS = {"wd": "ward", "ltla": "lad", "rgn": "region"}
_RANK = re.compile(r"index of multiple deprivation \(imd\) rank.*|imd_rank")
_TENTH = re.compile(r"index of multiple deprivation \(imd\) decile.*|imd_decile")
_SMALL = re.compile(r"lsoa (?:code \((?=20)|(?=20\d\d code))?20(\d\d)(?:\)| code)|lsoa(\d\d)(?:_code|cd)")
_DISTRICT = re.compile(r"local authority district code \((20\d\d)\)")
_INDICES = {
    ("11", "2013"): "2015",
    ("11", "2019"): "2019",
    ("11", ""): "2019",  # the last one on the small areas of 2011
    ("21", "2024"): "2025",
    ("21", ""): "2025",
}
"""Which year's index it is: by the census of its small areas and the year of its districts, where it names them."""


class Link(NamedTuple):
    """Two columns of a look-up: from which level of areas to which, the column of names ("" for none), the year."""

    level: str
    code: str
    to: str
    to_code: str
    to_name: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file was taken for: `columns` says which of its columns holds what; `vintage` "" is not said by them."""

    name: str
    columns: Mapping[str, str]
    vintage: str = ""
    areas: str = ""
    links: tuple[Link, ...] = ()


def kind_of(columns: tuple[str, ...], name: str) -> Kind:
    """The kind of a file with these columns. Raises Problem that says what is known."""
    tidy = {column.strip().lower(): column for column in reversed(columns)}
    for look in (_postcodes, _index, _groups, _population, _links):
        if found := look(tidy):
            return found
    shown = ", ".join(column[:40] or "?" for column in columns[:12]) + (", ..." if len(columns) > 12 else "")
    raise Problem(
        _("%(file)s is no official file that we know: its columns are %(columns)s.") % {"file": name, "columns": shown},
        _("Known are: %(known)s. Nothing was changed.") % {"known": "; ".join(map(str, SAID.values()))},
    )


def _postcodes(tidy: Mapping[str, str]) -> Kind | None:
    found = {}
    for what, names in _OF_POSTCODES.items():
        for one in names.split("|"):  # the first name that it has
            at = next((column for column in tidy if re.fullmatch(one, column)), None)
            if at is not None:
                found[what] = tidy[at]
                break
    return Kind(POSTCODES, found) if found.keys() >= _NEEDED and found.keys() & {"lsoa11", "lsoa21"} else None


def _index(tidy: Mapping[str, str]) -> Kind | None:
    small = next((match for column in tidy if (match := _SMALL.fullmatch(column))), None)
    rank = next((column for column in tidy if _RANK.fullmatch(column)), None)
    if small is None or rank is None:
        return None
    tenth = next((column for column in tidy if _TENTH.fullmatch(column)), None)
    year = small[1] or small[2]
    district = next((match[1] for column in tidy if (match := _DISTRICT.fullmatch(column))), "")
    columns = {"code": tidy[small[0]], "rank": tidy[rank]} | ({"decile": tidy[tenth]} if tenth else {})
    return Kind(INDEX, columns, _INDICES.get((year, district), ""), f"lsoa{year}")


def _groups(tidy: Mapping[str, str]) -> Kind | None:
    if not {"lsoa21_code", "total_residents", "ethnic_group", "n"} <= tidy.keys():
        return None
    columns = {"code": "lsoa21_code", "total": "total_residents", "group": "ethnic_group", "many": "n"}
    return Kind(GROUPS, {what: tidy[column] for what, column in columns.items()}, "2021-census", "lsoa21")


def _population(tidy: Mapping[str, str]) -> Kind | None:
    small = next((match for column in tidy if (match := _SMALL.fullmatch(column))), None)
    total = next((one for one in ("total_population", "all ages", "total") if one in tidy), None)
    if small is None or total is None:
        return None
    columns = {"code": tidy[small[0]], "total": tidy[total]}
    columns |= {f"age{age}": tidy[str(age)] for age in range(90) if str(age) in tidy}
    columns |= {"age90": tidy["90+"]} if "90+" in tidy else {}
    return Kind(POPULATION, columns, "", f"lsoa{small[1] or small[2]}")


def _links(tidy: Mapping[str, str]) -> Kind | None:
    """From the smallest area that it names to each larger one, and between the small areas of two censuses."""
    told = {(_LEVELS.get(one[1], one[1]), one[2]): column for column in tidy if (one := _AREA.fullmatch(column))}
    small = sorted(area for area in told if area[0] == "lsoa") or [area for area in told if area[0] == "lad"]
    larger = [area for area in told if area not in small]
    if not small or len(told) < 2:
        return None
    pairs = [(small[-1], area) for area in larger]
    pairs += [(one, other) for one in small for other in small if one != other]
    return Kind(LINKS, {}, links=tuple(_link(tidy, told, one, to) for one, to in pairs))


def _link(
    tidy: Mapping[str, str], told: Mapping[tuple[str, str], str], one: tuple[str, str], to: tuple[str, str]
) -> Link:
    column = told[to]
    names = (column.replace("_code", "_name"), re.sub("cd$", "nm", column))
    name = next((tidy[each] for each in names if each != column and each in tidy), "")
    year = max(year for level, year in (one, to) if level == "lsoa") if to[0] == "lsoa" else to[1]
    return Link(_levelled(one), tidy[told[one]], _levelled(to), tidy[column], name, f"20{year}")


def _levelled(area: tuple[str, str]) -> str:
    return "".join(area) if area[0] == "lsoa" else area[0]
