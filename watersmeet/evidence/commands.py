"""`watersmeet evidence`: recompute what is published, make a run, make it again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.evidence import deliberation, inquiring
from watersmeet.evidence import outward as of_place
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.silo import silo
from watersmeet.evidence.unreadable import Unreadable
from watersmeet.records.partnerships import api as partnerships

if TYPE_CHECKING:
    from watersmeet.evidence.published import Mismatch, Recomputed

AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]
Place = Annotated[str, typer.Option("--partnership", help="The partnership's slug; needed when there are several.")]
SHOWN = 10

CANNOT_READ = {
    "no file": gettext_lazy("There is no file %(where)s."),
    "not parquet": gettext_lazy("%(where)s cannot be read as a Parquet file."),
    "columns missing": gettext_lazy("%(where)s lacks columns: %(detail)s."),
    "no rows": gettext_lazy("%(where)s has no rows."),
    "no percentages": gettext_lazy("%(where)s publishes no percentages."),
}
MEND = {
    "no file": gettext_lazy("Check the path."),
    "not parquet": gettext_lazy("Fetch the file again, or save it as Parquet."),
    "columns missing": gettext_lazy("Give a file of measures in long form: one row for each count and percentage."),
    "no rows": gettext_lazy("Fetch the file again."),
    "no percentages": gettext_lazy("Give a file with rows of measure_statistic 'percentage' and numeric values."),
}


def join(app: typer.Typer) -> None:
    """Add `evidence`, `silo`, `outward`, `deliberation` and `inquiry` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Count, with denominators, and keep the record.")
    verbs.command("published")(published)
    verbs.command("run")(run)
    verbs.command("reproduce")(reproduce)
    app.add_typer(verbs, name="evidence")
    app.command("silo")(silo)
    app.command("outward")(outward)
    deliberation.join(app)
    inquiring.join(app)


def published(
    file: Annotated[Path, typer.Argument(help="A Parquet file of published counts and percentages.")],
    as_json: AsJson = False,
) -> None:
    """Recompute every published percentage in FILE from its own counts."""
    from watersmeet.evidence.published import check_file  # noqa: PLC0415 - DuckDB loads for this verb alone

    try:
        found = check_file(file)
    except Unreadable as problem:
        raise _cannot_read(problem) from problem
    if as_json:
        typer.echo(json.dumps(_as_data(found), separators=(",", ":")))
    else:
        _tell_published(found)


def outward(folder: of_place.Folder, place: Place = "", as_json: AsJson = False) -> None:
    """Write whom outside this place its partners promised something in public, for maps of several places."""
    of_place.write(_place(place), folder, as_json=as_json)


def run(place: Place = "", as_json: AsJson = False) -> None:
    """Read the records of people who agreed to evaluation, count, and keep the run."""
    from watersmeet.evidence.extracts.sources import fill  # noqa: PLC0415 - Arrow loads for these verbs alone

    by = _command(place, "evidence run")
    made = runs.run(runs.FIRST_FIGURES, tables=fill(by), by=by)
    if as_json:
        typer.echo(json.dumps(_run_as_data(made), separators=(",", ":")))
    else:
        typer.echo(_("Run %(reference)s made (%(id)s).") % {"reference": made.reference, "id": made.pk})
        for measure, rows in made.result["counts"].items():
            _tell_counts(measure, rows)


