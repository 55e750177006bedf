"""The few SNOMED CT codes that a summary may carry, read from a file and checked by their own check digit."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CODES = Path(__file__).parent / "snomed.toml"
# Verhoeff's dihedral group and permutation (J. Verhoeff, Error detecting decimal codes, 1969)
_TIMES = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
_TURN = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]


@dataclass(frozen=True, slots=True)
class Code:
    """One concept: its identifier, what it says, and where we have it from."""

    id: str
    term: str
    source: str

    def __str__(self) -> str:
        return f"{self.id} |{self.term}|"


@cache
def codes() -> dict[str, Code]:
    """Every code by what it stands for: "referred", "declined". Raises ValueError when a check digit is wrong."""
    found = {name: Code(**told) for name, told in tomllib.loads(CODES.read_text(encoding="utf-8")).items()}
    wrong = [code.id for code in found.values() if not is_whole(code.id)]
    if wrong:
        raise ValueError(f"no SNOMED CT identifiers: {', '.join(wrong)}")
    return found


def is_whole(identifier: str) -> bool:
    """Whether the last digit is the right one for the others."""
    check = 0
    for place, digit in enumerate(reversed(identifier)):
        turned = int(digit)
        for _turn in range(place % 8):
            turned = _TURN[turned]
        check = _TIMES[check][turned]
    return check == 0 and len(identifier) >= 6
