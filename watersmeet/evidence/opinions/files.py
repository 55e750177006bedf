"""Reads a conversation as Polis exports it: statements, every vote, and each person's last votes with their group."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from io import StringIO
from pathlib import Path

from watersmeet.evidence.unreadable import Unreadable

AGREE, PASS, DISAGREE = 1, 0, -1
LARGEST_NAME = 2**31
LARGEST = 500 * 1024 * 1024
"""So many bytes of one file at most, unpacked."""


class Reason(StrEnum):
    """Why a conversation cannot be read."""

    NO_FILE = "no file"
    NOT_TEXT = "not text"
    TOO_LARGE = "too large"
    NO_COLUMNS = "no columns"
    NO_NUMBER = "no number"
    NO_VOTE = "no vote"
    UNKNOWN = "unknown"
    TWICE = "twice"


@dataclass(frozen=True)
class Statement:
    """One statement: how many agreed and disagreed, as the export says; whether moderators took it out."""

    agrees: int
    disagrees: int
    taken_out: bool
    words: str = ""


@dataclass(frozen=True)
class Vote:
    """One vote, in the order of its time; a later one of the same person on the same statement takes its place."""

    person: str
    statement: str
    says: int


@dataclass(frozen=True)
class Conversation:
    """`published` holds each person's last votes by statement, `groups` the group each was put into, if any."""

    statements: Mapping[str, Statement]
    votes: tuple[Vote, ...]
    published: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, str]

    @cached_property
    def last(self) -> dict[tuple[str, str], int]:
        """The last vote of each person on each statement."""
        return {(vote.person, vote.statement): vote.says for vote in self.votes}


def read(folder: Path) -> Conversation:
    """The conversation in a folder: comments, votes and participants-votes, each .csv or .csv.gz. Raises Unreadable."""
    statements = dict(_statements(_file(folder, "comments")))
    votes = tuple(_votes(_file(folder, "votes"), statements))
    published, groups = _participants(_file(folder, "participants-votes"), statements)
    return Conversation(statements, votes, published, groups)


def _file(folder: Path, name: str) -> Path:
    for ending in (".csv", ".csv.gz"):
        if (folder / f"{name}{ending}").is_file():
            return folder / f"{name}{ending}"
    raise Unreadable(Reason.NO_FILE, folder / f"{name}.csv")


def _statements(path: Path) -> Iterator[tuple[str, Statement]]:
    seen: set[str] = set()
    for line, row in _rows(path, "comment-id", "agrees", "disagrees", "moderated"):
        name = _name(path, line, row["comment-id"])
        if name in seen:
            raise Unreadable(Reason.TWICE, path, line, name)
        seen.add(name)
        agrees, disagrees = (_number(path, line, row[column]) for column in ("agrees", "disagrees"))
        words = row.get("comment-body", "").strip()
        yield name, Statement(agrees, disagrees, row["moderated"].strip() == "-1", words)


def _votes(path: Path, statements: Mapping[str, Statement]) -> list[Vote]:
    """In the order of their times; those of the same time as they stand."""
    found = []
    for line, row in _rows(path, "timestamp", "comment-id", "voter-id", "vote"):
        when, who = _number(path, line, row["timestamp"]), _name(path, line, row["voter-id"])
        statement = _name(path, line, row["comment-id"])
        if statement not in statements:
            raise Unreadable(Reason.UNKNOWN, path, line, statement)
        found.append((when, Vote(who, statement, _vote(path, line, row["vote"]))))
    return [vote for _when, vote in sorted(found, key=lambda pair: pair[0])]


def _participants(path: Path, statements: Mapping[str, Statement]) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    votes: dict[str, dict[str, int]] = {}
    groups: dict[str, str] = {}
    for line, row in _rows(path, "participant", "group-id"):
        who = _name(path, line, row["participant"])
        if who in votes:
            raise Unreadable(Reason.TWICE, path, line, who)
        votes[who] = {one: _vote(path, line, cell) for one, cell in row.items() if one in statements and cell.strip()}
        if row["group-id"].strip():
            groups[who] = row["group-id"].strip()
    return votes, groups


def _name(path: Path, line: int, cell: str) -> str:
    """The number of a statement or a person: whole, not below 0, and no larger than others take."""
    number = _number(path, line, cell)
    if not 0 <= number < LARGEST_NAME:
        raise Unreadable(Reason.NO_NUMBER, path, line, cell[:40])
    return str(number)


def _number(path: Path, line: int, cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise Unreadable(Reason.NO_NUMBER, path, line, cell[:40]) from None


def _vote(path: Path, line: int, cell: str) -> int:
    says = _number(path, line, cell)
    if says not in {AGREE, PASS, DISAGREE}:
        raise Unreadable(Reason.NO_VOTE, path, line, cell[:40])
    return says


def _rows(path: Path, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(_text(path), newline=""), restval="")
    try:
        header = list(reader.fieldnames or [])
        missing = [name for name in columns if name not in header]
        if missing:
            raise Unreadable(Reason.NO_COLUMNS, path, 1, ", ".join(missing))
        for row in reader:
            yield reader.line_num, {name: cell or "" for name, cell in row.items() if isinstance(name, str)}
    except csv.Error:
        raise Unreadable(Reason.NOT_TEXT, path) from None


def _text(path: Path) -> str:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as there:
            raw = there.read(LARGEST + 1)
        text = raw.decode("utf-8-sig")
    except (UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile):
        raise Unreadable(Reason.NOT_TEXT, path) from None
    if len(raw) > LARGEST:
        raise Unreadable(Reason.TOO_LARGE, path)
    if "\x00" in text:
        raise Unreadable(Reason.NOT_TEXT, path)
    return text
