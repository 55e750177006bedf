"""`watersmeet geography`: load official files, say what is loaded, find a postcode, compare areas."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from watersmeet.base import areas, postcode, shelf
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.exchange.geography import loading, words

BY = Actor(Kind.COMMAND, name="watersmeet geography", reason="load official files")
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]


def join(app: typer.Typer) -> None:
    """Add `geography` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Where postcodes are, and in which areas.")
    verbs.command("load")(load)
    verbs.command("status")(status)
    verbs.command("find")(find)
    verbs.command("shares")(shares)
    app.add_typer(verbs, name="geography")


def load(
    files: Annotated[list[Path], typer.Argument(help="Official files: .csv, .csv.gz, .csv.xz, .zip or .parquet.")],
    vintage: Annotated[str, typer.Option(help="Year or month, where the file does not say it.")] = "",
    replace: Annotated[bool, typer.Option(help="Replace another table of the same kind and vintage.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take postcodes, indices of deprivation, look-ups and populations: all of FILES, or nothing."""
    begun = time.monotonic()
    told = loading.load(files, by=BY, vintage=vintage, replaces=replace)
    for one in told:
        typer.echo(words.loaded(one), err=as_json)
    if as_json:
        seconds = round(time.monotonic() - begun, 2)
        typer.echo(json.dumps({"seconds": seconds, "loaded": [_loaded(one) for one in told]}))


def _loaded(one: loading.Loaded) -> dict[str, Any]:
    names = ("file", "taken_for", "kind", "vintage", "rows", "kept", "before")
    return {name: getattr(one, name) for name in names} | {"left_out": dict(one.left_out)}


def status(as_json: AsJson = False) -> None:
    """Say which official tables are loaded, of which vintage, and how large they are."""
    told = [_edition(one) for one in shelf.editions()]
    if as_json:
        typer.echo(json.dumps({"tables": told}))
        return
    for one in told:
        typer.echo(words.edition(one))
    if not told:
        typer.echo(words.nothing_loaded())


def _edition(one: shelf.Edition) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": one.kind, "vintage": one.vintage, "bytes": one.path.stat().st_size}
    try:
        about = one.opened().about
    except ValueError as fault:
        return told | {"trouble": str(fault)}
    return told | {name: about[name] for name in ("file", "rows", "kept", "left_out", "loaded_on")}


def find(
    code: Annotated[str, typer.Argument(metavar="POSTCODE", help="A full postcode.")], as_json: AsJson = False
) -> None:
    """Say where a postcode is, in which areas, and how deprived they are; what is not known, and why."""
    try:
        tidy = postcode.tidy(code)
    except ValueError:
        raise Problem(_("This is not a full UK postcode."), _("Write one such as M33 7ZF.")) from None
    found = areas.about(tidy)
    unknown = found.state is areas.State.UNKNOWN
    if unknown or not as_json:
        typer.echo("\n".join(words.about(found)), err=unknown)
    if as_json:
        typer.echo(json.dumps(_about(found)))
    if unknown:
        raise typer.Exit(1)


def _about(found: areas.About) -> dict[str, Any]:
    point = {"lat": found.place.lat, "lon": found.place.lon} if found.place else {"lat": None, "lon": None}
    told = {"postcode": found.postcode, "state": str(found.state), "ended": found.ended or None}
    told |= {"vintage": found.vintage or None, "nation": found.nation or None}
    return (
        told
        | point
        | {
            "areas": {level: _plain(one, ("code", "name", "vintage")) for level, one in found.areas.items()},
            "deciles": [_plain(one, ("index", "decile", "rank", "of")) for one in found.deciles],
        }
    )


def _plain(one: areas.Area | areas.Decile, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) or None for name in names} | {"why": str(one.why) if one.why else None}


def shares(
    index: Annotated[str, typer.Option(help="Which index, such as 'IMD 2025'.")] = "",
    by: Annotated[str, typer.Option(help="Areas to compare: icb, lad, region or ward.")] = "icb",
    as_json: AsJson = False,
) -> None:
    """Say which share of each area's small areas (LSOAs) is in the most deprived tenth."""
    if by not in areas.LEVELS:
        raise Problem(_("%(by)s is no kind of area.") % {"by": by}, _("Write icb, lad, region or ward."))
    held = [areas.index_named(one) for one in shelf.editions("imd")]
    wanted = index or next(iter(held), "")
    try:
        told = areas.shares(wanted, by)
    except LookupError as lacking:
        said = {"what": lacking.args[0] or _("an index of deprivation"), "held": ", ".join(held) or _("none")}
        raise Problem(_("%(what)s is not loaded. Indices here: %(held)s.") % said, words.load_first()) from None
    if as_json:
        rows = [
            {
                "code": area.code,
                "name": area.name,
                "areas": many,
                "most_deprived": worst,
                "share": round(worst / many, 4),
            }
            for area, worst, many in told
        ]
        typer.echo(json.dumps({"index": wanted, "by": by, "of": told[0][0].vintage if told else None, "shares": rows}))
        return
    for area, worst, many in told:
        typer.echo(f"{worst / many:7.4f}  {worst:5} / {many:5}  {area.code}  {area.name}")
    typer.echo(_("Share of small areas in decile 1, the most deprived tenth, by %(index)s.") % {"index": wanted})
