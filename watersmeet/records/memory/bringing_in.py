"""A memory brought into a place: all of it or nothing, with nobody in it, as it was word for word."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.memory import documents, identifies, papers, rules
from watersmeet.records.memory.actions import write_about
from watersmeet.records.memory.documents import MOST_SHOWN, EntryDocument, MemoryDocument
from watersmeet.records.memory.models import Entry, EntryEvent, Remark
from watersmeet.records.memory.rules import Told
from watersmeet.records.memory.states import MOVES, Kind
from watersmeet.records.partnerships import api as partnerships

LARGEST = 20_000_000
Wrong = Iterator[tuple[str, str]]


@transaction.atomic
def export(*, by: Actor, markdown: bool = False) -> str:
    """All that the actor's place remembers as text, which `import_` reads again: the book keeps who took it.

    Raises Refused, NotFound.
    """
    insist(by, "memory.see", relations(by, here=by.partnership))
    if by.partnership is None:
        raise NotFound
    audit.write("memory.export", by=by, subject=Ref("partnership", by.partnership), partnership=by.partnership)
    document = documents.of_place(by.partnership)
    return papers.as_markdown(document) if markdown else papers.as_json(document)


def import_(text: str, *, by: Actor) -> int:
    """Bring in what an export wrote; returns how many entries. What nobody here answers for is the lead's.

    Raises Refused, and Invalid, naming each faulty place, when anything is wrong: then nothing was done.
    """
    insist(by, "memory.import", relations(by, here=by.partnership))
    if by.partnership is None:
        raise NotFound
    if len(text) > LARGEST:
        raise Invalid({"file": [_("This is too large.")]})
    document = papers.parse(text)
    wrong: dict[str, list[str]] = {}
    for where, says in _wrong(by.partnership, document):
        wrong.setdefault(where, []).append(says)
        if len(wrong) >= MOST_SHOWN:
            break
    if wrong:
        raise Invalid(wrong)
    _write(by.partnership, document, by)
    return len(document.entries)


def _wrong(place: UUID, document: MemoryDocument) -> Wrong:
    """What does not fit, by where it stands."""
    idents = [one.id for one in document.entries]
    there = set(Entry.objects.filter(partnership=place, ident__in=idents).values_list("ident", flat=True))
    for number, one in enumerate(document.entries, 1):
        where = _("entry %(number)s") % {"number": number}
        if one.id in there or one.id in idents[: number - 1]:
            yield where, _("It is here already.")
        if one.supersedes and one.supersedes not in idents[: number - 1]:
            yield f"{where} supersedes", _("There is no such entry before it.")
        if any(said.lesson and said.lesson not in idents for said in one.remarks):
            yield f"{where} remarks", _("There is no such entry.")
        yield from ((f"{where} {name}", says) for name, says in _unfit(one))
        yield from ((f"{where} {hit.where}", hit.says) for hit in identifies.found(place, _words(one)))


def _unfit(one: EntryDocument) -> Wrong:
    """What does not fit its kind, or the order of things."""
    yield from _unsound(one) if one.struck_at is None else _still_there(one)
    moves = MOVES.get(Kind(one.kind), {})
    if (one.status is None) != (not moves) or (one.status and one.status not in moves):
        yield "status", _("Its kind does not stand so.")
    if [event.version for event in one.events] != list(range(1, one.version + 1)):
        yield "events", _("They are not all there, in their order.")
    if max((event.at for event in one.events), default=one.made_at) > clock.now():
        yield "events", _("They are still to come.")
    agreed = one.kind in {Kind.FINDING, Kind.GATHERING} or (one.kind is Kind.COMMITMENT and one.agreed_public_at)
    if one.public_at and not agreed:
        yield "public_at", _("Nobody agreed to it.")
    if one.shows_learned and not (one.public_at and one.kind is Kind.GATHERING):
        yield "shows_learned", _("Nobody agreed to it.")


def _still_there(one: EntryDocument) -> Wrong:
    """Words of an entry whose words were taken out."""
    if one.title or _words(one).keys() - {"title", "body", "partner"} or one.body:
        yield "words", _("They were taken out.")


def _unsound(one: EntryDocument) -> Wrong:
    """Words that are not as they are kept."""
    if any(not said.words for said in one.remarks):
        yield "remarks", _("Words are missing.")
    told = Told(
        title=one.title,
        parts=one.parts,
        day=one.day,
        review_on=one.review_on,
        sector=one.sector,
        body_name=one.body,
        about=tuple(one.about),
    )
    try:
        if rules.tidy(Kind(one.kind), told) != told:
            yield (
                "words",
                _("They are not as an export writes them: see spaces, line ends and what its kind has."),
            )
    except Invalid as problem:
        yield from ((name, says) for name, sentences in problem.fields.items() for says in sentences)


def _words(one: EntryDocument) -> dict[str, str]:
    """Every word in it, by where it stands."""
    words = {"title": one.title, "body": one.body, "partner": one.partner}
    words |= {name: value for name, value in one.parts.items() if isinstance(value, str)}
    words |= {f"remark {number}": said.words for number, said in enumerate(one.remarks, 1) if said.words}
    return words | {f"event {event.version}": event.words for event in one.events if event.words}


@transaction.atomic
def _write(place: UUID, document: MemoryDocument, by: Actor) -> None:
    here = {str(one): one for one in partnerships.partners(place)}
    made: dict[UUID, Entry] = {}
    for one in document.entries:
        made[one.id] = _entry(place, one, here, made)
    for one in document.entries:
        for said in one.remarks:
            Remark.objects.create(
                partnership_id=place,
                entry=made[one.id],
                what=said.what,
                words=said.words,
                partner=here.get(said.partner),
                partner_name=said.partner,
                made_at=said.made_at,
                lesson=made[said.lesson] if said.lesson else None,
            )
    audit.write(
        "memory.import",
        by=by,
        subject=Ref("partnership", place),
        partnership=place,
        detail={"count": len(document.entries)},
    )


def _entry(place: UUID, one: EntryDocument, here: dict[str, partnerships.Partner], made: dict[UUID, Entry]) -> Entry:
    row = Entry.objects.create(
        partnership_id=place,
        ident=one.id,
        kind=one.kind,
        title=one.title,
        parts=dict(one.parts),
        partner=here.get(one.partner),
        partner_name=one.partner,
        body=here.get(one.body) if one.body else None,
        body_name=one.body or None,
        promised_to_id=rules.promised_to(place, one.kind, one.parts),
        made_at=one.made_at,
        day=one.day,
        review_on=one.review_on,
        status=one.status or "",
        looked=one.looked or "",
        sector=one.sector,
        supersedes=made[one.supersedes] if one.supersedes else None,
        agreed_public_at=one.agreed_public_at,
        public_at=one.public_at,
        shows_learned=one.shows_learned,
        late_told_on=one.late_told_on,
        lead_told_on=one.lead_told_on,
        struck_at=one.struck_at,
        version=one.version,
    )
    write_about(row, one.about)
    now = clock.now()
    for event in one.events:
        EntryEvent.objects.create(
            partnership_id=place,
            subject=row,
            version=event.version,
            what=event.what,
            actor_kind="command",
            actor_id=place,
            happened_at=event.at,
            recorded_at=now,
            reason_code=event.code,
            key_owner=place,
            words=event.words,
        )
    return row
