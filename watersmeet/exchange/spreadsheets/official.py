"""`watersmeet import organisations FILE`: an official list of NHS ODS, and what changed since the list before.

The lists (epraccur, etr and their like) have 27 columns and, as published, no header: the columns are those of the
register's own specification.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.base import postcode
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.exchange.spreadsheets import quarantine, reading
from watersmeet.exchange.spreadsheets.outcome import insist_any
from watersmeet.exchange.spreadsheets.reading import Table
from watersmeet.records.directory.api import Fault, Quarantined, SourceRow
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import OfficialFacts, OfficialOutcome, OfficialStatus, Sector

BY = Actor(Kind.COMMAND, name="watersmeet import", reason="import organisations")
COLUMNS = (
    *("org_code", "name", "national_grouping", "high_level_health_geography"),
    *(f"address{number}" for number in range(1, 6)),
    *("postcode", "open_date", "close_date", "status_code", "org_sub_type", "commissioner"),
    *("join_provider_date", "left_provider_date", "telephone", "null1", "null2", "null3", "amended_record"),
    *("null4", "provider_purchaser", "null5", "prescribing_setting", "null6"),
)
"""Of the register's specification; `null` columns are kept empty for what was there once."""
LEAST = 23
"""Columns of a list that was printed without the empty ones at its end."""
PRACTICE = "4"
"""The prescribing setting of a GP practice; the other settings are clinics, prisons, hospices and so on."""
SHOWN = 5
_CODE = re.compile(r"[A-Z0-9]{3,8}")
_LONGEST = {"name": 200, "telephone": 40}


class Read(NamedTuple):
    """A list: which register, its day, what can be taken and what waits."""

    register: str
    as_of: date
    taken: list[OfficialFacts]
    refused: list[Quarantined]
    table: Table


