"""What a place remembers, for whoever works there; and the commitments that everybody may read."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.models import User
from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.memory import rules
from watersmeet.records.memory.kinds import KINDS, Part, Shape
from watersmeet.records.memory.models import About, Entry, EntryEvent, Remark, Said
from watersmeet.records.memory.states import WAITS, Kind, Looked, Status


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as it reads now. `holder` is the name of who answers for it; "" when the lead does."""

    id: UUID
    ident: UUID
    kind: Kind
    title: str
    parts: dict[str, str | int]
    partner: str
    body: str
    body_id: UUID | None
    promised_to: UUID | None
    holder: str
    made_at: datetime
    day: date | None
    review_on: date | None
    status: Status | None
    looked: Looked | None
    sector: str
    supersedes: UUID | None
    superseded_by: UUID | None
    public: bool
    agreed_public: bool
    late_told_on: date | None
    lead_told_on: date | None
    struck: bool
    version: int

    @property
    def shape(self) -> Shape:
        """The row of the table of kinds."""
        return KINDS[self.kind]

    @property
    def reference(self) -> str:
        """What people say aloud about it."""
        return ids.reference(self.id)

    @property
    def said(self) -> list[tuple[Part, str | int]]:
        """Its parts that say something, in order."""
        return [(part, self.parts[part.name]) for part in self.shape.parts if part.name in self.parts]

    @property
    def waits(self) -> bool:
        """Whether something of it is still to come."""
        return self.status in WAITS

    @property
    def falls_due(self) -> date | None:
        """The day on which somebody has to look at it, while it waits or is in force."""
        if self.superseded_by:
            return None
        return self.day if self.waits else self.review_on

    @property
    def overdue(self) -> bool:
        """Whether that day is over."""
        return self.falls_due is not None and self.falls_due < clock.today()


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer or a reply; `lesson` is what became of an answer."""

    id: UUID
    what: Said
    words: str
    partner: str
    at: datetime
    lesson: UUID | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an entry: a verb, a code, words; of a change how it read `before`."""

    what: str
    at: datetime
    code: str
    words: str
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mays:
    """What the actor may do to an entry as it stands."""

    change: bool
    review: bool
    settle: tuple[Status, ...]
    answer: bool
    reply: bool
    agree: bool
    show: bool
    write: bool
    strike: bool


