"""Reads the answers of an inquiry from a plain file: one line for each answer to one question."""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from watersmeet.evidence.inquiry.answers import Answers, MoreThanThereAre, Said, gather
from watersmeet.evidence.inquiry.faces import FACES, Face, NotAnAnswer, says
from watersmeet.evidence.unreadable import Unreadable

COLUMNS = ("group", "organisation", "value", "face", "answer")
LARGEST = 100 * 1024 * 1024
"""So many bytes at most."""


class Reason(StrEnum):
    """Why answers cannot be read."""

    NO_FILE = "no file"
    NOT_TEXT = "not text"
    TOO_LARGE = "too large"
    NO_COLUMNS = "no columns"
    NO_ANSWERS = "no answers"
    NO_GROUP = "no group"
    NO_FACE = "no face"
    NO_ANSWER = "no answer"
    ROSTER = "roster"


def read(path: Path, rosters: Mapping[str, int]) -> Answers:
    """The answers of a file with the columns group, organisation, value, face and answer. Raises Unreadable.

    `rosters` says how many people a group has, where that is known.
    """
    rows = list(_answers(path))
    if not rows:
        raise Unreadable(Reason.NO_ANSWERS, path)
    try:
        return gather(rows, rosters)
    except MoreThanThereAre as fault:
        raise Unreadable(Reason.ROSTER, path, 0, fault.group) from None


def _answers(path: Path) -> Iterator[Said]:
    for line, row in _rows(path):
        answer = row["answer"].lower()
        if not row["group"] or not row["value"]:
            raise Unreadable(Reason.NO_GROUP, path, line)
        if row["face"] not in FACES:
            raise Unreadable(Reason.NO_FACE, path, line, row["face"][:40])
        face = Face(row["face"])
        try:
            says(face, answer)
        except NotAnAnswer:
            raise Unreadable(Reason.NO_ANSWER, path, line, answer[:40]) from None
        yield row["group"], row["organisation"], row["value"], face, answer


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that has an answer, its cells without the spaces around them; group and face as the rule names them."""
    reader = csv.DictReader(_text(path).splitlines(keepends=True), restval="")
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise Unreadable(Reason.NO_COLUMNS, path, 1, ", ".join(missing))
        for row in reader:
            cells = {name: (row[name] or "").strip() for name in COLUMNS}
            if cells["answer"]:
                named = {name: cells[name].lower().replace(" ", "_") for name in ("group", "face")}
                yield reader.line_num, {**cells, **named}
    except csv.Error:
        raise Unreadable(Reason.NOT_TEXT, path) from None


def _text(path: Path) -> str:
    if not path.is_file():
        raise Unreadable(Reason.NO_FILE, path)
    with path.open("rb") as there:
        raw = there.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Unreadable(Reason.TOO_LARGE, path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Reason.NOT_TEXT, path) from None
    if "\x00" in text:
        raise Unreadable(Reason.NOT_TEXT, path)
    return text
