"""Tallies as they are kept when single answers are forgotten, and read again: the same verdicts, and less to know.

Of fewer than eight answers nothing is kept but that there were few; of organisations that they were so many, no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from watersmeet.evidence.inquiry.answers import Answers, Asked
from watersmeet.evidence.inquiry.faces import Face
from watersmeet.evidence.inquiry.tally import FEWEST, Counts, Tally, Untested
from watersmeet.evidence.inquiry.verdicts import Item

MET = "met"
Row = dict[str, Any]


@dataclass(frozen=True)
class KeptTally(Tally):
    """A tally whose single answers are gone. `organisations_said`: how many of how many, where they are counted."""

    organisations_said: Counts | None = None
    why_untested: Untested | None = None
    was_dominated: bool = False

    @property
    def by_organisation(self) -> bool:
        """Whether organisations were what was counted."""
        return self.organisations_said is not None

    @property
    def counted(self) -> Counts:
        """Yes, of all: people or organisations."""
        return self.organisations_said or (self.yes, self.answered)

    @property
    def untested(self) -> Untested | None:
        """Why it is not tested."""
        return self.why_untested

    @property
    def dominant(self) -> bool:
        """Whether one organisation gave more than half of the answers."""
        return self.was_dominated


def kept(answers: Answers) -> list[Row]:
    """One row for each thing that was asked and each group that answered it, as JSON holds it."""
    asked = [
        *((what, face, told) for (what, face), told in answers.values.items()),
        *((what, face, told) for face, part in _apart(answers).items() for what, told in part.items()),
    ]
    return [_row(what, face, group, one) for what, face, told in asked for group, one in told.items()]


def again(rows: Iterable[Mapping[str, Any]]) -> Answers:
    """What `kept` wrote, to be judged as it was."""
    values: dict[Item, dict[str, Tally]] = defaultdict(dict)
    apart: dict[str, dict[str, dict[str, Tally]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        what, face = row["what"], row["face"]
        of_values = face != MET and Face(face).is_of_values
        (values[what, face] if of_values else apart[face][what])[row["group"]] = _tally(row)
    return Answers(
        values=values,
        benefits=apart[Face.BENEFIT],
        barriers=apart[Face.BARRIER],
        can_be_met=apart[Face.CONDITION],
        met=apart[MET],
    )


def _apart(answers: Answers) -> Mapping[str, Asked]:
    """What is asked of working together, by the face under which it is kept."""
    return {
        Face.BENEFIT: answers.benefits,
        Face.BARRIER: answers.barriers,
        Face.CONDITION: answers.can_be_met,
        MET: answers.met,
    }


def _row(what: str, face: str, group: str, one: Tally) -> Row:
    return {"what": what, "face": str(face), "group": group, **dict(_said(one))}


def _said(one: Tally) -> Iterator[tuple[str, Any]]:
    """What may be kept of it: what is not tested says how many at most, and only from eight on."""
    if one.roster:
        yield "roster", one.roster
    if one.untested is not None:
        yield "untested", str(one.untested)
    if one.answered < FEWEST:
        return
    yield "answered", one.answered
    if one.dominant:
        yield "dominated", True
    if one.untested is None:
        yield "yes", one.yes
        if one.by_organisation:
            yield "organisations", list(one.counted)


def _tally(row: Mapping[str, Any]) -> KeptTally:
    said = row.get("organisations")
    return KeptTally(
        row.get("yes", 0),
        row.get("answered", 0),
        roster=row.get("roster", 0),
        organisations_said=(said[0], said[1]) if said else None,
        why_untested=Untested(row["untested"]) if "untested" in row else None,
        was_dominated=row.get("dominated", False),
    )
