"""When something may be done to an entry, and whether what is told fits its kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.policy import Relation
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.memory.kinds import KINDS, LINE, Part, Shape
from watersmeet.records.memory.models import IDENT, Entry
from watersmeet.records.memory.states import MOVES, Kind, Status
from watersmeet.records.partnerships import api as partnerships

ABOUT = ("partner", "service", "reason", "step", "run")
"""What an entry may be about: a partner or service by its id; a reason, a part of the rules, a run by its code."""
MOST_ABOUT = 40
_CODE = re.compile(rf"[\w.:\-]{{1,{IDENT}}}", re.ASCII)
_LARGEST = 10**12

Parts = dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells of an entry. `body` promised it, or `body_name` where it is no partner here."""

    title: str
    parts: Mapping[str, str | int] = field(default_factory=dict)
    day: date | None = None
    review_on: date | None = None
    sector: str = ""
    body: UUID | None = None
    body_name: str = ""
    about: Sequence[tuple[str, str]] = ()


def tidy(kind: Kind, told: Told) -> Told:
    """What is told as it is kept: no empty parts, one kind of line ending. Raises Invalid by the name of each part."""
    shape, wrong = KINDS[kind], dict[str, list[str]]()
    title, about = line(told.title), tuple(sorted(set(told.about)))
    _check_title(title, wrong)
    parts = _parts(shape, told.parts, wrong)
    _check_hours(parts, wrong)
    _check_rest(shape, told, about, wrong)
    if wrong:
        raise Invalid(wrong)
    return Told(
        title=title,
        parts=parts,
        day=told.day,
        review_on=told.review_on if shape.reviewed else None,
        sector=told.sector if shape.asks else "",
        body=told.body if shape.promises else None,
        body_name=_printed(line(told.body_name))[:LINE] if shape.promises else "",
        about=about,
    )


def _check_title(title: str, wrong: dict[str, list[str]]) -> None:
    if not title:
        wrong["title"] = [_("Say it in a few words.")]
    elif len(title) > LINE:
        wrong["title"] = [_("Use %(most)s letters or fewer.") % {"most": LINE}]


def _parts(shape: Shape, told: Mapping[str, str | int], wrong: dict[str, list[str]]) -> Parts:
    if strange := set(told) - set(shape.names):
        wrong[min(strange)] = [_("There is no such part here.")]
    found = {part.name: _value(part, told.get(part.name, ""), wrong) for part in shape.parts}
    return {name: value for name, value in found.items() if value != ""}


def insist_told_of(kind: Kind, told: Told) -> None:
    """Raise Invalid for a gathering that is over and of which nobody says what was said."""
    if kind is Kind.GATHERING and told.day and told.day < clock.today() and not told.parts.get("notes"):
        raise Invalid({"notes": [_("Write a few words: its day is over.")]})


def announced(title: str, day: date | None, parts: Mapping[str, str | int], *, learned: bool = False) -> dict[str, str]:
    """What everybody reads of a gathering that is announced, by where it stands."""
    names = ("begins", "ends", "where", "agenda", *(("learned",) if learned else ()))
    return {"title": title, "day": str(day)} | {name: str(parts[name]) for name in names if name in parts}


def announced_of(row: Entry) -> tuple[dict[str, str], str | int | None]:
    """What everybody reads of a row, and what would be read beside it where the lead shows what was learned."""
    return announced(row.title, row.day, row.parts), row.parts.get("learned")


def keep_announced(row: Entry, before: tuple[dict[str, str], str | int | None]) -> None:
    """What everybody reads are words that the lead let them read: others are not shown until the lead says so."""
    plan, learned = announced_of(row)
    if row.kind == Kind.GATHERING and plan != before[0]:
        row.public_at, row.shows_learned = None, False
    row.shows_learned = row.shows_learned and learned == before[1]


def _check_hours(parts: Parts, wrong: dict[str, list[str]]) -> None:
    """What ends begins, and before."""
    begins, ends = str(parts.get("begins", "")), str(parts.get("ends", ""))
    if ends and "begins" not in wrong and ends <= begins:
        wrong["ends"] = [_("Enter a time that is later than the first")]
    if ends and not begins:
        wrong["begins"] = [_("Say when it begins.")]


