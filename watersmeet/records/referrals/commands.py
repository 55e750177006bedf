"""`watersmeet referrals check`."""

import json
from typing import Annotated

import typer

from watersmeet.records.referrals import api as referrals


def join(app: typer.Typer) -> None:
    """Add the verbs of this room."""
    verbs = typer.Typer(no_args_is_help=True, help="Referrals.")
    app.add_typer(verbs, name="referrals")

    @verbs.command()
    def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False) -> None:
        """Count referrals, those open, and orphans: nobody has their next step, or who has it cannot see it."""
        counts = referrals.check()
        if as_json:
            typer.echo(json.dumps(counts))
        else:
            typer.echo("{referrals} referrals, {open} open, {orphans} orphans".format(**counts))
        if counts["orphans"]:
            raise typer.Exit(1)

    @verbs.callback()
    def referrals_group() -> None:
        """Referrals."""