def recall(
    actor: Actor, *, kind: Kind | None = None, about: Iterable[tuple[str, str]] | None = None, limit: int | None = None
) -> list[Seen]:
    """Entries of the actor's place, the newest first: of one kind, about any of these things. Raises Refused."""
    rows = here(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if about is not None:
        rows = rows.filter(pk__in=_about_any(actor, about))
    return seen(rows.order_by("-made_at", "pk")[:limit])


def get(actor: Actor, entry: UUID) -> Seen:
    """One entry. Raises NotFound, Refused."""
    found = seen(here(actor).filter(pk=entry))
    if not found:
        raise NotFound
    return found[0]


def spoken(actor: Actor, entry: UUID) -> list[Spoken]:
    """Answers and replies to an entry, the oldest first. Raises NotFound, Refused."""
    return _spoken([get(actor, entry).id])[entry]


def steps(actor: Actor, entry: UUID) -> list[Step]:
    """What happened to an entry, the newest first. Raises NotFound, Refused."""
    rows = EntryEvent.objects.filter(subject=get(actor, entry).id).order_by("-version")
    return [_step(row) for row in rows]


def about_of(actor: Actor, entry: UUID) -> list[tuple[str, str]]:
    """What an entry is about. Raises NotFound, Refused."""
    return list(About.objects.filter(entry=get(actor, entry).id).order_by("kind", "ident").values_list("kind", "ident"))


def mays(actor: Actor, entry: UUID) -> Mays:
    """What the actor may do to it now. Raises NotFound, Refused."""
    one = get(actor, entry)
    if one.struck:
        return Mays(False, False, (), False, False, False, False, False, False)
    row = Entry.objects.get(pk=entry)
    stands = rules.relations(actor, row)
    settles = "commitment.settle" if one.kind is Kind.COMMITMENT else "memory.change"
    promised = one.kind is Kind.COMMITMENT
    changes = may(actor, "memory.change", stands)
    asked = one.kind is Kind.QUESTION and one.status is not Status.CLOSED and row.partner_id != actor.partner
    return Mays(
        change=changes,
        review=changes and one.shape.reviewed and one.superseded_by is None,
        settle=tuple(rules.next_of(row)) if may(actor, settles, stands) else (),
        answer=asked and may(actor, "question.answer", stands),
        reply=promised and may(actor, "commitment.reply", stands),
        agree=promised and not one.agreed_public and may(actor, "commitment.agree", stands),
        show=promised and one.agreed_public and may(actor, "commitment.show", stands),
        write=may(actor, "memory.write", stands),
        strike=may(actor, "memory.strike", stands),
    )


def falls_due(actor: Actor) -> list[Seen]:
    """What has a day and is still to come or to be looked at again, the soonest first. Raises Refused."""
    rows = here(actor).filter(superseded_by=None).exclude(day=None, review_on=None)
    waits = Q(status__in=WAITS, day__isnull=False) | Q(status="", review_on__isnull=False)
    return sorted(seen(rows.filter(waits, struck_at=None)), key=lambda one: (one.falls_due or date.max, one.made_at))


def promises(partnership: UUID | None = None) -> list[tuple[Seen, list[Spoken]]]:
    """Commitments that may be shown to everybody, with the reply of who promised: those due soonest first."""
    rows = Entry.objects.filter(public_at__isnull=False, body__isnull=False)
    if partnership:
        rows = rows.filter(partnership=partnership)
    found = sorted(seen(rows), key=lambda one: (not one.waits, one.day or date.max, one.made_at))
    said = _spoken([one.id for one in found])
    return [(one, [each for each in said[one.id] if each.what == Said.REPLY]) for one in found]


def about_refs(refs: Sequence[Ref]) -> list[tuple[str, str]]:
    """Plain pointers as what an entry may be about."""
    return [(ref.kind, str(ref.id)) for ref in refs if ref.kind in rules.ABOUT]


def remarks_of(entries: Collection[UUID]) -> dict[UUID, list[Spoken]]:
    """Answers and replies by entry: for those who asked already who may read these entries."""
    return _spoken(entries)


def steps_of(entries: Collection[UUID]) -> dict[UUID, list[Step]]:
    """What happened by entry, the oldest first: for those who asked already who may read these entries."""
    found = defaultdict[UUID, list[Step]](list)
    for row in EntryEvent.objects.filter(subject__in=entries).order_by("version"):
        found[row.subject_id].append(_step(row))
    return found


def here(actor: Actor) -> QuerySet[Entry]:
    """Every entry of the actor's place. Raises Refused, NotFound."""
    insist(actor, "memory.see", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        raise NotFound
    return Entry.objects.filter(partnership=actor.partnership)


def may_see(actor: Actor) -> bool:
    """Whether the actor reads what is remembered where they work."""
    return policy.may(actor, "memory.see", relations(actor, here=actor.partnership))


def seen(rows: QuerySet[Entry]) -> list[Seen]:
    """Rows as they are shown, in their order."""
    found = list(rows.prefetch_related("superseded_by"))
    holders = {row.holder_id for row in found if row.holder_id}
    names = dict(User.objects.filter(pk__in=holders, is_active=True).values_list("pk", "name"))
    return [_seen(row, names) for row in found]


def _seen(row: Entry, names: dict[UUID, str]) -> Seen:
    return Seen(
        id=row.pk,
        ident=row.ident,
        kind=Kind(row.kind),
        title=row.title or str(_("Words that were taken out")),
        parts=row.parts,
        partner=row.partner_name,
        body=row.body_name or "",
        body_id=row.body_id,
        promised_to=row.promised_to_id,
        holder=names.get(row.holder_id, "") if row.holder_id else "",
        made_at=row.made_at,
        day=row.day,
        review_on=row.review_on,
        status=Status(row.status) if row.status else None,
        looked=Looked(row.looked) if row.looked else None,
        sector=row.sector,
        supersedes=row.supersedes_id,
        superseded_by=next((one.pk for one in row.superseded_by.all()), None),
        public=row.public_at is not None,
        agreed_public=row.agreed_public_at is not None,
        late_told_on=row.late_told_on,
        lead_told_on=row.lead_told_on,
        struck=row.struck_at is not None,
        version=row.version,
    )


def _spoken(entries: Collection[UUID]) -> dict[UUID, list[Spoken]]:
    found = defaultdict[UUID, list[Spoken]](list)
    for row in Remark.objects.filter(entry__in=entries).order_by("made_at", "pk"):
        one = Spoken(row.pk, Said(row.what), row.words or "", row.partner_name, row.made_at, row.lesson_id)
        found[row.entry_id].append(one)
    return found


def _step(row: EntryEvent) -> Step:
    words = row.words or ""
    before = json.loads(words) if row.what == "change" and words else {}
    return Step(row.what, row.happened_at, row.reason_code, "" if before else words, before)


def _about_any(actor: Actor, about: Iterable[tuple[str, str]]) -> QuerySet[About, UUID]:
    wanted = Q(pk=None)
    for kind, ident in about:
        wanted |= Q(kind=kind, ident=ident)
    return About.objects.filter(wanted, partnership=actor.partnership).values_list("entry", flat=True)