def _check_rest(shape: Shape, told: Told, about: Sequence[tuple[str, str]], wrong: dict[str, list[str]]) -> None:
    if shape.day_needed and told.day is None:
        wrong["day"] = [_("Say which day.")]
    if shape.promises and not (told.body or line(told.body_name)):
        wrong["body"] = [_("Say who promises it.")]
    if told.sector and told.sector not in partnerships.Sector.values:
        wrong["sector"] = [_("Choose from the answers offered.")]
    if len(about) > MOST_ABOUT or any(what not in ABOUT or not _CODE.fullmatch(ident) for what, ident in about):
        wrong["about"] = [_("Choose from the answers offered.")]


def line(text: str) -> str:
    """One line: every run of spaces and line ends is one space."""
    return " ".join(text.split())


def _printed(text: str) -> str:
    """Without signs that nobody sees: a name stands in the open, where those could hide."""
    return "".join(sign for sign in text if sign.isprintable())


def several(text: str) -> str:
    """Several lines, which end as lines do here; what stands empty around them is taken off."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def words_of(told: Told) -> dict[str, str]:
    """Every word that somebody wrote, by where it stands."""
    return {"title": told.title, "body": told.body_name} | {
        name: value for name, value in told.parts.items() if isinstance(value, str)
    }


def relations(by: Actor, row: Entry) -> frozenset[Relation]:
    """What the actor is to an entry: its writer or who holds it now, its place, the body that promised it."""
    mine = by.id if by.id in {row.writer, row.holder_id} else None
    return policy.relations(by, here=row.partnership_id, writer=mine, keeper=row.body_id)


def insist_moves(row: Entry, to: Status) -> None:
    """Raise Conflict unless its kind goes from where it stands to there."""
    if to not in next_of(row):
        raise Conflict(_("It has moved on since you opened it."), _("Open it again to see how it stands."))


def next_of(row: Entry) -> list[Status]:
    """Where it may go from here, in the order of the table."""
    moves = MOVES.get(Kind(row.kind), {})
    allowed = moves.get(Status(row.status), frozenset()) if row.status else frozenset()
    return [one for one in Status if one in allowed]


def insist_seen(row: Entry, version: int | None) -> None:
    """Raise Conflict when somebody changed it meanwhile."""
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this while you were reading."), _("Open it again to see what changed."))


def promised_to(place: UUID, kind: Kind, parts: Mapping[str, str | int]) -> UUID | None:
    """The partner there whose name a commitment gives when it says to whom; None where that is nobody's name there."""
    if not KINDS[kind].promises:
        return None
    wanted = line(str(parts.get("to", ""))).casefold()
    return next((one.pk for one in partnerships.partners(place) if line(str(one)).casefold() == wanted), None)


def _value(part: Part, given: str | int, wrong: dict[str, list[str]]) -> str | int:
    if part.number:
        return _number(part, given, wrong)
    if part.hour:
        return _hour(part, line(str(given)), wrong)
    text = line(str(given)) if part.line else several(str(given))
    if part.required and not text:
        wrong[part.name] = [_("Write a few words.")]
    if len(text) > part.longest:
        wrong[part.name] = [_("Use %(most)s letters or fewer.") % {"most": part.longest}]
    return text


def _number(part: Part, given: str | int, wrong: dict[str, list[str]]) -> str | int:
    if given == "" or (isinstance(given, int) and not isinstance(given, bool) and 0 <= given < _LARGEST):
        return given
    wrong[part.name] = [_("Enter a whole number, like 12.")]
    return ""


def _hour(part: Part, given: str, wrong: dict[str, list[str]]) -> str:
    """An hour of the day as it is kept: 09:30."""
    told = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", given, re.ASCII)
    if told:
        return f"{int(told[1]):02}:{told[2]}"
    if given:
        wrong[part.name] = [_("Enter a time like 9:00 or 19:00")]
    return ""
