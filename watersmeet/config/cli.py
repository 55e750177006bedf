"""The command line: `watersmeet VERB`. Each verb lives in its own room's `commands.py`."""

import os
import sys
from importlib import import_module

import django
import typer

from watersmeet.base.problems import Problem

ROOMS_WITH_COMMANDS = (
    "watersmeet.config.commands",
    "watersmeet.demo.commands",
    "watersmeet.exchange.spreadsheets.commands",
    "watersmeet.evidence.commands",
    "watersmeet.records.referrals.commands",
    "watersmeet.records.directory.commands",
    "watersmeet.outbox.commands",
    "watersmeet.audit.commands",
)


def main() -> None:
    """Run the command line. A problem is said in one line on stderr, with exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watersmeet.config.settings")
    django.setup()
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="The shared workspace of a local partnership.",
    )
    for room in ROOMS_WITH_COMMANDS:
        import_module(room).join(app)
    try:
        app()
    except Problem as problem:
        sys.exit(" ".join(filter(None, (f"watersmeet: {problem.say}", str(problem.next_step)))))
