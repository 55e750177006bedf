"""`watersmeet find WORDS --near POSTCODE`: what may help, near a place."""

import json
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from watersmeet.base import called
from watersmeet.base.actor import Actor, Kind
from watersmeet.records.directory.api import Found, Hit, Wanted, find, listing, to_call

BY = Actor(Kind.COMMAND, name="watersmeet find", reason="find a service")


def join(app: typer.Typer) -> None:
    """Add `find` to the command line."""
    app.command("find")(find_services)


def find_services(
    words: Annotated[str, typer.Argument(help="What would help, in your own words.")],
    near: Annotated[str, typer.Option(help="A postcode, the first half of one, or a town.")],
    within_km: Annotated[float, typer.Option(min=0.1, max=200.0, help="How far, in kilometres.")] = 5.0,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Find services about WORDS near a place. The words are not kept."""
    lines = to_call(words, near=near).all
    if not as_json:
        for line in lines:
            typer.echo(f"{line.name}: {line.number}, {line.when}")
    found = find(BY, words, near=near, within_km=within_km, limit=limit)
    if as_json:
        told = {"to_call": [{"name": one.name, "number": one.number, "when": one.when} for one in lines]}
        typer.echo(json.dumps({"results": [_row(hit) for hit in found], **(told if lines else {})}, ensure_ascii=False))
    else:
        _say(found)


def _row(hit: Hit) -> dict[str, str | float | None]:
    far = None if hit.km is None else round(hit.km, 2)
    return {"id": str(hit.service.id), "name": hit.service.name, "km": far, "why": hit.why}


def _say(found: Found) -> None:
    if found.near.note:
        typer.echo(found.near.note)
    if found.only_near:
        typer.echo(_("Nothing here is about just what you said. These are the nearest."))
    for hit in found:
        typer.echo(f"{hit.service.name}: {hit.why}")
    if not found.hits and not listing(BY, Wanted(), first=0, many=1).total:
        empty = _("This directory holds no services yet. It is the one in %(data)s.")
        typer.echo(empty % {"data": settings.WATERSMEET_DATA})
        hint = _("Import some: %(watersmeet)s import services FILE.csv. The demo's is WATERSMEET_DATA=data/demo.")
        typer.echo(hint % {"watersmeet": called.by_name()})
    elif not found.hits:
        typer.echo(_("Nothing within %(km)g km. Try --within-km with more.") % {"km": found.within_km})
