"""From single answers to tallies: by what was asked, and by group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watersmeet.evidence.inquiry.faces import Face, says
from watersmeet.evidence.inquiry.tally import Tally, tally
from watersmeet.evidence.inquiry.verdicts import Item

Said = tuple[str, str, str, Face, str]
"""Group, organisation ('' where it is not said), what was asked, by which face, and the answer."""
Asked = Mapping[str, Mapping[str, Tally]]


class MoreThanThereAre(ValueError):  # noqa: N818 - it reads as what it is
    """A group has more answers than people on its roster."""

    def __init__(self, group: str) -> None:
        self.group = group
        super().__init__(group)


@dataclass(frozen=True)
class Answers:
    """Tallies by what was asked; `met` are the conditions again, counting those who say that they are met already."""

    values: Mapping[Item, Mapping[str, Tally]]
    benefits: Asked
    barriers: Asked
    can_be_met: Asked
    met: Asked

    @property
    def groups(self) -> set[str]:
        """Everybody who answered anything."""
        parts = (self.values, self.benefits, self.barriers, self.can_be_met)
        return {group for part in parts for row in part.values() for group in row}


def gather(rows: Iterable[Said], rosters: Mapping[str, int]) -> Answers:
    """The tallies of all answers. Raises NotAnAnswer, MoreThanThereAre."""
    heard: dict[tuple[Item, str], list[tuple[str, str]]] = defaultdict(list)
    for group, organisation, what, face, answer in rows:
        heard[(what, face), group].append((organisation, answer))
    found = _tallied(heard, rosters)
    return Answers(
        values={item: row for item, row in found.items() if Face(item[1]).is_of_values},
        benefits=_of_face(found, Face.BENEFIT),
        barriers=_of_face(found, Face.BARRIER),
        can_be_met=_of_face(found, Face.CONDITION),
        met=_of_face(_tallied(heard, rosters, already=True), Face.CONDITION),
    )


def _tallied(
    heard: Mapping[tuple[Item, str], list[tuple[str, str]]], rosters: Mapping[str, int], already: bool = False
) -> dict[Item, dict[str, Tally]]:
    found: dict[Item, dict[str, Tally]] = defaultdict(dict)
    for (item, group), answers in heard.items():
        said = ((organisation, says(Face(item[1]), answer, already=already)) for organisation, answer in answers)
        try:
            found[item][group] = tally(said, rosters.get(group, 0))
        except ValueError as fault:
            raise MoreThanThereAre(group) from fault
    return found


def _of_face(found: Mapping[Item, Mapping[str, Tally]], face: Face) -> dict[str, Mapping[str, Tally]]:
    return {value: row for (value, asked), row in found.items() if asked == face}
