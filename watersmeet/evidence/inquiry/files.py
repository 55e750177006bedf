"""Reads the answers of an inquiry from a plain file: one line for each answer to one question."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from watersmeet.evidence.inquiry.faces import FACES, Face, NotAnAnswer, says
from watersmeet.evidence.inquiry.tally import Tally, tally
from watersmeet.evidence.inquiry.verdicts import Item
from watersmeet.evidence.unreadable import Unreadable

COLUMNS = ("group", "organisation", "value", "face", "answer")
LARGEST = 100 * 1024 * 1024
"""So many bytes at most."""
Rows = Mapping[Item, Mapping[str, Tally]]


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


@dataclass(frozen=True)
class Answers:
    """Tallies by what was asked; `met` are the conditions again, counting those who say that they are met already."""

    values: Rows
    benefits: Mapping[str, Mapping[str, Tally]]
    barriers: Mapping[str, Mapping[str, Tally]]
    can_be_met: Mapping[str, Mapping[str, Tally]]
    met: Mapping[str, Mapping[str, Tally]]


def read(path: Path, rosters: Mapping[str, int]) -> Answers:
    """The answers of a file with the columns group, organisation, value, face and answer. Raises Unreadable.

    `rosters` says how many people a group has, where that is known.
    """
    heard: dict[tuple[Item, str], list[tuple[str, str]]] = defaultdict(list)
    for line, row in _rows(path):
        item, answer = (row["value"], row["face"]), row["answer"].lower()
        if not row["group"] or not row["value"]:
            raise Unreadable(Reason.NO_GROUP, path, line)
        if row["face"] not in FACES:
            raise Unreadable(Reason.NO_FACE, path, line, row["face"][:40])
        try:
            says(Face(row["face"]), answer)
        except NotAnAnswer:
            raise Unreadable(Reason.NO_ANSWER, path, line, answer[:40]) from None
        heard[item, row["group"]].append((row["organisation"], answer))
    if not heard:
        raise Unreadable(Reason.NO_ANSWERS, path)
    found = _tallied(path, heard, rosters)
    return Answers(
        values={item: row for item, row in found.items() if Face(item[1]).is_of_values},
        benefits=_of_face(found, Face.BENEFIT),
        barriers=_of_face(found, Face.BARRIER),
        can_be_met=_of_face(found, Face.CONDITION),
        met=_of_face(_tallied(path, heard, rosters, already=True), Face.CONDITION),
    )


def _tallied(
    path: Path,
    heard: Mapping[tuple[Item, str], list[tuple[str, str]]],
    rosters: Mapping[str, int],
    already: bool = False,
) -> dict[Item, dict[str, Tally]]:
    found: dict[Item, dict[str, Tally]] = defaultdict(dict)
    for (item, group), answers in heard.items():
        said = ((organisation, says(Face(item[1]), answer, already=already)) for organisation, answer in answers)
        try:
            found[item][group] = tally(said, rosters.get(group, 0))
        except ValueError:
            raise Unreadable(Reason.ROSTER, path, 0, group) from None
    return found


def _of_face(found: Mapping[Item, Mapping[str, Tally]], face: Face) -> dict[str, Mapping[str, Tally]]:
    return {value: row for (value, asked), row in found.items() if asked == face}


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
