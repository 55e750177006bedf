"""`watersmeet outward FOLDER`: this place's own line of the map of places and national bodies, to give to others."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.base.problems import Problem
from watersmeet.evidence.network import EDGES, FROM, NODES, TO
from watersmeet.records.memory import api as memory
from watersmeet.records.partnerships.api import Partnership

LEVEL, PLACE, OUTSIDE = "level", "place", "outside"
Folder = Annotated[Path, typer.Argument(help="A folder that is there; two files are written into it.")]
_NO_FOLDER = gettext_lazy("There is no folder %(where)s.")


def write(place: Partnership, folder: Path, *, as_json: bool) -> None:
    """Write what everybody may read already: whom outside the place its partners promised something. Raises Problem.

    Two files, as `silo` reads them; the first line of the nodes is the place whose line it is.
    """
    if not folder.is_dir():
        raise Problem(str(_NO_FOLDER) % {"where": folder}, _("Make it, or check the path."))
    told = memory.told_outside(place.pk)
    nodes, edges = folder / f"{place.slug}{NODES}", folder / f"{place.slug}{EDGES}"
    _save(nodes, ("name", LEVEL), [(place.name, PLACE), *((name, OUTSIDE) for name in told if name != place.name)])
    _save(edges, (FROM, TO, "times"), ((place.name, name, str(times)) for name, times in told.items()))
    if as_json:
        said = {"nodes": str(nodes), "edges": str(edges), "bodies": len(told), "promises": sum(told.values())}
        typer.echo(json.dumps(said, separators=(",", ":")))
        return
    many = {"n": len(told), "nodes": nodes, "edges": edges}
    typer.echo(
        ngettext(
            "%(n)d body outside stands in %(nodes)s and %(edges)s.",
            "%(n)d bodies outside stand in %(nodes)s and %(edges)s.",
            len(told),
        )
        % many
    )


def _save(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
