"""What is done again and again: each room's periodic work, which `watersmeet worker` runs."""

from collections.abc import Callable
from dataclasses import dataclass

from watersmeet.base.ports import Port


@dataclass(frozen=True, slots=True)
class Periodic:
    """`do` every `every` seconds; it returns how much it did. Several workers may do it at once: it must bear that."""

    every: float
    do: Callable[[], int]


clockwork: Port[Periodic] = Port("base.clockwork", "Periodic work: name -> every how many seconds, and what")
