"""The verbs by which tests run the whole house in processes of its own."""

import json
import os
from dataclasses import asdict
from itertools import count
from uuid import UUID

import typer

from tests.factories import accounts, places, services
from tests.faults import mill, rivals
from watersmeet.base import clock
from watersmeet.exchange.feeds import commands as feeds
from watersmeet.exchange.geography import commands as geography
from watersmeet.exchange.spreadsheets import commands as spreadsheets
from watersmeet.records.directory.models import Service
from watersmeet.records.people.models import Person
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals.models import Referral

WARM = [["worker", "--once"], ["audit", "verify"], ["referrals", "check"]]


def join(app: typer.Typer) -> None:
    """Put these verbs on the command line."""
    spreadsheets.join(app)
    geography.join(app)
    feeds.join(app)
    app.command("race")(race)
    app.command("place")(place)
    app.command("kept")(kept)
    app.command("listed")(listed)
    for verb in (build, flow, figures):
        app.command(verb.__name__)(verb)


def race(rounds: int, seed: int = 5, without_lock: bool = False) -> None:
    """Let people stop while others read, write and send; print the figures."""
    numbered_apart()
    typer.echo(json.dumps(rivals.run(rounds, seed, locked=not without_lock)))


def place() -> None:
    """Make a place where sharing is in order; print what its partners are called."""
    numbered_apart()
    made = places.place()
    told = {"slug": made.partnership.slug, "front_door": str(made.front_door), "group": str(made.group)}
    typer.echo(json.dumps({**told, "today": clock.today().isoformat()}))


def kept() -> None:
    """Print how many people, needs and referrals there are."""
    tables = {"people": Person, "needs": Need, "referrals": Referral}
    typer.echo(json.dumps({name: table.objects.count() for name, table in tables.items()}))


def listed(source: str) -> None:
    """Print of each service of a source its name, how many places, meetings and prices it has, and its version."""
    rows = Service.objects.filter(source=source).order_by("name")
    told = [[one.name, one.at.count(), one.schedules.count(), one.costs.count(), one.version] for one in rows]
    typer.echo(json.dumps(told))


def build() -> None:
    """Make a place through which referrals flow; print what the next two take."""
    numbered_apart()
    typer.echo(json.dumps({name: str(one) for name, one in asdict(mill.build()).items()}))


def flow(there: str, prefix: str, count: int) -> None:
    """COUNT people ask there, and each referral takes every step that it has not taken yet."""
    mill.flow(_mill(there), prefix, count)


def figures(there: str) -> None:
    """Print what became of them."""
    typer.echo(json.dumps(mill.figures(_mill(there))))


def _mill(there: str) -> mill.Mill:
    return mill.Mill(**{name: UUID(one) for name, one in json.loads(there).items()})


def numbered_apart() -> None:
    """What is invented here bears other numbers than in any other process on this database."""
    for factory in (accounts, places, services):
        factory._numbers = count(os.getpid() * 1000)
