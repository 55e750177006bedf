"""How fast something went: steps and their seconds, over rounds that take turns with the floor."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Round:
    """One round of ours: the seconds of each step that went well, how many did not, and how long the round took."""

    steps: Sequence[float]
    failures: int
    seconds: float

    @property
    def rate(self) -> float:
        """Steps in a second, over all connections together."""
        return len(self.steps) / self.seconds

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 steps were done."""
        ordered = sorted(self.steps)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] if ordered else 0.0


def summary(name: str, ours: Sequence[Round], floor: Sequence[float], seed: int) -> dict[str, object]:
    """The figures of one line of the scoreboard: medians over the rounds; `vs_floor` is that of each pair's ratio."""
    ratios = [mine.rate / theirs for mine, theirs in zip(ours, floor, strict=True)]
    return {
        "id": name,
        "n": sum(len(one.steps) for one in ours),
        "failures": sum(one.failures for one in ours),
        "seed": seed,
        "rounds": len(ours),
        "writes_per_s": round(median(one.rate for one in ours), 1),
        "p95_ms": round(median(one.p95 for one in ours), 1),
        "floor_per_s": round(median(floor), 1),
        "vs_floor": round(median(ratios), 4),
    }
