"""A file whose header nobody here knows: which column is likely to hold what, to be looked at before it is used."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from watersmeet.base import postcode
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.exchange.spreadsheets.recognise import Shape, joined_name
from watersmeet.records.directory.api import Mapping as Facts

_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "service name", "service", "title", "organisation name", "organization name", "group", "course"),
    "organisation": ("organisation", "organization", "provider", "provider name", "run by", "charity", "delivered by"),
    "description": ("description", "details", "about", "summary", "what", "activity"),
    "address": ("address", "full address", "street address", "street", "venue", "location", "where"),
    "town": ("town", "city", "town or city", "town city", "post town"),
    "county": ("county",),
    "postcode": ("postcode", "post code", "postal code", "zip"),
    "phone": ("phone", "telephone", "phone number", "telephone number", "tel", "tel no", "contact number"),
    "email": ("email", "e mail", "email address", "contact email"),
    "website": ("website", "web site", "url", "web", "web address", "webpage", "link"),
    "cost": ("cost", "price", "fee", "cost gbp"),
    "checked_on": ("checked on", "last checked", "assured date"),
}
"""What people call each column, most likely first, without case and marks."""
_LINES = re.compile(r"address(?: line)? ?\d")
_ENOUGH = 0.6
"""So many of the cells that hold anything must look like it, where no name says what a column is."""
_LOOKED_AT = 500
_BLANK = frozenset({"NA", "N/A", "n/a", "NULL"})


def guessed(table: Table, file: Path) -> Shape | None:
    """The likely mapping; None where no column is likely to hold names or none postcodes."""
    tidy = {_tidy(column): column for column in reversed(table.header)}
    if len(set(table.header)) != len(table.header):
        return None
    columns: dict[str, str] = {}
    for fact in ("postcode", *_NAMES, *_LOOKS):  # a postcode is told by its cells before a place by its name
        free = {name: column for name, column in tidy.items() if column not in columns.values()}
        by_name = next((free[name] for name in _NAMES[fact] if name in free), None)
        found = by_name or (_by_cells(table, list(free.values()), _LOOKS[fact]) if fact in _LOOKS else None)
        if found and fact not in columns:
            columns[fact] = found
    lines = tuple(tidy[one] for one in sorted(tidy) if _LINES.fullmatch(one))
    joined = {}
    if lines and "address" not in columns:
        joined = {"address": lines}
        columns["address"] = joined_name(lines)
    if "name" not in columns and "organisation" in columns:
        columns["name"] = columns.pop("organisation")
    if not {"name", "postcode"} <= columns.keys():
        return None
    source = re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-")[:60] or "spreadsheet"
    facts = Facts(source=source, title=file.name, licence="not said", sector="community", columns=columns)
    used = {*columns.values(), *lines}
    return Shape(facts, joined, tuple(one for one in table.header if one not in used), _BLANK)


def _tidy(column: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column.strip())
    return " ".join(re.findall(r"[a-z0-9]+", apart.casefold()))


def _by_cells(table: Table, columns: list[str], looks: Callable[[str], bool]) -> str | None:
    """The column of which most cells look like it, when enough do."""
    shares = {}
    for column in columns:
        cells = [cell for row in table.rows[:_LOOKED_AT] if (cell := (row.cells.get(column) or "").strip())]
        shares[column] = sum(map(looks, cells)) / len(cells) if cells else 0.0
    best = max(shares, key=lambda one: shares[one], default=None)
    return best if best is not None and shares[best] >= _ENOUGH else None


def _is_postcode(cell: str) -> bool:
    try:
        return bool(postcode.tidy(cell))
    except ValueError:
        return False


def _like(pattern: str) -> Callable[[str], bool]:
    shape = re.compile(pattern, re.IGNORECASE | re.ASCII)
    return lambda cell: shape.fullmatch(cell) is not None


_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "postcode": _is_postcode,
    "email": _like(r"[^@\s]+@[^@\s]+\.[a-z]+"),
    "website": _like(r"(https?://|www\.)\S+"),
    "phone": _like(r"\+?[0(][0-9 ().-]{8,}"),
}