def organisations(
    file: Annotated[Path, typer.Argument(help="A list of NHS ODS, such as epraccur or etr: .csv, .csv.gz or .csv.xz.")],
    of: Annotated[str, typer.Option(help="The day of the list, such as 2025-11-01; else the newest day in it.")] = "",
    quarantine_to: Annotated[Path | None, typer.Option("--quarantine", help="Write refused rows to this CSV.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would change, and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Know the organisations of an official list: new, closed, renamed, moved; all of it in one step, or nothing."""
    told = read(file, _said(of))
    if quarantine_to:
        quarantine.insist_may_write(quarantine_to, file)
    with transaction.atomic():
        outcome = partnerships.take_official(told.register, told.taken, sector_of=_sector, as_of=told.as_of, by=BY)
        if quarantine_to and not dry_run and (told.refused or not quarantine_to.is_file()):
            text = quarantine.told(told.table.header, told.refused)
            quarantine.write(quarantine.place_for(quarantine_to, text), text)
        transaction.set_rollback(dry_run)
    day = told.as_of.isoformat()
    typer.echo(f"{told.register}, " + (f"as of {day}" if of else f"newest day in it {day}") + ":", err=True)
    _say(told, outcome, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(_counted(told, outcome), separators=(",", ":")))
    insist_any(len(told.taken) + len(told.refused), len(told.taken))


def _sector(setting: str) -> Sector:
    return Sector.PRIMARY_CARE if setting == PRACTICE else Sector.OTHER


def _said(day: str) -> date | None:
    try:
        return date.fromisoformat(f"{day}-01" if re.fullmatch(r"\d{4}-\d\d", day) else day) if day else None
    except ValueError:
        raise Problem(_("%(day)s is no day.") % {"day": day}, _("Write one such as 2025-11-01.")) from None


def read(file: Path, as_of: date | None = None) -> Read:
    """What can be taken of a list, and what must wait. Raises Problem where the file is no such list."""
    table = _table(file)
    taken: dict[str, OfficialFacts] = {}
    refused: list[Quarantined] = []
    for row in table.rows:
        facts, faults = _facts(row)
        if facts and facts.code in taken:
            faults = [Fault("org_code", facts.code, _("This code stands here twice."), _("Keep one of the two lines."))]
        if facts and not faults:
            taken[facts.code] = facts
        else:
            refused.append(Quarantined(row.line, tuple(faults), row.cells))
    days = [day for one in taken.values() for day in (one.opened_on, one.closed_on) if day]
    if as_of is None and not days and taken:
        raise Problem(_("No row of %(file)s has a day.") % {"file": file}, _("Say the list's day by --of 2025-11-01."))
    trusts = bool(taken) and all(len(code) == 3 for code in taken)
    register = "etr" if trusts else "epraccur"
    return Read(register, as_of or max(days, default=date.min), list(taken.values()), refused, table)


def _table(file: Path) -> Table:
    """The list with the columns' names, which the published files do not hold. Raises Problem."""
    first = reading.read(file).header
    if not LEAST <= len(first) <= len(COLUMNS):
        raise _no_list(file)
    table = reading.read(file, header=COLUMNS[: len(first)])
    if first[0].casefold() in {"org_code", "organisation code"}:
        return Table(table.header, table.rows[1:])
    if not _CODE.fullmatch(first[0]):
        raise _no_list(file)
    return table


def _no_list(file: Path) -> Problem:
    return Problem(
        _("%(file)s is no list of NHS ODS: those have %(many)d columns, a code first.")
        % {"file": file, "many": len(COLUMNS)},
        _("Fetch epraccur or etr from NHS ODS, and import it as it is."),
    )


def _facts(row: SourceRow) -> tuple[OfficialFacts | None, list[Fault]]:
    """What a row says, or everything that is wrong with it."""
    if not row.whole:
        said = _("The line has more or fewer cells than the first.")
        return None, [Fault("", "", said, _("Look for a stray separator or quote."))]
    cells = dict.fromkeys(COLUMNS, "") | {name: " ".join(cell.split()) for name, cell in row.cells.items()}
    faults = [Fault(column, cells[column], *why) for column, sound, *why in _checks(cells) if not sound]
    if faults:
        return None, faults
    lines = ", ".join(filter(None, (cells[f"address{number}"] for number in range(1, 6))))
    unsaid = OfficialStatus.CLOSED if cells["close_date"] else OfficialStatus.ACTIVE
    facts = OfficialFacts(
        code=cells["org_code"],
        name=cells["name"],
        address=lines[:300],
        postcode=_postcode(cells["postcode"]) or "",
        phone=cells["telephone"],
        kind=cells["prescribing_setting"][:4],
        status=OfficialStatus(cells["status_code"] or unsaid),
        opened_on=_day(cells["open_date"]),
        closed_on=_day(cells["close_date"]),
    )
    return facts, []


def _checks(cells: Mapping[str, str]) -> Iterator[tuple[str, bool, str, str]]:
    """Column, whether it is sound, the rule, the remedy."""
    code = _CODE.fullmatch(cells["org_code"]) is not None
    yield "org_code", code, _("This is no code of an organisation."), _("Write the code, such as A81001.")
    yield "name", bool(cells["name"]), _("An organisation has a name."), _("Write its name.")
    for column, most in _LONGEST.items():
        yield (
            column,
            len(cells[column]) <= most,
            _("Write at most %(most)d letters.") % {"most": most},
            _("Shorten it."),
        )
    there = _postcode(cells["postcode"]) is not None
    yield "postcode", there, _("This is not a full UK postcode."), _("Write a full postcode, or nothing.")
    status = cells["status_code"] in {"", *OfficialStatus}
    yield "status_code", status, _("This is no status."), _("Write A, C, D or P.")
    for column in ("open_date", "close_date"):
        sound = not cells[column] or _day(cells[column]) is not None
        yield column, sound, _("This is not a day."), _("Write year, month and day, such as 20251122.")


def _postcode(text: str) -> str | None:
    """The tidy postcode, "" where none is said, None where it is none."""
    try:
        return postcode.tidy(text) if text else ""
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _counted(told: Read, outcome: OfficialOutcome) -> dict[str, object]:
    return {
        "rows": len(told.taken) + len(told.refused),
        "accepted": len(told.taken),
        "quarantined": len(told.refused),
        "register": told.register,
        "as_of": told.as_of.isoformat(),
        "new": outcome.new,
        "unchanged": outcome.same,
        "gone": len(outcome.gone),
        "changes": outcome.counted(),
    }


def _say(told: Read, outcome: OfficialOutcome, *, dry_run: bool) -> None:
    rows, accepted = len(told.taken) + len(told.refused), len(told.taken)
    typer.echo(f"  {rows} rows, {accepted} accepted: {outcome.new} new, {outcome.same} unchanged", err=True)
    for what, many in outcome.counted().items():
        if many:
            typer.echo(f"  {many} {what}", err=True)
        for one in [one for one in outcome.changes if one.what == what][:SHOWN]:
            typer.echo(f"    {one.code} {one.name}" + (f" ({one.was} -> {one.now})" if one.was else ""), err=True)
    for row in told.refused:
        for fault in row.faults:
            where = f"line {row.line}, {fault.column} {fault.value!r}" if fault.column else f"line {row.line}"
            typer.echo(f"  quarantined: {where}: {fault.rule} {fault.remedy}", err=True)
    for name in outcome.gone:
        typer.echo(f"  not in the list any more, and kept: {name}", err=True)
    if dry_run:
        typer.echo("  " + _("This was a trial: nothing was changed."), err=True)
