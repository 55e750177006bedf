"""`watersmeet memory`: all that a place remembers written to a file, and brought in from one."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.records.memory import api as memory
from watersmeet.records.partnerships import api as partnerships

Place = Annotated[str, typer.Option("--partnership", help="The partnership's slug; needed when there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]


def join(app: typer.Typer) -> None:
    """Add `memory` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="What a place remembers, as a file that can be brought in again.")
    verbs.command("export")(write_out)
    verbs.command("import")(bring_in)
    app.add_typer(verbs, name="memory")


def write_out(
    file: Annotated[Path, typer.Argument(help="Where to; no file may be there. Ends in .json or .md.")],
    place: Place = "",
    as_json: AsJson = False,
) -> None:
    """Write all that a place remembers to FILE: JSON, or Markdown for people. Both can be brought in again."""
    if file.suffix not in {".json", ".md"}:
        raise Problem(_("%(file)s ends in neither .json nor .md.") % {"file": file}, _("Name the file so."))
    text = memory.export(by=_by(place), markdown=file.suffix == ".md")
    try:
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
    except FileExistsError:
        say = _("%(file)s is there already, and is left as it is.") % {"file": file}
        raise Problem(say, _("Name a new file.")) from None
    typer.echo(_("Written to %(file)s.") % {"file": file}, err=as_json)
    if as_json:
        typer.echo(json.dumps({"file": str(file), "bytes": len(text.encode())}, separators=(",", ":")))


def bring_in(
    file: Annotated[Path, typer.Argument(help="A file that an export wrote.")],
    place: Place = "",
    as_json: AsJson = False,
) -> None:
    """Bring in what FILE remembers: all of it in one step, or nothing. Nobody may be in it."""
    count = memory.import_(_text(file), by=_by(place))
    typer.echo(_("Entries brought in: %(count)s") % {"count": count}, err=as_json)
    if as_json:
        typer.echo(json.dumps({"entries": count}, separators=(",", ":")))


def _by(slug: str) -> Actor:
    there = partnerships.partnerships()
    if slug:
        place = partnerships.partnership_named(slug)
    elif len(there) == 1:
        place = there[0]
    else:
        slugs = ", ".join(one.slug for one in there) or _("there is none yet")
        raise Problem(_("It is not said which partnership."), _("Say --partnership: %(slugs)s.") % {"slugs": slugs})
    return Actor(Kind.COMMAND, partnership=place.pk, name="watersmeet memory", reason="memory")


def _text(file: Path) -> str:
    if file.is_file() and file.stat().st_size > 4 * memory.LARGEST:
        raise Problem(_("%(file)s is too large for a memory.") % {"file": file}, _("Give what an export wrote."))
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(_("%(file)s is not text in UTF-8.") % {"file": file}, _("Give what an export wrote.")) from None
