"""PHQ-9 and GAD-7 as NHS Talking Therapies counts them: where caseness begins, and which change is reliable.

PHQ-8, SWEMWBS and WHO-5 are not here: no recovery and no reliable recovery was published for them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A sum of which lower is better: at `cut` or above is at caseness; a change of `reliable` or more is reliable."""

    name: str
    cut: int
    reliable: int


PHQ9, GAD7 = Scale("phq9", cut=10, reliable=6), Scale("gad7", cut=8, reliable=4)
SCALES = (PHQ9, GAD7)
NAMES = tuple(scale.name for scale in SCALES)
