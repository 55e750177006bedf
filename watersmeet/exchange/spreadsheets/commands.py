"""`watersmeet import services FILE`: a spreadsheet nobody shaped for us becomes services."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.db import transaction

from watersmeet.base.actor import Actor, Kind
from watersmeet.exchange.spreadsheets import places, quarantine, reading, recognise
from watersmeet.exchange.spreadsheets.official import organisations
from watersmeet.exchange.spreadsheets.outcome import insist_any
from watersmeet.exchange.spreadsheets.referrals import referrals
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships

BY = Actor(Kind.COMMAND, name="watersmeet import", reason="import services")


def join(app: typer.Typer) -> None:
    """Add `import` to the command line."""
    imports = typer.Typer(no_args_is_help=True, help="Bring in what others keep.")
    imports.command("services")(services)
    imports.command("referrals")(referrals)
    imports.command("organisations")(organisations)
    app.add_typer(imports, name="import")


def services(
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or CSV file whose header we know.")],
    partnership: Annotated[str, typer.Option(help="The partnership's slug; needed when there are several.")] = "",
    quarantine_to: Annotated[
        Path | None,
        typer.Option("--quarantine", help="Write refused rows to this CSV; beside it, when an older one stands there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """List the services in FILE, or revise them: all of it in one step, or nothing."""
    table = reading.read(file)
    mapping = recognise.mapping_of(table.header)
    if quarantine_to:
        quarantine.insist_may_write(quarantine_to, file)
    waits = quarantine_to
    with transaction.atomic():
        here = _place(partnership)
        outcome = directory.import_rows(table.rows, mapping, mapping.source, by=BY, partnership=here.pk)
        if quarantine_to and (outcome.quarantined or not quarantine_to.is_file()):
            text = quarantine.told(table.header, outcome.quarantined)
            waits = quarantine.place_for(quarantine_to, text)
            quarantine.write(waits, text)
    _say(outcome, mapping.title, here.name)
    if waits != quarantine_to:
        typer.echo(f"  {quarantine_to} was there before and is kept: these rows stand in {waits}", err=True)
    if as_json:
        told = {
            "rows": outcome.rows,
            "accepted": outcome.accepted,
            "quarantined": len(outcome.quarantined),
        }
        typer.echo(json.dumps(told, separators=(",", ":")))
    insist_any(outcome.rows, outcome.accepted)


def _place(slug: str) -> partnerships.Partnership:
    """The partnership named, the only one, or a first one made for the purpose."""
    return places.named_or_only(slug) or partnerships.found(name="Here", slug="here", by=BY)


def _say(outcome: directory.Outcome, title: str, place: str) -> None:
    typer.echo(
        f"{title}, into {place}: {outcome.rows} rows, {outcome.accepted} accepted",
        err=True,
    )
    typer.echo(
        f"  {outcome.listed} new, {outcome.revised} revised, {outcome.same} unchanged",
        err=True,
    )
    for row in outcome.quarantined:
        for one in row.faults:
            where = f"line {row.line}, {one.column} {one.value!r}" if one.column else f"line {row.line}"
            typer.echo(f"  quarantined: {where}: {one.rule} {one.remedy}", err=True)
    for name in outcome.gone:
        typer.echo(f"  not in the file any more, and kept: {name}", err=True)
