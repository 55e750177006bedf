"""`watersmeet worker` and `watersmeet outbox`: what leaves, and what could not."""

import json
import signal
from typing import Annotated
from uuid import UUID

import typer
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.outbox import claims, worker
from watersmeet.outbox.delivery import Outcome
from watersmeet.outbox.models import Posting
from watersmeet.outbox.states import State

Json = Annotated[bool, typer.Option("--json", help="Print one JSON line, last.")]


def join(app: typer.Typer) -> None:
    """Put these verbs on the command line."""
    app.command("worker")(work)
    verbs = typer.Typer(no_args_is_help=True, help="What waits to be told or done.")
    verbs.command("list")(list_)
    verbs.command("replay")(replay)
    app.add_typer(verbs, name="outbox")


def work(
    once: Annotated[bool, typer.Option("--once", help="Do all periodic work once, send what is due, and end.")] = False,
    threads: Annotated[int, typer.Option(min=1, max=64, help="How many postings may be on their way at once.")] = 4,
    as_json: Json = False,
) -> None:
    """Send what is due and do the periodic work, until SIGTERM or Ctrl-C."""
    if once:
        outcomes, done = worker.once()
    else:
        runs, done = worker.Worker(threads=threads), {}
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, lambda *_told: runs.stop())
        typer.echo("The worker is at work. Ctrl-C ends it.", err=True)
        runs.run()
        outcomes = runs.outcomes
    counts = {str(outcome): outcomes[outcome] for outcome in Outcome}
    if as_json:
        typer.echo(json.dumps({**counts, "clockwork": done}))
    else:
        typer.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "Nothing was due.")


def list_(
    state: Annotated[State | None, typer.Option(help="Only those in this state; else all that are not sent.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 100,
    as_json: Json = False,
) -> None:
    """List postings, the oldest first: ids, states and codes; nothing here can be read by others."""
    wanted = Posting.objects.filter(state=state) if state else Posting.objects.exclude(state=State.SENT)
    rows = list(wanted.order_by("put_at")[:limit])
    if as_json:
        typer.echo(json.dumps({"postings": [_shown(row) for row in rows]}))
        return
    for row in rows:
        typer.echo("  ".join(str(value) for value in _shown(row).values()))
    typer.echo(f"{len(rows)} of {wanted.count()} postings.")


def replay(
    posting: Annotated[UUID | None, typer.Argument(help="One posting.")] = None,
    dead: Annotated[bool, typer.Option("--dead", help="Every dead one.")] = False,
    as_json: Json = False,
) -> None:
    """Let what could not be sent, or was not allowed to, try again; the gate is passed again."""
    if (posting is None) != dead:
        raise typer.BadParameter(_("Name one posting, or say --dead."))
    wanted = Posting.objects.filter(pk=posting) if posting else Posting.objects.filter(state=State.DEAD)
    rows = list(wanted)
    if not rows and not dead:
        raise Problem(_("There is no posting %(id)s.") % {"id": posting}, _("List them: watersmeet outbox list"))
    for row in rows:
        claims.replay(row, by=Actor(Kind.COMMAND, partnership=row.partnership, name="outbox replay"))
    typer.echo(json.dumps({"replayed": len(rows)}) if as_json else f"{len(rows)} postings will be tried again.")


def _shown(row: Posting) -> dict[str, str | int]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "state": row.state,
        "why": row.why,
        "subject": str(row.subject),
        "to": str(row.to),
        "due": row.due_at.isoformat(timespec="seconds"),
        "attempts": row.attempts,
    }
