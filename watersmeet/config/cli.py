"""The command line: `watersmeet VERB`. Each verb lives in its own room's `commands.py`."""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import django
import typer
from django.db import DatabaseError

from watersmeet.base.clock import ClockSettingError
from watersmeet.base.problems import Invalid, Problem
from watersmeet.config import setup

ROOMS_WITH_COMMANDS = (
    "watersmeet.config.commands",
    "watersmeet.exchange.spreadsheets.commands",
    "watersmeet.exchange.geography.commands",
    "watersmeet.exchange.feeds.commands",
    "watersmeet.evidence.commands",
    "watersmeet.records.partnerships.commands",
    "watersmeet.records.referrals.commands",
    "watersmeet.records.directory.commands",
    "watersmeet.records.memory.commands",
    "watersmeet.records.outcomes.commands",
    "watersmeet.exchange.fhir.commands",  # after outcomes: it adds to measures
    "watersmeet.outbox.commands",
    "watersmeet.audit.commands",
)
BY_THEMSELVES = frozenset({"doctor", "setup", "serve", "demo", "silo", "deliberation groups", "inquiry", "measures"})
"""Verbs that look only, or set up in their own time; every other sets up what is missing first."""
EXPECTED = (Problem, ClockSettingError, DatabaseError, OSError, UnicodeError)
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
        left = _app()(words, prog_name="watersmeet", standalone_mode=False)
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
    if isinstance(fault, DatabaseError):
        return (
            f"The database did not answer: {(str(fault).splitlines() or [''])[0].rstrip('.')}.",
            setup.LOOK_AT_DATABASE,
        )
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.strerror or fault}: {fault.filename}", ""
    if isinstance(fault, UnicodeError):
        return "A word of this command is not text in UTF-8.", "Write it anew."
    return str(fault), ""


def _app() -> Callable[..., Any]:
    """Every verb. What is missing is set up when all its words are understood: not for help, not for a typo."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for room in ROOMS_WITH_COMMANDS:
        import_module(room).join(app)

    @app.callback()
    def begin(
        shows_version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Say which version this is.")
        ] = False,
    ) -> None:
        """The shared workspace of a local partnership."""

    verbs = typer.main.get_command(app)
    _ready_first(verbs)
    return verbs


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"watersmeet {version('watersmeet')}")
        raise typer.Exit


def _ready_first(verb: Any, name: str = "") -> None:
    for below, sub in getattr(verb, "commands", {}).items():
        _ready_first(sub, f"{name} {below}".strip())
    if not hasattr(verb, "commands") and not {name, name.partition(" ")[0]} & BY_THEMSELVES:
        verb.callback = _after_setup(verb.callback)


def _after_setup(do: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(do)
    def verb(**told: Any) -> Any:
        setup.ready()
        return do(**told)

    return verb


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
