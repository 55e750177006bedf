"""All that a place remembers as one document: what an export writes and an import reads, whatever it is written in."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from watersmeet.base.problems import Invalid
from watersmeet.records.memory.models import About, Entry, EntryEvent, Remark, Said
from watersmeet.records.memory.states import Kind, Looked, Status

FORMAT: Final = "watersmeet-memory-1"
MOST_SHOWN = 20
Name = Field(default="", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")


class Document(BaseModel):
    """What is written; nothing that is not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RemarkDocument(Document):
    """An answer or a reply; `lesson` is the entry that an answer became."""

    what: Said
    words: str | None = None
    partner: str = Name
    made_at: datetime
    lesson: UUID | None = None


class EventDocument(Document):
    """What happened; of a change `words` is how it read before."""

    version: int = Field(ge=1, lt=10**6)
    what: str = Field(pattern=r"^[a-z_]{1,40}$")
    at: datetime
    code: str = Field(default="", pattern=r"^[a-z_]{0,40}$")
    words: str | None = None


class EntryDocument(Document):
    """One entry with all that was said to it and happened to it. No name of a user is in it."""

    id: UUID
    kind: Kind
    title: str
    parts: dict[str, str | int] = Field(default_factory=dict)
    partner: str = Name
    body: str = Name
    made_at: datetime
    day: date | None = None
    review_on: date | None = None
    status: Status | None = None
    looked: Looked | None = None
    sector: str = ""
    supersedes: UUID | None = None
    agreed_public_at: datetime | None = None
    public_at: datetime | None = None
    shows_learned: bool = False
    late_told_on: date | None = None
    lead_told_on: date | None = None
    struck_at: datetime | None = None
    version: int = Field(ge=1, lt=10**6)
    about: list[tuple[str, str]] = Field(default_factory=list)
    remarks: list[RemarkDocument] = Field(default_factory=list)
    events: list[EventDocument] = Field(default_factory=list)


class MemoryDocument(Document):
    """Every entry of a place, the oldest first."""

    format: Literal["watersmeet-memory-1"]
    entries: list[EntryDocument]


def of_place(partnership: UUID) -> MemoryDocument:
    """All that a place remembers. Pure reading: the caller asked who may."""
    rows = list(Entry.objects.filter(partnership=partnership).select_related("supersedes").order_by("made_at", "ident"))
    idents = {row.pk: row.ident for row in rows}
    found = [row.pk for row in rows]
    about, remarks, events = _about(found), _remarks(found, idents), _events(found)
    entries = [_entry(row, about.get(row.pk), remarks.get(row.pk), events.get(row.pk)) for row in rows]
    return MemoryDocument(format=FORMAT, entries=entries)


def read(told: Any) -> MemoryDocument:
    """The document that plain data describe. Raises Invalid, naming each faulty place, twenty at most."""
    try:
        return MemoryDocument.model_validate(told)
    except ValidationError as fault:
        wrong = {_where(error["loc"], told): [error["msg"] + "."] for error in fault.errors()[:MOST_SHOWN]}
        raise Invalid(wrong) from None


def plain(document: Document) -> Any:
    """A document as plain data: what says nothing is left out."""
    return document.model_dump(mode="json", exclude_defaults=True)


def _where(loc: Collection[int | str], told: Any) -> str:
    """Which entry by its number and title, and the place in it."""
    parts = [str(one) for one in loc]
    if len(parts) > 1 and parts[0] == "entries":
        return " ".join(["entry", str(int(parts[1]) + 1), *parts[2:]])
    return " ".join(parts) or ("file" if told is not None else "")


def _entry(row: Entry, about: Any, remarks: Any, events: Any) -> EntryDocument:
    return EntryDocument(
        id=row.ident,
        kind=Kind(row.kind),
        title=row.title,
        parts=row.parts,
        partner=row.partner_name,
        body=row.body_name or "",
        made_at=row.made_at,
        day=row.day,
        review_on=row.review_on,
        status=Status(row.status) if row.status else None,
        looked=Looked(row.looked) if row.looked else None,
        sector=row.sector,
        supersedes=row.supersedes.ident if row.supersedes else None,
        agreed_public_at=row.agreed_public_at,
        public_at=row.public_at,
        shows_learned=row.shows_learned,
        late_told_on=row.late_told_on,
        lead_told_on=row.lead_told_on,
        struck_at=row.struck_at,
        version=row.version,
        about=about or [],
        remarks=remarks or [],
        events=events or [],
    )


def _about(entries: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = {}
    for row in About.objects.filter(entry__in=entries).order_by("kind", "ident"):
        found.setdefault(row.entry_id, []).append((row.kind, row.ident))
    return {entry: sorted(about) for entry, about in found.items()}


def _remarks(entries: Collection[UUID], idents: dict[UUID, UUID]) -> dict[UUID, list[RemarkDocument]]:
    found: dict[UUID, list[RemarkDocument]] = {}
    for row in Remark.objects.filter(entry__in=entries).order_by("made_at"):
        lesson = idents[row.lesson_id] if row.lesson_id else None
        one = RemarkDocument(
            what=Said(row.what), words=row.words, partner=row.partner_name, made_at=row.made_at, lesson=lesson
        )
        found.setdefault(row.entry_id, []).append(one)
    return {entry: sorted(said, key=lambda one: (one.made_at, one.words or "")) for entry, said in found.items()}


def _events(entries: Collection[UUID]) -> dict[UUID, list[EventDocument]]:
    found: dict[UUID, list[EventDocument]] = {}
    for row in EntryEvent.objects.filter(subject__in=entries).order_by("version"):
        one = EventDocument(
            version=row.version, what=row.what, at=row.happened_at, code=row.reason_code, words=row.words or None
        )
        found.setdefault(row.subject_id, []).append(one)
    return found
