"""What one group answered to one question: how many said yes, of how many, from which organisations, of what roster."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from watersmeet.evidence.methods.binomial import exact_lower
from watersmeet.evidence.methods.bounds import Bounds, missing_bounds

FEWEST = 8
"""Of fewer answers a group is heard, not tested: only all of them could pass, and that would tell each answer."""
MANY_ORGANISATIONS, FEWEST_OF_ONE = 4, 3
"""So many organisations are what is counted; where they are fewer than FEWEST, each must have given so many answers."""
DOMINANT = 0.5
NOT_SAID = ""
Counts = tuple[int, int]


class Untested(StrEnum):
    """Why a group is heard, but not tested."""

    NOBODY = "nobody"
    FEW = "few"
    FEW_OF_AN_ORGANISATION = "few of an organisation"


@dataclass(frozen=True)
class Tally:
    """`yes` of `answered` people; `organisations` holds both by organisation ('': not said); `roster` 0: not known.

    Raises ValueError where the numbers cannot be.
    """

    yes: int
    answered: int
    organisations: Mapping[str, Counts] = field(default_factory=dict)
    roster: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.answered or (self.roster and self.roster < self.answered):
            raise ValueError(f"{self.yes} of {self.answered} of {self.roster}")

    @property
    def by_organisation(self) -> bool:
        """Whether organisations are what is counted: answers from one are not independent of each other."""
        return len(self.organisations) >= MANY_ORGANISATIONS

    @property
    def counted(self) -> Counts:
        """Yes, of all: people; or organisations, each by the view of most of its people (a tie is no yes)."""
        if not self.by_organisation:
            return self.yes, self.answered
        return sum(2 * yes > of for yes, of in self.organisations.values()), len(self.organisations)

    @property
    def everyone(self) -> int:
        """Of how many those who are counted are, for exact tests; 0 is not known."""
        return 0 if self.by_organisation else self.roster

    @property
    def untested(self) -> Untested | None:
        """Why this group is not tested; None where it is."""
        if not self.answered:
            return Untested.NOBODY
        if self.answered < FEWEST:
            return Untested.FEW
        few = len(self.organisations) < FEWEST and any(of < FEWEST_OF_ONE for _yes, of in self.organisations.values())
        return Untested.FEW_OF_AN_ORGANISATION if self.by_organisation and few else None

    @property
    def bounds(self) -> Bounds | None:
        """The least and most share of the roster, whatever those think who did not answer; None without a roster."""
        return missing_bounds(self.yes, self.answered, self.roster) if self.roster else None

    @property
    def lower(self) -> float:
        """The exact one-sided 95% lower limit of the share that is counted (Clopper and Pearson), 0 to 1."""
        yes, of = self.counted
        return exact_lower(yes, of) if of else 0.0

    @property
    def dominant(self) -> bool:
        """Whether one organisation gave more than half of the answers."""
        named = [of for name, (_yes, of) in self.organisations.items() if name != NOT_SAID]
        return bool(named) and max(named) > self.answered * DOMINANT

    def as_if(self, silent_say_yes: bool) -> "Tally":
        """The same group, had everybody of its roster answered, the silent ones all so.

        Itself without a roster, and where it is not tested: else a verdict would tell what few people said.
        """
        if not self.roster or self.untested is not None:
            return self
        return Tally(self.yes + (self.roster - self.answered if silent_say_yes else 0), self.roster, roster=self.roster)


def tally(answers: Iterable[tuple[str, bool]], roster: int = 0) -> Tally:
    """From (organisation, whether it is a yes), one for each answer."""
    organisations: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for organisation, says in answers:
        organisations[organisation][0] += says
        organisations[organisation][1] += 1
    split = {name: (yes, of) for name, (yes, of) in organisations.items()}
    yes, of = (sum(one) for one in zip(*split.values(), strict=True)) if split else (0, 0)
    return Tally(yes, of, split if set(split) != {NOT_SAID} else {}, roster)
