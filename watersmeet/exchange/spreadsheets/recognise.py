"""Which file is this? A mapping is recognised by the header; mappings are TOML files beside this one."""

import tomllib
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.records.directory.api import Mapping


def mapping_of(header: tuple[str, ...]) -> Mapping:
    """The mapping whose columns are exactly this header, in any order and case. Raises Problem that lists both."""
    found = _tidy(header)
    if len(set(found)) != len(found):
        twice = sorted({name for name in found if found.count(name) > 1})
        raise Problem(
            _("The header has the same column twice: %(columns)s.") % {"columns": ", ".join(twice)},
            _("Give each column its own name."),
        )
    for mapping in known():
        if set(_tidy(tuple(mapping.columns.values()))) == set(found):
            return _as_written(mapping, header)
    raise Problem(
        _("Nobody here knows this header: %(columns)s.") % {"columns": _shown(header)},
        _("Known are: %(known)s.")
        % {"known": "; ".join(f"{one.source} ({_shown(tuple(one.columns.values()))})" for one in known())},
    )


@cache
def known() -> tuple[Mapping, ...]:
    """Every mapping we have, by file name."""
    folder = files("watersmeet.exchange.spreadsheets") / "mappings"
    texts = sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir())
    return tuple(_read(text) for name, text in texts if name.endswith(".toml"))


def _read(text: str) -> Mapping:
    told = tomllib.loads(text)
    return Mapping(
        source=told["source"],
        title=f"{told['title']} ({told['publisher']})",
        licence=told["licence"],
        sector=told["sector"],
        county=told.get("county", ""),
        checked_on=told.get("checked_on"),
        columns=told["columns"],
        kind_words={kind: tuple(words) for kind, words in told.get("kind_words", {}).items()},
    )


def _as_written(mapping: Mapping, header: tuple[str, ...]) -> Mapping:
    """The mapping with its columns named as the file writes them."""
    written = dict(zip(_tidy(header), header, strict=True))
    columns = {fact: written[column.casefold()] for fact, column in mapping.columns.items()}
    return Mapping(**{name: getattr(mapping, name) for name in mapping.__slots__} | {"columns": columns})


def _tidy(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in header)


def _shown(header: tuple[str, ...]) -> str:
    names = [name[:40] or "(no name)" for name in header]
    return ", ".join([*names[:20], *(["..."] if len(names) > 20 else [])])
