"""The command line: `watersmeet VERB`. Each verb lives in its own room's `commands.py`."""

import json
import os
import sys
from importlib import import_module

import django
import typer
from django.db import OperationalError

from watersmeet.base.clock import ClockSettingError
from watersmeet.base.problems import Invalid, Problem
from watersmeet.config import setup
from watersmeet.config.database import DatabaseSettingError

ROOMS_WITH_COMMANDS = (
    "watersmeet.config.commands",
    "watersmeet.exchange.spreadsheets.commands",
    "watersmeet.evidence.commands",
    "watersmeet.records.referrals.commands",
    "watersmeet.records.directory.commands",
    "watersmeet.outbox.commands",
    "watersmeet.audit.commands",
)
LOOK_ONLY = frozenset({"doctor"})
"""Verbs that must find an installation as it is; every other sets up what is missing."""
EXPECTED = (Problem, DatabaseSettingError, ClockSettingError, OperationalError, OSError)
"""What may happen to anybody: one line, never a traceback."""
MISREAD = 2
STOPPED = 130


def main() -> None:
    """Run the command line and say a problem in one line."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run one verb; 0 when it did what it was asked, else what went wrong is one line on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watersmeet.config.settings")
    if words[:1] == ["demo"]:
        os.environ["WATERSMEET_DEMO"] = "1"
        os.environ.setdefault("WATERSMEET_DATA", "data/demo")
    try:
        django.setup()
        left = _app(asks_help="--help" in words)(words, prog_name="watersmeet", standalone_mode=False)
        return left if isinstance(left, int) else 0
    except typer.Exit as early:
        return early.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return STOPPED
    except typer.TyperException as misread:
        return _misread(misread.format_message(), words)
    except EXPECTED as fault:
        return _say(*_told(fault), words)


def _told(fault: Exception) -> tuple[str, str]:
    """What to say about a fault that may happen to anybody, and the next step."""
    if isinstance(fault, Problem):
        return str(_one_line(fault)), str(fault.next_step)
    if isinstance(fault, OperationalError):
        return f"The database did not answer: {str(fault).splitlines()[0]}", ""
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.strerror or fault}: {fault.filename}", ""
    return str(fault), ""


def _app(*, asks_help: bool) -> typer.Typer:
    """Every verb. Who asks for help is told, and nothing is set up for it."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for room in ROOMS_WITH_COMMANDS:
        import_module(room).join(app)

    @app.callback()
    def begin(context: typer.Context) -> None:
        """The shared workspace of a local partnership."""
        if context.invoked_subcommand not in LOOK_ONLY and not asks_help:
            setup.ready()

    return app


def _misread(why: str, words: list[str]) -> int:
    """Words that are no command; a command without its words gets its help, which is more than a line."""
    if not why.strip() or "\n" in why.strip():
        sys.stderr.write(why + "\n")
        return MISREAD
    return _say(why, "", words, code=MISREAD)


def _one_line(problem: Problem) -> str:
    if not isinstance(problem, Invalid):
        return problem.say
    named = ((f"{field}: " if field else "") + " ".join(said) for field, said in problem.fields.items())
    return "; ".join(named) or problem.say


def _say(what: str, next_step: str, words: list[str], *, code: int = 1) -> int:
    line = " ".join(" ".join((what, next_step)).split())
    sys.stderr.write(f"watersmeet: {line}\n")
    if "--json" in words:
        sys.stdout.write(json.dumps({"error": what, "next_step": next_step}) + "\n")
    return code
