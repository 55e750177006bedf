"""`watersmeet import referrals FILE`: a spreadsheet of people who were asked becomes referrals, row by row."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import places, quarantine, reading, templates
from watersmeet.exchange.spreadsheets.outcome import insist_any
from watersmeet.records.directory.api import Quarantined
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.referrals import api as rooms
from watersmeet.records.referrals.api import COLUMNS, Became, Came

SLOW = 200
"""From so many rows on a bar shows how far it is."""


def referrals(
    file: Annotated[Path | None, typer.Argument(help="A workbook (.xlsx) or CSV file with our columns.")] = None,
    partner: Annotated[str, typer.Option(help="Whose people they are: the name of a partner.")] = "",
    partnership: Annotated[str, typer.Option(help="The partnership's slug; needed when there are several.")] = "",
    quarantine_to: Annotated[
        Path | None, typer.Option("--quarantine", help="Write refused rows to this CSV, not beside FILE.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write an empty file to fill in (.xlsx or .csv), and import nothing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Refer the people in FILE, each row whole or not at all; run it again, and no row comes in twice."""
    if template:
        _write_template(template)
        return
    if file is None:
        raise Problem(_("No file is named."), _("Name one, or begin with: --template referrals.xlsx"))
    place = places.settled(partnership)
    own = _partner(place, partner)
    table = quarantine.without_ours(reading.read(file))
    written = rooms.columns_of(table.header)
    waits = quarantine_to or file.with_name(f"{file.stem}.quarantine.csv")
    quarantine.insist_may_write(waits, file)
    _insist_folder(waits)
    by = Actor(Kind.COMMAND, partnership=place.pk, partner=own.pk, name="watersmeet import", reason="import referrals")
    came = list(_seen(rooms.bring_in(table.rows, written, partner=own.pk, by=by), len(table.rows)))
    refused = [one.refused for one in came if one.refused]
    kept = _keep(waits, table.header, refused) if refused else None
    _say(came, refused, kept, own)
    if waits != kept and waits.exists():
        typer.echo(f"  {waits} was there before and is kept: delete it when its rows are in", err=True)
    if as_json:
        typer.echo(json.dumps(_counted(came), separators=(",", ":")))
    insist_any(len(came), len(came) - len(refused))


def _partner(place: partnerships.Partnership, name: str) -> Partner:
    """The partner of that name, in whatever case it is written. Raises Problem that lists them."""
    there = partnerships.partners(place.pk)
    found = next((one for one in there if str(one.organisation.name).casefold() == name.strip().casefold()), None)
    if found is None:
        names = ", ".join(str(one.organisation.name) for one in there) or _("there are none yet")
        say = (
            _("No partner here is called %(name)s.") % {"name": name}
            if name
            else _("It is not said whose people they are.")
        )
        raise Problem(say, _("Say it by --partner. Partners: %(names)s.") % {"names": names})
    return found


def _seen(came: Iterable[Came], rows: int) -> Iterator[Came]:
    """The same, while a bar shows how far it is."""
    if rows < SLOW:
        yield from came
        return
    from rich.progress import Progress  # noqa: PLC0415 - only who waits for a file needs a bar

    with Progress(transient=True) as bar:
        yield from bar.track(came, total=rows, description=_("Referring"))


def _insist_folder(waits: Path) -> None:
    """Raise Problem before anything is taken, where the rows to mend could not be written, or are no file."""
    if (waits.exists() and not waits.is_file()) or not os.access(waits.parent, os.W_OK):
        raise Problem(
            _("The rows to mend could not be written to %(file)s.") % {"file": waits},
            _("Nothing was taken. Name a file in a folder you may write to, by --quarantine."),
        )


def _keep(waits: Path, header: tuple[str, ...], refused: list[Quarantined]) -> Path:
    """Write the rows to mend beside the file, for its owner alone, never over an older one. Returns where."""
    text = quarantine.told(header, refused)
    place = quarantine.place_for(waits, text)
    place.touch(mode=0o600)
    place.chmod(0o600)  # an older one may be open to others
    quarantine.write(place, text)
    return place


def _say(came: list[Came], refused: list[Quarantined], kept: Path | None, own: Partner) -> None:
    told = _counted(came)
    typer.echo(f"Referrals of {own}: {told['rows']} rows", err=True)
    typer.echo(
        f"  {told['sent']} sent, {told['drafts']} drafts that share nothing, {told['before']} here before, "
        f"{told['quarantined']} quarantined",
        err=True,
    )
    for row in refused:
        for one in row.faults:
            where = f"row {row.line}, {one.column}" if one.column else f"row {row.line}"
            typer.echo(f"  quarantined: {where}: {one.remedy}", err=True)  # a rule may quote a cell
    if kept:
        typer.echo(f"  what is wrong stands in {kept}: mend them there, and import that file", err=True)
    if told["may_be_known"]:
        many = told["may_be_known"]
        typer.echo(f"  {many} may be people you know already: a worker looks at them in Refer", err=True)


def _counted(came: list[Came]) -> dict[str, int]:
    became = Counter(one.became for one in came)
    return {
        "rows": len(came),
        "sent": became[Became.SENT],
        "drafts": became[Became.DRAFT],
        "before": became[Became.BEFORE],
        "quarantined": became[Became.QUARANTINED],
        "may_be_known": sum(one.may_be_known for one in came),
    }


def _write_template(file: Path) -> None:
    """An empty file to fill in, in place of none. Raises Problem."""
    ending = file.suffix.casefold()
    if file.exists() or ending not in templates.ENDINGS:
        wrong = _("%(file)s is there already.") if file.exists() else _("%(file)s ends in neither .xlsx nor .csv.")
        raise Problem(wrong % {"file": file}, _("Name a new file, such as referrals.xlsx"))
    try:
        file.write_bytes(templates.of_referrals(ending))
    except OSError as fault:
        say = _("%(file)s cannot be written: %(fault)s.") % {"file": file, "fault": fault.strerror or fault}
        raise Problem(say, _("Name a file in a folder you may write to.")) from None
    typer.echo(f"{file}: one row for each referral. What to write in each column:", err=True)
    for column in COLUMNS:
        typer.echo(f"  {column.name}{' (must be filled in)' if column.required else ''}: {column.says}", err=True)
