"""Ours and the floor in turn, on one database."""

from pathlib import Path

from bench import floor, steps, town
from bench.pace import summary
from watersmeet.records.referrals import api as referrals

WARM_UP = 1.0
"""Seconds before the first round, which nobody counts."""


def writes(
    name: str, address: str, folder: Path, *, connections: int, each: int, seconds: float, rounds: int, seed: int
) -> dict[str, object]:
    """The line of the scoreboard: steps of referrals in a second, and pgbench writing the same rows."""
    here = town.make(connections, each)
    model = here.shares[0][0]
    referrals.start(model, by=here.workers[0])
    statement = floor.prepare(address, model, connections * each)
    referrals.pause(model, by=here.workers[0], reason=referrals.Reason.PERSON_CHOSE)
    size = {"connections": connections, "each": each}
    ours, theirs = [], []
    with steps.crew(here, seed) as crew:
        crew.round(min(WARM_UP, seconds))
        for _round in range(rounds):
            theirs.append(floor.rate(address, statement, folder, **size, seconds=seconds))
            ours.append(crew.round(seconds))
    return summary(name, ours, theirs, seed) | {"connections": connections}
