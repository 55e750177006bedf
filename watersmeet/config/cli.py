"""The command line: `watersmeet VERB`. Each verb lives in its own room's `commands.py`."""

import os
import sys
from importlib import import_module

import django
import typer

ROOMS_WITH_COMMANDS: tuple[str, ...] = (
    "watersmeet.config.commands",
    "watersmeet.outbox.commands",
    "watersmeet.audit.commands",
)


def main() -> None:
    """Run the command line and say a problem in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watersmeet.config.settings")
    django.setup()
    app = typer.Typer(no_args_is_help=True, add_completion=False, help="The shared workspace of a local partnership.")
    for room in ROOMS_WITH_COMMANDS:
        import_module(room).join(app)
    sys.exit(app())
