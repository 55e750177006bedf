"""The verbs by which tests run the whole house in processes of its own."""

import json
import os
from itertools import count

import typer

from tests.factories import accounts, places, services
from tests.faults import rivals

WARM = [["worker", "--once"], ["audit", "verify"], ["referrals", "check"]]


def join(app: typer.Typer) -> None:
    """Put these verbs on the command line."""
    app.command("race")(race)


def race(rounds: int, seed: int = 5, without_lock: bool = False) -> None:
    """Let people stop while others read, write and send; print the figures."""
    numbered_apart()
    typer.echo(json.dumps(rivals.run(rounds, seed, locked=not without_lock)))


def numbered_apart() -> None:
    """What is invented here bears other numbers than in any other process on this database."""
    for factory in (accounts, places, services):
        factory._numbers = count(os.getpid() * 1000)
