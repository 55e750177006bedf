"""Load official files: each is known by its columns, and all of a call go on the shelf or none."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.audit.api import INSTALLATION, write
from watersmeet.base import clock, shelf
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Problem
from watersmeet.base.ref import Ref
from watersmeet.exchange.geography import kinds, opening, postcodes, tables
from watersmeet.exchange.geography.kinds import Kind
from watersmeet.exchange.geography.made import Made
from watersmeet.exchange.geography.opening import Source

_YEAR_NAMED = re.compile(r"(?:mid|population)[-_ ]?(?:20)?(\d\d)(?!\d)", re.IGNORECASE)
_VINTAGE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one table of a file. `before`: it was on the shelf already, and nothing changed."""

    file: str
    taken_for: str
    kind: str
    vintage: str
    rows: int
    kept: int
    left_out: Mapping[str, int]
    before: bool


def load(files: list[Path], *, by: Actor, vintage: str = "", replaces: bool = False) -> list[Loaded]:
    """Put what lies in the files on the shelf. Raises Refused, Problem; then nothing is changed.

    `vintage` names it where the file does not. A table of the same kind and vintage that says something else is kept,
    unless `replaces`: it may be the whole of which the file is a part.
    """
    insist(by, "geography.load")
    if vintage and not _VINTAGE.fullmatch(vintage):
        raise Problem(_("%(said)s is no vintage.") % {"said": vintage}, _("Write a year or month, such as 2025-05."))
    with shelf.alone():
        drafts: list[tuple[Path, Path]] = []
        told: list[Loaded] = []
        try:
            for file in files:
                for made, kind in tables_of(file, vintage):
                    loaded, new = _drafted(file, kind, made, replaces)
                    told.append(loaded)
                    drafts += new
            _insist_apart(told)
            with transaction.atomic():
                for one in told:
                    if not one.before:
                        detail = {"table": f"{one.kind}.{one.vintage}"}
                        write("geography.load", by=by, subject=Ref("geography", INSTALLATION), detail=detail)
                shelf.put(drafts)
        except BaseException:
            for draft, _place in drafts:
                draft.unlink(missing_ok=True)
            raise
    return told


def _insist_apart(told: list[Loaded]) -> None:
    new = [(one.kind, one.vintage) for one in told if not one.before]
    twice = sorted({one for one in new if new.count(one) > 1})
    if twice:
        raise Conflict(
            _("Two of these files are %(kind)s of %(vintage)s.")
            % dict(zip(("kind", "vintage"), twice[0], strict=True)),
            _("Load one of them. Nothing was changed."),
        )


def tables_of(file: Path, vintage: str) -> list[tuple[Made, Kind]]:
    """The tables that a file becomes, each with a vintage. Raises Problem."""
    source = opening.opened(file)
    kind = kinds.kind_of(source.columns, source.name)
    if kind.name == kinds.POPULATION and (named := _YEAR_NAMED.search(file.name)):
        kind = replace(kind, vintage=f"20{named[1]}-mid")
    made: list[Made]
    if kind.name == kinds.POSTCODES:
        made = [postcodes.read(source, kind)]
    elif kind.name == kinds.LINKS:
        made = tables.links(source, kind)
    else:
        makers: Mapping[str, Callable[[Source, Kind], list[Made]]] = tables.MAKERS
        made = makers[kind.name](source, kind)
    found = [(replace(one, vintage=vintage or one.vintage), kind) for one in made]
    if not all(one.vintage for one, _kind in found):
        raise Problem(
            _("%(file)s does not say which year it is of.") % {"file": file},
            _("Say it by --vintage, such as --vintage 2020-mid. Nothing was changed."),
        )
    return found


def _drafted(file: Path, kind: Kind, made: Made, replaces: bool) -> tuple[Loaded, list[tuple[Path, Path]]]:
    """What is said of a table, and its draft; none where the same lies on the shelf. Raises Conflict."""
    same = _digest(made.table)
    held = _held(made)
    loaded = Loaded(
        file=file.name,
        taken_for=str(kinds.SAID[kind.name]),
        kind=made.kind,
        vintage=made.vintage,
        rows=made.rows,
        kept=made.kept,
        left_out=dict(made.left_out),
        before=held.get("same") == same,
    )
    if loaded.before:
        return loaded, []
    if held and not replaces:
        said = {"kind": made.kind, "vintage": made.vintage, "was": held.get("kept", 0), "now": made.kept}
        raise Conflict(
            _("There is another table of %(kind)s of %(vintage)s: it has %(was)d rows, this has %(now)d.") % said,
            _("Load it with --replace, or name another vintage by --vintage. Nothing was changed."),
        )
    about = {"file": file.name, "rows": made.rows, "kept": made.kept, "left_out": loaded.left_out, "same": same}
    about |= {"areas": made.areas, "loaded_on": clock.today().isoformat()}
    return loaded, [shelf.drafted(made.kind, made.vintage, made.table, about)]


def _held(made: Made) -> Mapping[str, Any]:
    """What is said of the table that lies there; of one that cannot be read, that it is another."""
    for one in shelf.editions(made.kind):
        if one.vintage == made.vintage:
            try:
                return one.opened().about
            except (OSError, ValueError):
                return {}
    return {}


def _digest(table: Any) -> str:
    """A number of what the table says, the same for the same rows however the file was packed."""
    import pyarrow as pa

    plain = pa.schema([pa.field(one.name, one.type) for one in table.schema])
    whole = hashlib.sha256(str(plain).encode())
    for column in table.columns:
        for chunk in column.chunks:
            words = chunk.cast(pa.string()) if pa.types.is_dictionary(chunk.type) else chunk
            for buffer in words.buffers():
                whole.update(b"\0" if buffer is None else memoryview(buffer))
    return whole.hexdigest()
