"""`watersmeet measures questionnaire` and `watersmeet measures read`: measures as FHIR R4, out and in."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.base.problems import Invalid, Problem
from watersmeet.exchange.fhir import files, reading
from watersmeet.exchange.fhir.questionnaire import questionnaire
from watersmeet.exchange.fhir.reading import Completion
from watersmeet.exchange.fhir.terms import number
from watersmeet.exchange.fhir.wire import Questionnaire
from watersmeet.records.outcomes.api import Instrument, instrument, published, score

ANSWERS = "QuestionnaireResponse"
SLOW = 2_000
"""So many take about a second."""


def join(app: typer.Typer) -> None:
    """Add to `measures`, which the room of outcomes began."""
    verbs = next(group.typer_instance for group in app.registered_groups if group.name == "measures")
    if verbs is not None:
        verbs.command("questionnaire")(written)
        verbs.command("read")(told)


def written(
    code: Annotated[str, typer.Argument(help="The instrument, such as ons4.", metavar="INSTRUMENT")],
    out: Annotated[Path | None, typer.Option(help="Write it here; no file may be there.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Write an instrument as a FHIR R4 Questionnaire, for another system to show."""
    form = questionnaire(instrument(code))
    if out is None:
        typer.echo(json.dumps(form, separators=(",", ":")) if as_json else json.dumps(form, indent=2))
        return
    _write(out, json.dumps(form, ensure_ascii=False, indent=2) + "\n")
    if as_json:
        typer.echo(json.dumps({"instrument": code, "version": form["version"], "file": str(out)}))


def _write(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        say = _("%(file)s is there already, and is left as it is.") % {"file": out}
        raise Problem(say, _("Name a new file.")) from None


def told(
    file: Annotated[Path, typer.Argument(help="A QuestionnaireResponse, a Bundle of them, or one a line (ndjson).")],
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Read FHIR R4 QuestionnaireResponses and say their scores. Nothing is kept, and nobody is told what they say."""
    found = _read(files.resources(file))
    if as_json:
        responses = [_line(place, one) for place, one in found]
        typer.echo(json.dumps({"responses": responses}, separators=(",", ":")))
        return
    for place, one in found:
        _say(place, one)
    typer.echo(_("Nothing was kept, and nobody was told what these answers say."))


def _read(placed: Sequence[files.Placed]) -> list[tuple[str, Completion]]:
    """All of them, or a Problem that names the first place that cannot be read, and how many more there are."""
    given = [(place, one) for place, one in placed if one.get("resourceType") == ANSWERS]
    if not given:
        there = ", ".join(sorted({str(one.get("resourceType", "?"))[:40] for _place, one in placed})) or "-"
        raise Problem(_("There is no QuestionnaireResponse in it, but: %(there)s.") % {"there": there})
    found, faults = [], []
    sent = _forms(placed)
    for place, one in _seen(given):
        try:
            found.append((place, reading.read(one, sent)))
        except Invalid as fault:
            faults += [(place, where, says) for where, all_ in fault.fields.items() for says in all_]
    if faults:
        raise _first(faults)
    return found


def _seen(given: Sequence[files.Placed]) -> Iterator[files.Placed]:
    """The same, while a bar beside the answer shows how far it is."""
    if len(given) < SLOW:
        yield from given
        return
    from rich.console import Console  # noqa: PLC0415 - only who waits for a file needs a bar
    from rich.progress import Progress  # noqa: PLC0415 - as above

    beside = Console(stderr=True)
    with Progress(transient=True, console=beside, disable=not beside.is_terminal) as bar:
        yield from bar.track(given, description=_("Reading"))


def _forms(placed: Sequence[files.Placed]) -> list[Questionnaire]:
    try:
        return reading.forms(placed)
    except Invalid as fault:
        raise _first([("", where, says) for where, all_ in fault.fields.items() for says in all_]) from None


def _first(faults: Sequence[tuple[str, str, str]]) -> Problem:
    place, where, says = faults[0]
    more = len(faults) - 1
    return Problem(
        f"{', '.join(part for part in (place, where) if part)}: {says}",
        ngettext("There is one more such place.", "There are %(more)s more such places.", more) % {"more": more}
        if more
        else "",
    )


def _line(place: str, one: Completion) -> dict[str, Any]:
    scores = score(one.instrument, one.answers)
    line: dict[str, Any] = {
        "place": place,
        "instrument": one.instrument.code,
        "version": one.instrument.version,
        "answered_at": one.at.isoformat(),
        "questions": len(one.answers),
        "answered": sum(value is not None for value in one.answers.values()),
    }
    if one.instrument.total is None:
        return line | {"scores": scores}
    total = published(one.instrument, one.instrument.total, scores[one.instrument.code])
    return line | {"total": None if total is None else number(total)}


def _say(place: str, one: Completion) -> None:
    line = _line(place, one)
    said = {
        "name": one.instrument.name,
        "when": _day(one.at),
        "answered": line["answered"],
        "questions": line["questions"],
        "score": _unknown(line["total"]) if "total" in line else _each(one.instrument, line["scores"]),
    }
    if place:
        typer.echo(f"{place}:")
    typer.echo(_("%(name)s, answered %(when)s (%(answered)s of %(questions)s): %(score)s") % said)


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _each(used: Instrument, scores: dict[str, int | None]) -> str:
    return ", ".join(f"{used.item(key).short} {_unknown(value)}" for key, value in scores.items()) or "-"


def _unknown(value: float | None) -> str:
    return _("not known") if value is None else str(value)
