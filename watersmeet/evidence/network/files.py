"""Reads a network from two files of comma-separated values: its organisations, and their ties."""

import csv
import math
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from watersmeet.evidence.network.figures import Network, Tie
from watersmeet.evidence.unreadable import Unreadable

FROM, TO = "from", "to"
NODES, EDGES = ".nodes.csv", ".edges.csv"
"""How the two files of one place are called, in a folder of several."""


class Reason(StrEnum):
    """Why a network cannot be read."""

    NO_FILE = "no file"
    NOT_TEXT = "not text"
    NO_COLUMNS = "no columns"
    NO_GROUP = "no group"
    NO_NODES = "no nodes"
    NO_NAME = "no name"
    TWICE = "twice"
    UNKNOWN = "unknown"
    STRENGTH = "strength"
    CELLS = "cells"
    NO_PLACE = "no place"
    TWO_GROUPS = "two groups"


def read(edges: Path, nodes: Path, *, group: str = "", directed: bool = True) -> Network:
    """The network of both files. Raises Unreadable.

    The first column of `nodes` names an organisation, `group` is the column of its group; `edges` has the columns
    `from` and `to`, and a third one for the strength of a tie where there is one. Of a tie that is listed twice the
    stronger counts; without direction, a tie and its reverse are one.
    """
    groups = dict(_nodes(nodes, group))
    if not groups:
        raise Unreadable(Reason.NO_NODES, nodes)
    ties: dict[Tie, float | None] = {}
    for line, one, to, strength in _edges(edges):
        for name in (one, to):
            if name not in groups:
                raise Unreadable(Reason.UNKNOWN, edges, line, name)
        tie = (one, to) if directed else (min(one, to), max(one, to))
        ties[tie] = _stronger(ties.get(tie), strength)
    return Network(groups, ties, directed)


def read_folder(folder: Path, *, group: str = "", directed: bool = True) -> Network:
    """The networks of several places as one: each has X.nodes.csv and X.edges.csv there. Raises Unreadable.

    The same name in several files is one node. Its group is what the file says whose own first line it is; where no
    file is its own, they have to agree.
    """
    places = {nodes: _of_place(nodes, group, directed) for nodes in sorted(folder.glob(f"*{NODES}"))}
    if not places:
        raise Unreadable(Reason.NO_PLACE, folder)
    owned = dict(next(iter(one.groups.items())) for one in places.values())
    groups, ties = dict(owned), dict[Tie, float | None]()
    for nodes, one in places.items():
        for name, of in one.groups.items():
            if name not in owned and groups.setdefault(name, of) != of:
                raise Unreadable(Reason.TWO_GROUPS, nodes, 1, name)
        for tie, strength in one.ties.items():
            ties[tie] = _stronger(ties.get(tie), strength)
    return Network(groups, ties, directed)


def _of_place(nodes: Path, group: str, directed: bool) -> Network:
    return read(nodes.with_name(nodes.name.removesuffix(NODES) + EDGES), nodes, group=group, directed=directed)


def _stronger(*strengths: float | None) -> float | None:
    return max((each for each in strengths if each is not None), default=None)


def _nodes(path: Path, group: str) -> Iterator[tuple[str, str]]:
    header, rows = _rows(path)
    if group and header and group not in header:
        raise Unreadable(Reason.NO_GROUP, path, 1, ", ".join(header))
    seen: set[str] = set()
    for line, cells in rows:
        name = cells[0]
        if not name:
            raise Unreadable(Reason.NO_NAME, path, line)
        if name in seen:
            raise Unreadable(Reason.TWICE, path, line, name)
        seen.add(name)
        yield name, cells[header.index(group)] if group else ""


def _edges(path: Path) -> Iterator[tuple[int, str, str, float | None]]:
    header, rows = _rows(path)
    if not {FROM, TO} <= set(header):
        raise Unreadable(Reason.NO_COLUMNS, path, 1, ", ".join(header))
    one, to = header.index(FROM), header.index(TO)
    rest = [place for place in range(len(header)) if place not in {one, to}]
    for line, cells in rows:
        yield line, cells[one], cells[to], _strength(path, line, cells[rest[0]]) if rest else None


def _strength(path: Path, line: int, cell: str) -> float:
    try:
        strength = float(cell)
    except ValueError:
        strength = math.nan
    if not (strength >= 0 and math.isfinite(strength)):
        raise Unreadable(Reason.STRENGTH, path, line, cell)
    return strength


def _rows(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The header, and each row with its line; cells without the blanks around them. Empty lines are passed over."""
    if not path.is_file():
        raise Unreadable(Reason.NO_FILE, path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        if "\x00" in text:
            raise Unreadable(Reason.NOT_TEXT, path)
        lines = list(_cells(text))
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(Reason.NOT_TEXT, path) from None
    if not lines:
        return [], iter(())
    (_first, header), rows = lines[0], lines[1:]
    for line, cells in rows:
        if len(cells) != len(header):
            raise Unreadable(Reason.CELLS, path, line)
    return header, iter(rows)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]
