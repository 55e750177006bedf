"""`watersmeet import services FILE`: a spreadsheet nobody shaped for us becomes services."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Problem
from watersmeet.exchange.spreadsheets import places, quarantine, reading, recognise
from watersmeet.exchange.spreadsheets.guess import guessed
from watersmeet.exchange.spreadsheets.official import organisations
from watersmeet.exchange.spreadsheets.outcome import insist_any
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.exchange.spreadsheets.recognise import Shape
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
    file: Annotated[Path, typer.Argument(help="A workbook (.xlsx) or CSV file.")],
    partnership: Annotated[str, typer.Option(help="The partnership's slug; needed when there are several.")] = "",
    quarantine_to: Annotated[
        Path | None,
        typer.Option("--quarantine", help="Write refused rows to this CSV; beside it, when an older one stands there."),
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="A mapping that you keep (.toml): which column is what.")] = None,
    save_mapping: Annotated[Path | None, typer.Option(help="Keep the mapping here, and import nothing.")] = None,
    guess: Annotated[bool, typer.Option("--guess", help="Take the guess where nobody knows the header.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """List the services in FILE, or revise them: all of it in one step, or nothing."""
    table = reading.read(file)
    shape = _shape(table, file, mapping, guesses=guess or dry_run or save_mapping is not None)
    if save_mapping:
        _keep(shape, save_mapping)
        return
    if quarantine_to:
        quarantine.insist_may_write(quarantine_to, file)
    waits, rows = quarantine_to, shape.rows(table)
    with transaction.atomic():
        here = _place(partnership)
        outcome = directory.import_rows(rows, shape.mapping, shape.mapping.source, by=BY, partnership=here.pk)
        if quarantine_to and not dry_run and (outcome.quarantined or not quarantine_to.is_file()):
            text = quarantine.told(table.header, outcome.quarantined)
            waits = quarantine.place_for(quarantine_to, text)
            quarantine.write(waits, text)
        transaction.set_rollback(dry_run)
    _say(outcome, shape.mapping.title, here.name)
    if waits != quarantine_to:
        typer.echo(f"  {quarantine_to} was there before and is kept: these rows stand in {waits}", err=True)
    if dry_run:
        typer.echo("  " + _("This was a trial: nothing was changed."), err=True)
    if as_json:
        told = {"rows": outcome.rows, "accepted": outcome.accepted, "quarantined": len(outcome.quarantined)}
        typer.echo(json.dumps(told | ({"dry_run": True} if dry_run else {}), separators=(",", ":")))
    insist_any(outcome.rows, outcome.accepted)


def _shape(table: Table, file: Path, mapping: Path | None, *, guesses: bool) -> Shape:
    """Which column is what: as a kept mapping says, as we know it, or as a guess that is shown. Raises Problem."""
    if mapping:
        return recognise.from_file(mapping, table.header)
    try:
        return recognise.shape_of(table.header)
    except Problem as nobody:
        shape = guessed(table, file)
        if shape is None:
            raise
        if not guesses:
            said = _("A guess: %(columns)s.") % {"columns": _columns(shape)}
            ways = _("Try it by --dry-run, take it by --guess, keep it by --save-mapping FILE.toml.")
            raise Problem(nobody.say, f"{said} {ways}") from None
        typer.echo(_("Nobody here knows this header. A guess: %(columns)s.") % {"columns": _columns(shape)}, err=True)
        return shape


def _columns(shape: Shape) -> str:
    said = ", ".join(f"{fact} = {column!r}" for fact, column in shape.mapping.columns.items())
    left = _("not used: %(columns)s") % {"columns": ", ".join(shape.unused) or _("none")}
    return f"{said}; {left}"


def _keep(shape: Shape, file: Path) -> None:
    """Write the mapping to a file that is not there yet. Raises Conflict; OSError where it cannot be written."""
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(recognise.as_toml(shape))
    except FileExistsError:
        raise Conflict(
            _("%(file)s is there already.") % {"file": file}, _("Name another file. Nothing was imported.")
        ) from None
    say = _("The mapping is kept in %(file)s. Look at it, then import by --mapping %(file)s.") % {"file": file}
    typer.echo(say, err=True)


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