def _tell_counts(measure: str, rows: list[dict[str, Any]]) -> None:
    """The counts of one measure as a table to read."""
    typer.echo(f"\n{measure.replace('_', ' ')}")
    if not rows:
        typer.echo("  " + _("nothing to count yet"))
        return
    cells = [[name.replace("_", " ") for name in rows[0]], *([str(cell) for cell in row.values()] for row in rows)]
    wide = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        typer.echo("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, wide, strict=True)))


def reproduce(
    run: Annotated[str, typer.Argument(help="The run's reference, such as 7Q4K-2MXA, or its identifier.")],
    place: Place = "",
    as_json: AsJson = False,
) -> None:
    """Make RUN again from today's records, without rows written down since, and say what differs."""
    from watersmeet.evidence.extracts.sources import fill  # noqa: PLC0415 - as above

    by = _command(place, "evidence reproduce")
    again = runs.reproduce(runs.named(by, run), tables=fill(by), by=by)
    if as_json:
        told = {
            "run": str(again.run.pk),
            "same_result": again.same_result,
            "changed_inputs": again.changed_inputs,
            "changed_specs": again.changed_specs,
        }
        typer.echo(json.dumps(told, separators=(",", ":")))
    else:
        _tell_reproduced(again)
    if not again:
        raise typer.Exit(1)


def _cannot_read(problem: Unreadable) -> Problem:
    return Problem(str(CANNOT_READ[problem.reason]) % problem.words, str(MEND[problem.reason]))


def _as_data(found: "Recomputed") -> dict[str, Any]:
    return {
        "published": found.published,
        "reproduced": found.reproduced,
        "not_computable": found.not_computable,
        "mismatches": [_mismatch_as_data(mismatch) for mismatch in found.mismatches],
    }


def _mismatch_as_data(mismatch: "Mismatch") -> dict[str, Any]:
    return {
        **mismatch.group,
        "measure": mismatch.measure,
        "published": float(mismatch.published),
        "recomputed": float(mismatch.recomputed),
    }


def _tell_published(found: "Recomputed") -> None:
    counts = {
        "published": f"{found.published:,}",
        "reproduced": f"{found.reproduced:,}",
        "not_computable": f"{found.not_computable:,}",
        "mismatches": f"{len(found.mismatches):,}",
    }
    typer.echo(
        _(
            "%(published)s published percentages: %(reproduced)s reproduced from their counts, "
            "%(not_computable)s not computable, %(mismatches)s different."
        )
        % counts
    )
    for mismatch in found.mismatches[:SHOWN]:
        group = ", ".join(value for value in mismatch.group.values() if value not in {"NULL", "None"})
        typer.echo(f"  {group}: {mismatch.measure} {mismatch.published} | {mismatch.recomputed}")
    if len(found.mismatches) > SHOWN:
        typer.echo(_("  ... and %(more)d more; --json lists all.") % {"more": len(found.mismatches) - SHOWN})


def _tell_reproduced(again: runs.Reproduced) -> None:
    if again:
        typer.echo(_("Run %(reference)s came out the same.") % {"reference": again.run.reference})
        return
    changed = ", ".join((*again.changed_inputs, *again.changed_specs)) or _("nothing that is recorded")
    words = {"reference": again.run.reference, "changed": changed}
    typer.echo(_("Run %(reference)s came out differently. What changed since: %(changed)s.") % words)


def _run_as_data(made: runs.Run) -> dict[str, Any]:
    return {
        "run": str(made.pk),
        "reference": made.reference,
        "question": made.question,
        "set_aside": made.set_aside,
        **made.result,
    }


def _command(slug: str, reason: str) -> Actor:
    """A command acts in one partnership, as its front-door partner: what that may evaluate is what is counted."""
    place = _place(slug)
    door = partnerships.model_at(place.pk).front_door
    return Actor(Kind.COMMAND, partnership=place.pk, partner=door, name=f"watersmeet {reason}", reason=reason)


def _place(slug: str) -> partnerships.Partnership:
    if slug:
        return partnerships.partnership_named(slug)
    there = partnerships.partnerships()
    if not there:
        raise Problem(
            _("There is no partnership here yet."), _("Make one with watersmeet setup, or try watersmeet demo.")
        )
    if len(there) > 1:
        slugs = ", ".join(one.slug for one in there)
        raise Problem(_("There are several partnerships here: %(slugs)s.") % {"slugs": slugs}, _("Say --partnership."))
    return there[0]
