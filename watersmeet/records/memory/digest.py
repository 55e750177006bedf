"""What somebody who is new needs to know, in the hour that they have: the newest of each sort first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.memory.kinds import shown
from watersmeet.records.memory.models import Said
from watersmeet.records.memory.queries import Seen, Spoken, here, remarks_of, seen
from watersmeet.records.memory.states import Kind, Looked, Status

AN_HOUR = 12_000
"""Words that somebody reads in an hour."""
SHORT = 60
"""Words that are left of a long part, where everything would be more than an hour."""
MONTHS = (3, 12, 24, 60)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: what it says, part by part, and what was said to it. `cut` when some of its words are left out."""

    entry: Seen
    parts: tuple[tuple[str, str], ...]
    cut: bool = False

    @property
    def words(self) -> int:
        """How many words it takes to read."""
        told = [self.entry.title, self.entry.partner, *(f"{label} {text}" for label, text in self.parts)]
        return sum(len(one.split()) for one in told)

    @property
    def shorter(self) -> "Item":
        """The same with long parts cut short."""
        parts = tuple((label, _first(text)) for label, text in self.parts)
        return replace(self, parts=parts, cut=parts != self.parts)

    @property
    def bare(self) -> "Item":
        """Its title alone."""
        return replace(self, parts=(), cut=bool(self.parts))


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of one sort, those that matter first first."""

    code: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The whole of it; `holders` says who answers for how many entries now. `cut` counts what is not there in full."""

    since: date
    months: int
    chapters: tuple[Chapter, ...]
    holders: tuple[tuple[str, int], ...]
    words: int
    cut: int


Picks = Callable[[Seen], bool]
_STANDS: Picks = lambda one: one.superseded_by is None  # noqa: E731 - a line of the table below
CHAPTERS: tuple[tuple[str, Promise, Picks], ...] = (
    ("decided", _("What we decided, and why"), lambda one: one.kind is Kind.DECISION and _STANDS(one)),
    ("trying", _("What we are trying"), lambda one: one.kind is Kind.EXPERIMENT and one.waits),
    ("asking", _("What we do not know yet"), lambda one: one.kind is Kind.QUESTION and one.status is Status.OPEN),
    ("promised", _("What is promised, both ways"), lambda one: one.kind is Kind.COMMITMENT),
    ("surprised", _("What surprised us, and what we learned"), lambda one: one.kind is Kind.LESSON),
    ("found", _("What we found out"), lambda one: one.kind is Kind.FINDING),
    ("dissent", _("Where those who disagreed were right"), lambda one: one.looked is Looked.DISSENT_RIGHT),
    ("tried", _("What we tried"), lambda one: one.kind is Kind.EXPERIMENT and not one.waits),
    ("gathered", _("When we met"), lambda one: one.kind is Kind.GATHERING),
    (
        "answered",
        _("What we asked, and heard"),
        lambda one: one.kind is Kind.QUESTION and one.status is not Status.OPEN,
    ),
    ("before", _("What was decided before, and is replaced"), lambda one: not _STANDS(one)),
)
"""Chapters in the order of what a newcomer needs first; an entry stands in the first that takes it, but dissent too."""


def digest(actor: Actor, *, months: int = 24, most: int = AN_HOUR) -> Digest:
    """What was written in so many months, what still waits from before, and what stands, in `most` words.

    Where that is more, long parts are cut short; where it is still more, the oldest of each chapter stand by their
    title alone; titles are never left out. Raises Refused, NotFound.
    """
    since = _months_ago(clock.today(), months)
    found = [one for one in seen(here(actor).filter(struck_at=None).order_by("-made_at", "pk")) if _belongs(one, since)]
    remarks = remarks_of([one.id for one in found])
    chapters = [chapter for chapter in _chapters(found, remarks) if chapter.items]
    fitted = tuple(_fitted(chapters, most))
    holders: dict[str, int] = {}
    for one in found:
        holders[one.holder] = holders.get(one.holder, 0) + 1
    items = [item for chapter in fitted for item in chapter.items]
    return Digest(
        since=since,
        months=months,
        chapters=fitted,
        holders=tuple(sorted(holders.items(), key=lambda pair: (-pair[1], pair[0]))),
        words=sum(item.words for item in items),
        cut=sum(item.cut for item in items),
    )


def _belongs(one: Seen, since: date) -> bool:
    """Written since then, or older and still open, or still in force."""
    lasting = one.waits or (one.kind is Kind.DECISION and one.superseded_by is None)
    return lasting or clock.day(one.made_at) >= since


def _chapters(found: Sequence[Seen], remarks: dict[UUID, list[Spoken]]) -> Iterator[Chapter]:
    taken: set[object] = set()
    for code, title, picks in CHAPTERS:
        items = [one for one in found if picks(one) and (code == "dissent" or one.id not in taken)]
        taken |= {one.id for one in items}
        if code == "surprised":
            items.sort(key=lambda one: "surprise" not in one.parts)
        if code == "promised":
            items.sort(key=lambda one: (not one.waits, one.day or date.max))
        yield Chapter(code, str(title), tuple(Item(one, tuple(_parts(one, remarks.get(one.id, [])))) for one in items))


def _parts(one: Seen, remarks: Iterable[Spoken]) -> Iterator[tuple[str, str]]:
    yield from ((str(part.label), shown(value, part.name)) for part, value in one.said)
    for said in remarks:
        yield (f"{Said(said.what).label}: {said.partner}", said.words)


def _fitted(chapters: list[Chapter], most: int) -> Iterator[Chapter]:
    """The same within `most` words: each chapter has its share, what one leaves goes to those after it."""
    if _words(chapters) <= most:
        yield from chapters
        return
    short = [replace(chapter, items=tuple(item.shorter for item in chapter.items)) for chapter in chapters]
    if _words(short) <= most:
        yield from short
        return
    bare = sum(item.bare.words for chapter in short for item in chapter.items)
    left, to_come = most - bare, len(short)
    for chapter in short:
        share, items = max(0, left) // to_come, []
        for item in chapter.items:
            more = item.words - item.bare.words
            fits = more <= share
            share -= more if fits else 0
            left -= more if fits else 0
            items.append(item if fits else item.bare)
        to_come -= 1
        yield replace(chapter, items=tuple(items))


def _words(chapters: Iterable[Chapter]) -> int:
    return sum(item.words for chapter in chapters for item in chapter.items)


def _first(text: str) -> str:
    words = text.split()
    return text if len(words) <= SHORT else " ".join(words[:SHORT]) + " …"


def _months_ago(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))
