"""`watersmeet deliberation`: a conversation's counts checked, its groups; taken in from files, written to files."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Problem
from watersmeet.evidence.unreadable import Unreadable
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.voices import api as voices

if TYPE_CHECKING:
    from watersmeet.evidence import opinions

_AGAIN = gettext_lazy("Export it from Polis again.")
_SAYS = {
    "no file": (
        gettext_lazy("There is no file %(where)s, packed or not."),
        gettext_lazy("Name the folder of an export: comments, votes and participants-votes, each .csv or .csv.gz."),
    ),
    "not text": (gettext_lazy("%(where)s cannot be read as comma-separated values in UTF-8."), _AGAIN),
    "too large": (gettext_lazy("%(where)s is larger than 500 MB, unpacked."), gettext_lazy("Give a smaller one.")),
    "no columns": (gettext_lazy("%(where)s lacks columns: %(detail)s."), _AGAIN),
    "no number": (gettext_lazy("%(where)s, line %(line)d: %(detail)r is no number."), _AGAIN),
    "no vote": (
        gettext_lazy("%(where)s, line %(line)d: %(detail)s is no vote."),
        gettext_lazy("A vote is 1 (agree), 0 (pass) or -1 (disagree)."),
    ),
    "unknown": (gettext_lazy("%(where)s, line %(line)d: no statement has the number %(detail)s."), _AGAIN),
    "twice": (gettext_lazy("%(where)s, line %(line)d: the number %(detail)s stands there a second time."), _AGAIN),
}


def join(app: typer.Typer) -> None:
    """Add `deliberation` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Conversations: what people agree on, and groups of opinion.")
    verbs.callback()(lambda: None)
    verbs.command("groups")(groups)
    verbs.command("take-in")(take_in)
    verbs.command("write")(write)
    app.add_typer(verbs, name="deliberation")


def groups(
    folder: Annotated[Path, typer.Argument(help="The folder of a conversation, as Polis exports it.", metavar="DIR")],
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Check every count of a conversation, and say whether there are groups of opinion; one group is a candidate."""
    from watersmeet.evidence import opinions  # noqa: PLC0415 - numpy and what groups people load for this verb alone

    begun = time.monotonic()
    talk = _read(folder)
    found, like = opinions.group(talk), opinions.like_published(talk)
    told = {
        "participants": len({vote.person for vote in talk.votes}),
        "statements": len(talk.statements),
        "votes": len(talk.votes),
        "counts_exact": opinions.counts_exact(talk),
        "groups": found.groups,
        "rand": like.rand if like else None,
        "adjusted_rand": like.adjusted_rand if like else None,
        "stable": found.stable,
        "seconds": round(time.monotonic() - begun, 3),
    }
    typer.echo(json.dumps(told, separators=(",", ":")) if as_json else "\n".join(_told(told, len(found.of))))


Place = Annotated[str, typer.Option("--partnership", help="The partnership's slug; needed when there are several.")]


def take_in(
    folder: Annotated[Path, typer.Argument(help="The folder of a conversation, as Polis exports it.", metavar="DIR")],
    question: Annotated[str, typer.Option(help="What people were asked.")],
    place: Place = "",
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Take in a conversation that was held elsewhere, with all it said; it is over, and everybody here can read it."""
    talk = _read(folder)
    by = _command(place)
    statements = [(int(name), one.words[:1000], not one.taken_out) for name, one in talk.statements.items()]
    votes = (voices.OneVote(int(vote.person), int(vote.statement), vote.says) for vote in talk.votes)
    made = voices.take_in_deliberation(question=question, statements=statements, votes=votes, by=by)
    code = voices.code_of(by, made).lower()
    told = {"code": code, "statements": len(talk.statements), "votes": len(talk.last)}
    words = _("Taken in: %(statements)d statements, %(votes)d last votes. Read it at /evidence/talk/%(code)s/.") % told
    typer.echo(json.dumps(told, separators=(",", ":")) if as_json else words)


def write(
    code: Annotated[str, typer.Argument(help="The code in the talk's address.")],
    folder: Annotated[Path, typer.Argument(help="Where to; no folder may be there.", metavar="DIR")],
) -> None:
    """Write a talk that is over as Polis writes it, for other tools of the field."""
    from watersmeet.evidence.extracts.talks import conversation  # noqa: PLC0415 - Arrow loads for this verb alone
    from watersmeet.evidence.opinions import as_polis, nobodys  # noqa: PLC0415 - numpy loads for this verb alone

    talk = nobodys(conversation(voices.open_to_all(code).deliberation))
    if talk is None:
        raise Problem(_("Fewer than 20 people took part: nothing is written."), _("Read it on its page."))
    files = as_polis(talk)
    try:
        folder.mkdir()
    except FileExistsError:
        say = _("%(folder)s is there already, and is left as it is.") % {"folder": folder}
        raise Problem(say, _("Name a new folder.")) from None
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    typer.echo(_("Written to %(folder)s.") % {"folder": folder})


def _read(folder: Path) -> "opinions.Conversation":
    from watersmeet.evidence import opinions  # noqa: PLC0415 - numpy and what groups people load when they are used

    try:
        return opinions.read(folder)
    except Unreadable as problem:
        say, mend = _SAYS[problem.reason]
        raise Problem(str(say) % problem.words, str(mend) % problem.words) from problem


def _command(slug: str) -> Actor:
    """Whoever runs this installation, at the partner that is the place's front door."""
    there = partnerships.partnerships()
    if not slug and len(there) != 1:
        slugs = ", ".join(one.slug for one in there) or _("there is none yet")
        raise Problem(_("It is not said which partnership."), _("Say --partnership: %(slugs)s.") % {"slugs": slugs})
    place = partnerships.partnership_named(slug) if slug else there[0]
    front_door = partnerships.model_at(place.pk).front_door
    return Actor(Kind.COMMAND, partnership=place.pk, partner=front_door, name="deliberation")


def _told(told: dict[str, Any], placed: int) -> list[str]:
    lines = [
        _("%(participants)d people, %(statements)d statements, %(votes)d votes.") % told,
        _("Every count adds up.") if told["counts_exact"] else _("Counts in the files do not add up."),
    ]
    if told["groups"] == 1:
        lines.append(_("One group of opinion: %(many)d people cannot be told apart by their votes.") % {"many": placed})
    else:
        found = ngettext(
            "%(groups)d group of opinion, of %(many)d people who voted on seven statements or more.",
            "%(groups)d groups of opinion, of %(many)d people who voted on seven statements or more.",
            told["groups"],
        )
        lines.append(found % {"groups": told["groups"], "many": placed})
        lines.append(
            _("They are found again when it is done with four fifths of the people.")
            if told["stable"]
            else _("They are not stable: with other people there would be other groups.")
        )
    if told["adjusted_rand"] is not None:
        words = {"rand": f"{told['rand']:.3f}", "adjusted": f"{told['adjusted_rand']:.3f}"}
        lines.append(_("Beside the published groups: Rand %(rand)s, adjusted Rand %(adjusted)s.") % words)
    lines.append(_("A group of opinion is no evidence that a view is shared."))
    return lines
