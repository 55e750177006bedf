"""`watersmeet audit`: seal the book, and check that it still tells the truth."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.utils.translation import gettext as _

from watersmeet.audit import api

Json = Annotated[bool, typer.Option("--json", help="Print one JSON line.")]


def join(app: typer.Typer) -> None:
    """Put these verbs on the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Who did what: append-only, sealed.")
    verbs.command("verify")(verify)
    verbs.command("seal")(seal)
    app.add_typer(verbs, name="audit")


def verify(
    lane: Annotated[UUID | None, typer.Option(help="One partnership; all zeros for the installation.")] = None,
    anchors: Annotated[
        Path | None, typer.Option(help="A copy of the anchors, kept elsewhere.", file_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every line, every seal, the chain, the anchors and the rooms' events. Exits 1 when anything was changed."""
    if anchors is not None and not anchors.is_dir():
        raise typer.BadParameter(_("There is no folder of anchors at %(folder)s.") % {"folder": anchors})
    report = api.verify(lane, kept=anchors)
    if lane is not None and report.ok and not (report.lines or report.seals):
        wrong = _("There is no lane %(lane)s in this book. Leave --lane out to check all of it.")
        raise typer.BadParameter(wrong % {"lane": lane})
    if as_json:
        typer.echo(json.dumps({"ok": report.ok, **asdict(report)}))
    elif report.ok:
        typer.echo(
            f"The book is whole: {report.lines} lines, {report.seals} seals, {report.anchored} of them anchored, "
            f"{report.unsealed} lines not yet sealed."
        )
    if not report.ok:
        more = f" ({len(report.findings) - 1} more findings)" if len(report.findings) > 1 else ""
        typer.echo(f"The book was changed. {report.findings[0]}{more}", err=True)
        raise typer.Exit(1)


def seal(as_json: Json = False) -> None:
    """Seal what has settled since the last seal; `watersmeet worker` does it each second."""
    sealed = api.seal()
    typer.echo(json.dumps({"sealed": sealed}) if as_json else f"Sealed {sealed} lines.")
