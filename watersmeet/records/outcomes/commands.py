"""`watersmeet measures`: what can be asked here, and scores of a file of many people's answers."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid, Problem
from watersmeet.records.outcomes.instrument import About, Instrument, instrument, shipped

if TYPE_CHECKING:
    import pyarrow as pa

AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]


def join(app: typer.Typer) -> None:
    """Add `measures` to the command line."""
    verbs = typer.Typer(
        no_args_is_help=True, help="Questions about how people are: what there is, and scores of a file."
    )
    verbs.command("list")(listed)
    verbs.command("score")(scored)
    app.add_typer(verbs, name="measures")


def listed(as_json: AsJson = False) -> None:
    """List the instruments that come with this software, and why some cannot be asked here."""
    there = shipped().values()
    only = _("It is asked only while somebody is on call.")
    found = [
        {"code": one.code, "version": one.version, "name": _(one.name), "off": one.off, "watched": one.watched}
        for one in there
    ]
    if as_json:
        typer.echo(json.dumps({"instruments": found}, separators=(",", ":")))
        return
    for one in found:
        why = one["off"] or (only if one["watched"] else "")
        typer.echo(f"{one['code']:<9} {one['name']}" + (f" - {why}" if why else ""))


def scored(
    code: Annotated[str, typer.Argument(help="The instrument, such as phq9.", metavar="INSTRUMENT")],
    file: Annotated[Path, typer.Argument(help="Answers: comma-separated values, one row for each completion.")],
    items: Annotated[str, typer.Option(help="The columns of its questions, in order: A,B,C. Else q1,q2 ...")] = "",
    unknown: Annotated[str, typer.Option(help="Numbers that stand for no answer, such as 7,9.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write the scores here, row by row; no file may be there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score FILE exactly: a sum that lacks an answer is unknown, never filled in. Nothing of it is kept here."""
    from watersmeet.records.outcomes.answer_files import read_answers  # noqa: PLC0415 - Arrow loads for this verb alone
    from watersmeet.records.outcomes.bulk import score_many  # noqa: PLC0415 - as above

    used = instrument(code)
    if used.about is not About.SELF:
        raise Problem(_("%(code)s is asked for each goal or need, and has no file of answers.") % {"code": code})
    columns = _columns(used, items)
    answers = read_answers(file, columns).rename_columns([item.code for item in used.items])
    begun = time.perf_counter()
    try:
        scores = score_many(used, answers, _numbers(unknown))
    except Invalid as fault:
        raise _not_offered(fault, dict(zip((item.code for item in used.items), columns, strict=True))) from None
    told = _counted(used, answers, scores) | {"rows_per_s": round(len(scores) / (time.perf_counter() - begun))}
    if out:
        _write(scores, out)
    if as_json:
        typer.echo(json.dumps(told, separators=(",", ":")))
    else:
        _tell(used, told)


def _columns(used: Instrument, items: str) -> list[str]:
    columns = [one.strip() for one in items.split(",")] if items else [item.code for item in used.items]
    if len(columns) != len(used.items) or len(set(columns)) != len(columns):
        told = {"code": used.code, "many": len(used.items), "given": len(set(columns))}
        raise Problem(
            _("%(code)s has %(many)s questions, and --items names %(given)s columns.") % told,
            _("Name one column for each question, in order."),
        )
    return columns


def _numbers(unknown: str) -> set[int]:
    try:
        return {int(one) for one in unknown.split(",") if one.strip()}
    except ValueError:
        say = _("--unknown says %(said)s.") % {"said": unknown}
        raise Problem(say, _("Write whole numbers, such as 7,9.")) from None


def _not_offered(fault: Invalid, columns: Mapping[str, str]) -> Problem:
    """The first faulty answer of the file, by row and by its own column."""
    code, says = next(iter(fault.fields.items()))
    say = _("Column %(column)s: %(says)s") % {"column": columns[code], "says": says[0]}
    return Problem(say, _("If the number stands for no answer, say so with --unknown."))


def _counted(used: Instrument, answers: "pa.Table", scores: "pa.Table") -> dict[str, Any]:
    """How many rows are of each kind; of the total, how many are in each band and at caseness."""
    known = scores.column("known").to_pylist()
    given = [any(value is not None for value in row.values()) for row in answers.to_pylist()]
    whole = sum(one == len(used.items) for one in known)
    told: dict[str, Any] = {"rows": len(known), "complete": whole, "partial": sum(given) - whole}
    told["unanswered"] = len(known) - sum(given)
    if used.total:
        bands, cases = scores.column("band").to_pylist(), scores.column("at_caseness").to_pylist()
        told["sum"] = sum(one for one in scores.column("sum").to_pylist() if one is not None)
        told["bands"] = {one.code: bands.count(one.code) for one in used.total.bands}
        if used.total.pair_needs is not None:
            told["enough_for_a_pair"] = sum(one >= used.total.pair_needs for one in known)
        told |= {"at_caseness": cases.count(True), "below": cases.count(False), "unknown": cases.count(None)}
    return told


def _write(scores: "pa.Table", out: Path) -> None:
    import pyarrow.csv as pa_csv  # noqa: PLC0415 - Arrow loads when a file is written

    try:
        with out.open("xb") as file:
            pa_csv.write_csv(scores, file)
    except FileExistsError:
        say = _("%(file)s is there already, and is left as it is.") % {"file": out}
        raise Problem(say, _("Name a new file.")) from None


def _tell(used: Instrument, told: Mapping[str, Any]) -> None:
    typer.echo(
        _("%(rows)s rows: %(complete)s complete, %(partial)s with something missing, %(unanswered)s without an answer.")
        % told
    )
    if used.total is None:
        return
    for band in used.total.bands:
        ends = {"band": band.code.replace("_", " "), "low": band.from_, "high": band.until}
        typer.echo("  " + _("%(band)s (%(low)s to %(high)s): %(many)s") % (ends | {"many": told["bands"][band.code]}))
    if used.total.pair_needs is not None:
        typer.echo(_("Enough answers to be one of a pair: %(enough_for_a_pair)s.") % told)
    if used.total.cut is not None:
        typer.echo(_("At the cut or worse: %(at_caseness)s; better: %(below)s; not known: %(unknown)s.") % told)
