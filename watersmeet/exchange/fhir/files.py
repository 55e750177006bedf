"""What a file of FHIR resources holds: one resource, a Bundle of them, or one on each line (ndjson)."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.exchange.fhir.terms import Wire

Placed = tuple[str, Wire]
"""A resource and where it stands: "line 3", "entry[2].resource", or "" when it is the whole file."""


def resources(file: Path) -> list[Placed]:
    """Every resource of a file, in order; what a Bundle holds stands for the Bundle. Raises Problem."""
    if not file.is_file():
        raise Problem(_("There is no file %(file)s.") % {"file": file}, _("Check the path."))
    text = file.read_bytes().decode("utf-8-sig")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > 1 and _is_whole(lines[0][1]):
        placed = [(_("line %(number)s") % {"number": number}, _json(line, number)) for number, line in lines]
    else:
        placed = [("", _json(text, 1))]
    return [one for place, wire in placed for one in _out_of_bundle(place, wire)]


def _is_whole(line: str) -> bool:
    """Whether a line is a resource by itself, as each line of ndjson is."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _json(text: str, line: int) -> Wire:
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except json.JSONDecodeError as fault:
        told = {"line": line + fault.lineno - 1, "column": fault.colno, "fault": fault.msg}
        raise Problem(_("Line %(line)s, column %(column)s: this is not JSON: %(fault)s.") % told) from None
    except RecursionError:
        raise Problem(_("Line %(line)s: this is nested too deep.") % {"line": line}) from None
    except ValueError as fault:
        told = {"line": line, "fault": fault}
        raise Problem(_("Line %(line)s: this is not JSON: %(fault)s.") % told) from None
    if not isinstance(found, dict):
        raise Problem(_("Line %(line)s: this is no FHIR resource.") % {"line": line})
    return found


def _each_once(pairs: Iterable[tuple[str, Any]]) -> Wire:
    """An object whose names are told once each: of two answers under one name, neither is taken. Raises ValueError."""
    told: Wire = {}
    for name, value in pairs:
        if name in told:
            raise ValueError(_("%(name)s is said twice") % {"name": name[:80]})
        told[name] = value
    return told


def _no_number(word: str) -> NoReturn:
    raise ValueError(_("%(word)s is no number") % {"word": word})


def _out_of_bundle(place: str, wire: Wire) -> Sequence[Placed]:
    if wire.get("resourceType") != "Bundle":
        return [(place, wire)]
    entries = wire.get("entry")
    held = [one.get("resource") if isinstance(one, dict) else None for one in _list(entries)]
    for number, one in enumerate(held):
        if isinstance(one, dict) and one.get("resourceType") == "Bundle":
            told = {"place": ", ".join(part for part in (place, f"entry[{number}].resource") if part)}
            raise Problem(_("%(place)s: a Bundle in a Bundle is not read. Send its entries by themselves.") % told)
    return [
        (", ".join(part for part in (place, f"entry[{number}].resource") if part), one)
        for number, one in enumerate(held)
        if isinstance(one, dict)
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
