"""Which file is this? A mapping is recognised by the header, or read from a file of one's own; both are TOML."""

import tomllib
from collections.abc import Mapping as Told
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import tomli_w
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory.api import Mapping, SourceRow
from watersmeet.records.partnerships.api import Sector

FACTS = (
    *("name", "organisation", "kind", "description", "address", "town", "county", "postcode", "phone", "email"),
    *("website", "cost", "min_age", "max_age", "checked_on"),
)
"""What a column may hold."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping, the columns that together hold one fact (such as lines of an address), and those that hold none.

    `blank` are the words by which the file says nothing, such as "NA".
    """

    mapping: Mapping
    joined: Told[str, tuple[str, ...]] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file has."""
        apart = [column for fact, column in self.mapping.columns.items() if fact not in self.joined]
        return (*apart, *(one for lines in self.joined.values() for one in lines), *self.unused)

    def rows(self, table: Table) -> tuple[SourceRow, ...]:
        """The rows of a table with the joined cells beside the others, and without words that say nothing."""
        if not self.joined and not self.blank:
            return table.rows
        return tuple(replace(row, cells=self._cells(row)) for row in table.rows)

    def _cells(self, row: SourceRow) -> dict[str, str]:
        cells = {name: "" if cell in self.blank else cell for name, cell in row.cells.items()}
        joined = {
            joined_name(lines): ", ".join(cell for one in lines if (cell := cells.get(one, "").strip(" ,")))
            for lines in self.joined.values()
        }
        return cells | joined


def joined_name(columns: tuple[str, ...]) -> str:
    """What the cells of several columns together are called."""
    return " + ".join(columns)


def mapping_of(header: tuple[str, ...]) -> Mapping:
    """The mapping of `shape_of`. Raises Problem."""
    return shape_of(header).mapping


def shape_of(header: tuple[str, ...]) -> Shape:
    """The shape whose columns are exactly this header, in any order and case. Raises Problem that lists both."""
    found = _tidy(header)
    insist_each_once(header)
    for shape in shapes():
        if set(_tidy(shape.columns)) == set(found):
            return _as_written(shape, header)
    raise unknown(header)


def insist_each_once(header: tuple[str, ...]) -> None:
    """Raise Problem where a column stands twice."""
    found = _tidy(header)
    if len(set(found)) != len(found):
        twice = sorted({name for name in found if found.count(name) > 1})
        raise Problem(
            _("The header has the same column twice: %(columns)s.") % {"columns": ", ".join(twice)},
            _("Give each column its own name."),
        )


def unknown(header: tuple[str, ...]) -> Problem:
    """Nobody knows this header, and which are known."""
    listed = "; ".join(f"{one.mapping.source} ({_shown(one.columns)})" for one in shapes())
    return Problem(
        _("Nobody here knows this header: %(columns)s.") % {"columns": _shown(header)},
        _("Known are: %(known)s.") % {"known": listed},
    )


def known() -> tuple[Mapping, ...]:
    """Every mapping we have, by file name."""
    return tuple(one.mapping for one in shapes())


@cache
def shapes() -> tuple[Shape, ...]:
    """Every shape we have, by file name."""
    folder = files("watersmeet.exchange.spreadsheets") / "mappings"
    texts = sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir())
    return tuple(_read(tomllib.loads(text)) for name, text in texts if name.endswith(".toml"))


def from_file(file: Path, header: tuple[str, ...]) -> Shape:
    """A mapping that somebody keeps, for a file with this header. Raises Problem that says what is wrong in it."""
    insist_each_once(header)
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        shape = _read(told)
    except OSError as fault:
        raise _wrong(file, fault.strerror or fault) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as fault:
        why = _("it does not say %(what)s") % {"what": fault.args[0]} if isinstance(fault, KeyError) else fault
        raise _wrong(file, why) from None
    lacking = sorted(set(_tidy(shape.columns)) - {*_tidy(header), *_tidy(shape.unused)})
    if lacking:
        raise _wrong(file, _("the file to import has no column %(columns)s") % {"columns": ", ".join(lacking)})
    return _as_written(shape, header)


def _wrong(file: Path, why: object) -> Problem:
    say = _("The mapping %(file)s cannot be used: %(why)s.") % {"file": file, "why": str(why).rstrip(".")}
    return Problem(say, _("Mend it, or let one be guessed and kept: --save-mapping FILE.toml."))


def as_toml(shape: Shape) -> str:
    """A shape as it is kept in a file: what `from_file` reads."""
    mapping = shape.mapping
    apart = {fact: column for fact, column in mapping.columns.items() if fact not in shape.joined}
    told: dict[str, Any] = {"source": mapping.source, "title": mapping.title, "publisher": ""}
    told |= {"licence": mapping.licence, "sector": mapping.sector, "blank": sorted(shape.blank)}
    told |= {"unused": list(shape.unused), "columns": apart}
    more: dict[str, Any] = {
        "county": mapping.county,
        "checked_on": mapping.checked_on,
        "joined": {fact: list(lines) for fact, lines in shape.joined.items()},
        "kind_words": {kind: list(words) for kind, words in mapping.kind_words.items()},
    }
    return tomli_w.dumps(told | {name: value for name, value in more.items() if value})


def _read(told: Told[str, Any]) -> Shape:
    joined = {fact: tuple(map(str, lines)) for fact, lines in told.get("joined", {}).items()}
    columns = dict(told["columns"]) | {fact: joined_name(lines) for fact, lines in joined.items()}
    if strange := sorted(columns.keys() - set(FACTS)):
        raise ValueError(f"{strange[0]!r} is none of {', '.join(FACTS)}")
    if not {"name", "postcode"} <= columns.keys() or not all(isinstance(one, str) for one in columns.values()):
        raise ValueError("[columns] names a column for name and for postcode at least")
    if told["sector"] not in Sector:
        raise ValueError(f"sector is one of {', '.join(Sector)}")
    checked = told.get("checked_on")
    title, publisher = str(told["title"]), str(told.get("publisher", ""))
    mapping = Mapping(
        source=str(told["source"])[:60],
        title=f"{title} ({publisher})" if publisher else title,
        licence=str(told["licence"])[:120],
        sector=told["sector"],
        county=str(told.get("county", "")),
        checked_on=checked if isinstance(checked, date) else None,
        columns=columns,
        kind_words={kind: tuple(words) for kind, words in told.get("kind_words", {}).items()},
    )
    return Shape(mapping, joined, tuple(map(str, told.get("unused", ()))), frozenset(map(str, told.get("blank", ()))))


def _as_written(shape: Shape, header: tuple[str, ...]) -> Shape:
    """The shape with its columns named as the file writes them."""
    written = dict(zip(_tidy(header), header, strict=True))
    joined = {fact: tuple(written[_bare(one)] for one in lines) for fact, lines in shape.joined.items()}
    apart = {fact: written[_bare(one)] for fact, one in shape.mapping.columns.items() if fact not in joined}
    columns = apart | {fact: joined_name(lines) for fact, lines in joined.items()}
    unused = tuple(written[bare] for one in shape.unused if (bare := _bare(one)) in written)
    return Shape(replace(shape.mapping, columns=columns), joined, unused, shape.blank)


def _bare(column: str) -> str:
    return column.strip().casefold()


def _tidy(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_bare, header))


def _shown(header: tuple[str, ...]) -> str:
    names = [name[:40] or "(no name)" for name in header]
    return ", ".join([*names[:20], *(["..."] if len(names) > 20 else [])])
