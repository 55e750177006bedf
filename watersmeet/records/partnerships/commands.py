"""`watersmeet model`: the rules of a place read, checked, compared, written to a file for another place."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from watersmeet.base.problems import Problem
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model, Section

Place = Annotated[str, typer.Option("--partnership", help="The partnership's slug; needed when there are several.")]
Number = Annotated[int | None, typer.Option(min=1, help="Which version; else the one in force.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]
LARGEST = 1_000_000


def join(app: typer.Typer) -> None:
    """Add `model` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="The rules of a place: a document, version by version.")
    verbs.command("show")(show)
    verbs.command("check")(check)
    verbs.command("write")(write)
    app.add_typer(verbs, name="model")


def show(place: Place = "", number: Number = None, as_json: AsJson = False) -> None:
    """Print the rules in plain words; with --json the document."""
    found, model = _rules(place, number)
    if as_json:
        typer.echo(json.dumps({"number": found, "document": partnerships.written(model)}, separators=(",", ":")))
        return
    typer.echo(_("Version %(number)s") % {"number": found})
    for section in partnerships.sections(model):
        _tell(section)


def check(
    file: Annotated[Path, typer.Argument(help="A model as TOML.")], place: Place = "", as_json: AsJson = False
) -> None:
    """Say whether FILE is a sound model, and what it would change of the rules in force. It changes nothing."""
    model = partnerships.read_toml(_text(file))
    changes = partnerships.differences(_rules(place, None)[1], model) if partnerships.partnerships() else []
    if as_json:
        told = [{"part": one.part, "what": one.what, "before": one.before, "after": one.after} for one in changes]
        typer.echo(json.dumps({"sound": True, "changes": told}, separators=(",", ":")))
        return
    typer.echo(_("%(file)s is a sound model.") % {"file": file})
    for one in changes:
        words = {"part": one.part, "what": one.what, "before": one.before or "-", "after": one.after or "-"}
        typer.echo(_("  %(part)s, %(what)s: %(before)s, then %(after)s") % words)


def write(
    file: Annotated[Path, typer.Argument(help="Where to; no file may be there.")],
    place: Place = "",
    number: Number = None,
    worked: Annotated[str, typer.Option(help="A worked model that comes with this software, instead.")] = "",
) -> None:
    """Write the rules as TOML, for another place to start from."""
    text = _worked(worked) if worked else partnerships.as_toml(_rules(place, number)[1])
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        say = _("%(file)s is there already, and is left as it is.") % {"file": file}
        raise Problem(say, _("Name a new file.")) from None
    typer.echo(_("Written to %(file)s.") % {"file": file})


def _worked(name: str) -> str:
    known = partnerships.worked()
    if name not in known:
        say = _("No worked model is called %(name)s.") % {"name": name}
        raise Problem(say, _("There are: %(names)s.") % {"names": ", ".join(known)})
    return known[name]


def _rules(slug: str, number: int | None) -> tuple[int, Model]:
    there = partnerships.partnerships()
    if slug:
        place = partnerships.partnership_named(slug)
    elif len(there) == 1:
        place = there[0]
    else:
        slugs = ", ".join(one.slug for one in there) or _("there is none yet")
        raise Problem(_("It is not said which partnership."), _("Say --partnership: %(slugs)s.") % {"slugs": slugs})
    found = partnerships.model_numbered(place.pk, number) if number else partnerships.model_at(place.pk)
    return found.number, found.model


def _text(file: Path) -> str:
    try:
        if file.is_file() and file.stat().st_size > LARGEST:
            raise Problem(_("%(file)s is too large for a model.") % {"file": file}, _("Give a TOML file."))
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_("%(file)s is not text in UTF-8.") % {"file": file}, _("Save it as TOML in UTF-8.")) from None


def _tell(section: Section) -> None:
    typer.echo(f"\n{section.title}")
    wide = max((len(what) for what, _words in section.rows), default=0)
    for what, words in section.rows:
        typer.echo(f"  {what.ljust(wide)}  {words}")
