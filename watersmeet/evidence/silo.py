"""`watersmeet silo EDGES NODES`, or of a folder: who works with whom, and how far they keep to their own."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.base.problems import Problem
from watersmeet.evidence.network import Network, Reason, Silo, figures, read, read_folder
from watersmeet.evidence.unreadable import Unreadable

PRINTED = ("nodes", "ties", "density", "reciprocity", "centralisation", "ei_index", "ei_chance")
_SAYS = {
    Reason.NO_FILE: (gettext_lazy("There is no file %(where)s."), gettext_lazy("Check the path.")),
    Reason.NOT_TEXT: (
        gettext_lazy("%(where)s cannot be read as comma-separated values in UTF-8."),
        gettext_lazy("Save it as CSV in UTF-8."),
    ),
    Reason.NO_COLUMNS: (
        gettext_lazy("%(where)s has no columns from and to: %(detail)s."),
        gettext_lazy("Name them so in its first line."),
    ),
    Reason.NO_GROUP: (
        gettext_lazy("%(where)s has no column of that name."),
        gettext_lazy("Its columns: %(detail)s."),
    ),
    Reason.NO_NODES: (
        gettext_lazy("%(where)s names no organisation."),
        gettext_lazy("Write one on each line, its name first."),
    ),
    Reason.NO_NAME: (gettext_lazy("%(where)s, line %(line)d: there is no name."), gettext_lazy("Write it first.")),
    Reason.TWICE: (
        gettext_lazy("%(where)s, line %(line)d: %(detail)s stands there a second time."),
        gettext_lazy("Give each organisation one line."),
    ),
    Reason.UNKNOWN: (
        gettext_lazy("%(where)s, line %(line)d: no organisation is called %(detail)s."),
        gettext_lazy("Add it to the file of organisations, also if it has no other tie."),
    ),
    Reason.STRENGTH: (
        gettext_lazy("%(where)s, line %(line)d: %(detail)r is no strength of a tie."),
        gettext_lazy("Write a number of 0 or more."),
    ),
    Reason.NO_PLACE: (
        gettext_lazy("%(where)s holds no file whose name ends in .nodes.csv."),
        gettext_lazy("Write a place's own line with watersmeet outward, and put both its files there."),
    ),
    Reason.TWO_GROUPS: (
        gettext_lazy("%(where)s: %(detail)s is of another group there than in a file before it."),
        gettext_lazy("Let both say the same."),
    ),
    Reason.CELLS: (
        gettext_lazy("%(where)s, line %(line)d has more or fewer cells than the first line."),
        gettext_lazy("Look for a stray comma or quote."),
    ),
}


def silo(
    edges: Annotated[
        Path,
        typer.Argument(
            help="Ties: columns from and to, and a third for their strength if any. Or a folder of lines of places."
        ),
    ],
    nodes: Annotated[
        Path | None, typer.Argument(help="Organisations, one a line, the name first; also those without ties.")
    ] = None,
    group: Annotated[str, typer.Option(help="The column of NODES that says which group each is of.")] = "",
    undirected: Annotated[
        bool, typer.Option("--undirected", help="A tie has no direction: each is listed once.")
    ] = False,
    at_least: Annotated[float | None, typer.Option(help="Count only ties that are so strong.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Say how joined up a network of organisations is, and how far its groups keep to their own."""
    try:
        network = _network(edges, nodes, group, directed=not undirected)
    except Unreadable as problem:
        raise _cannot_read(problem) from problem
    if at_least is not None and any(strength is None for strength in network.ties.values()):
        raise Problem(_("The ties have no strength."), _("Leave --at-least out, or give a third column."))
    found = figures(network, at_least)
    if as_json:
        told = asdict(found)
        typer.echo(json.dumps({name: told[name] for name in PRINTED}, separators=(",", ":")))
    else:
        _tell(found)


def _network(edges: Path, nodes: Path | None, group: str, *, directed: bool) -> Network:
    if nodes is not None:
        return read(edges, nodes, group=group, directed=directed)
    if not edges.is_dir():
        raise Problem(_("Organisations are missing."), _("Name their file after that of ties, or give a folder alone."))
    return read_folder(edges, group=group, directed=directed)


def _cannot_read(problem: Unreadable) -> Problem:
    say, mend = _SAYS[Reason(problem.reason)]
    return Problem(str(say) % problem.words, str(mend) % problem.words)


def _tell(found: Silo) -> None:
    """The figures in words, each with what it is out of."""
    told = [
        _("%(nodes)d organisations, %(ties)d ties.") % asdict(found),
        _("Density %(value)s: of the ties that could be, so many are.") % {"value": _number(found.density)},
    ]
    if found.reciprocity is not None:
        words = {"value": _number(found.reciprocity), "mutual": _number(found.mutual)}
        told.append(_("Reciprocity %(value)s of arcs are answered; %(mutual)s of joined pairs are, both ways.") % words)
    words = {"value": _number(found.centralisation)}
    told.append(_("Centralisation %(value)s: 1 is a star with one in the middle, 0 is where nobody is.") % words)
    if found.ei_chance is not None:
        told += _tell_groups(found)
    typer.echo("\n".join(told))


def _tell_groups(found: Silo) -> list[str]:
    words = {
        "e": found.external,
        "i": found.internal,
        "index": _signed(found.ei_index),
        "chance": _signed(found.ei_chance),
    }
    told = [
        _("E-I index %(index)s: %(e)d ties between groups, %(i)d within. By the sizes of the groups alone: %(chance)s.")
        % words
    ]
    if found.ei_index is not None and found.ei_chance is not None:
        inward = found.ei_index < found.ei_chance
        told.append(
            _("Groups keep to their own more than their sizes would have it.")
            if inward
            else _("Groups keep to their own no more than their sizes would have it.")
        )
    if found.ungrouped:
        many = {"many": found.ungrouped}
        told.append(
            ngettext(
                "%(many)d organisation is in no group, and is left out of the E-I index.",
                "%(many)d organisations are in no group, and are left out of the E-I index.",
                found.ungrouped,
            )
            % many
        )
    return told


def _number(value: float | None) -> str:
    return _("not known") if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return _("not known") if value is None else f"{value:+.3f}"
