"""What can be done to what is remembered: write it down, change it, look at it again, answer, reply, settle, show."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import throttle
from watersmeet.accounts.policy import insist, may, relations
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.problems import Conflict, Invalid, NotFound, TooOften
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.memory import identifies, rules
from watersmeet.records.memory.kinds import KINDS, WORDS
from watersmeet.records.memory.models import About, Entry, EntryEvent, Remark, Said
from watersmeet.records.memory.rules import Told
from watersmeet.records.memory.states import Kind, Looked, Status, first
from watersmeet.records.partnerships import api as partnerships

WRITES_AN_HOUR = 60
SHOWN = 3
"""So many things that may tell who somebody is are said at once: whoever tries a list of names learns little."""


def decide(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Write down a decision (see `record`)."""
    return record(Kind.DECISION, told, by=by, key=key, at=at)


def learn(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Write down a lesson (see `record`)."""
    return record(Kind.LESSON, told, by=by, key=key, at=at)


def ask(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Ask colleagues of a sector, or everybody (see `record`)."""
    return record(Kind.QUESTION, told, by=by, key=key, at=at)


def try_out(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Write down an experiment before it begins (see `record`)."""
    return record(Kind.EXPERIMENT, told, by=by, key=key, at=at)


def promise(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Write down a commitment (see `record`)."""
    return record(Kind.COMMITMENT, told, by=by, key=key, at=at)


def gather(told: Told, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Write down a gathering (see `record`)."""
    return record(Kind.GATHERING, told, by=by, key=key, at=at)


def record(
    kind: Kind,
    told: Told,
    *,
    by: Actor,
    supersedes: UUID | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """Write down an entry of a kind; returns its id. With `supersedes` it takes the place of an earlier one.

    Raises Refused, NotFound, KeyReused; Invalid when it does not fit its kind or may tell who a person is; TooOften.
    """
    place = _place(by)
    insist(by, "memory.write", relations(by, here=place))
    told = rules.tidy(kind, told)
    rules.insist_told_of(kind, told)
    insist_nobody(by, place, rules.words_of(told))
    return _recorded(kind, told, by, place, supersedes, key, at)


def supersede(entry: UUID, told: Told, *, by: Actor, key: str | None = None) -> UUID:
    """A newer entry of the same kind takes the place of an earlier one, which stays to be read. Raises as `record`."""
    return record(Kind(found(by, entry).kind), told, by=by, supersedes=entry, key=key)


def change(entry: UUID, told: Told, *, by: Actor, seen_version: int | None = None) -> None:
    """Other words; how it read before is kept. Raises as `record`, and Conflict when somebody changed it meanwhile."""
    row = found(by, entry)
    insist(by, "memory.change", rules.relations(by, row))
    told = rules.tidy(Kind(row.kind), told)
    rules.insist_told_of(Kind(row.kind), told)
    insist_nobody(by, row.partnership_id, rules.words_of(told), beside=_remarked(row))
    _changed(row.pk, told, by, seen_version)


def review(
    entry: UUID, looked: Looked, *, by: Actor, words: str = "", next_on: date | None = None, key: str | None = None
) -> None:
    """Say how a decision looks today, and when it is looked at again. Raises Refused, NotFound, Invalid, Conflict."""
    row = found(by, entry)
    insist(by, "memory.change", rules.relations(by, row))
    if not KINDS[Kind(row.kind)].reviewed:
        raise Conflict(_("This is not looked at again."))
    if next_on and next_on <= clock.today():
        raise Invalid({"next_on": [_("Choose a day that is still to come.")]})
    said = _said(by, row, words, needed=False)

    def do(held: Entry) -> None:
        held.review_on, held.looked = next_on, looked
        _tell(held, "memory.review", by, reason_code=looked.value, words=said)

    content = {"looked": looked, "words": said, "next_on": str(next_on)}
    _act(row, f"memory.review:{row.pk}", key, content, do)


def settle(
    entry: UUID, to: Status, *, by: Actor, words: str = "", day: date | None = None, key: str | None = None
) -> None:
    """Say how a question, an experiment or a commitment stands now; `day` is the new one of what is changed.

    Raises Refused, NotFound, Invalid, Conflict.
    """
    row = found(by, entry)
    insist(by, _settles(row), rules.relations(by, row))
    rules.insist_moves(row, to)
    if to is Status.CHANGED and (day is None or day < clock.today()):
        raise Invalid({"day": [_("Say by when it is promised now.")]})
    said = _said(by, row, words, needed=to in {Status.CHANGED, Status.NOT_KEPT, Status.STOPPED})

    def do(held: Entry) -> None:
        rules.insist_moves(held, to)
        held.status, held.late_told_on, held.lead_told_on = to, None, None
        held.day = day or held.day
        _tell(held, "memory.settle", by, reason_code=to.value, words=said)

    _act(row, f"memory.settle:{row.pk}", key, {"to": to, "words": said, "day": str(day)}, do)


def answer(question: UUID, words: str, *, by: Actor, key: str | None = None) -> UUID:
    """Answer a colleague's question: somebody of another partner than the one that asks. Returns the answer's id.

    Raises Refused, NotFound, Invalid, KeyReused, Conflict.
    """
    row = found(by, question)
    insist(by, "question.answer", rules.relations(by, row))
    if row.kind != Kind.QUESTION or row.status == Status.CLOSED:
        raise Conflict(_("This does not wait for an answer."))
    if by.partner == row.partner_id:
        raise Conflict(_("Your own organisation asks this."), _("An answer comes from another one."))
    said = _said(by, row, words)

    def do(held: Entry) -> UUID:
        held.status = Status.ANSWERED
        remark = _remark(held, Said.ANSWER, said, by)
        _tell(held, "memory.answer", by)
        return remark.pk

    return _act(row, f"memory.answer:{row.pk}:{by.id}", key, {"words": said}, do)


def reply(commitment: UUID, words: str, *, by: Actor, key: str | None = None) -> UUID:
    """The body that a commitment names says its own view, which stands beside it wherever it is shown.

    Raises Refused, NotFound, Invalid, KeyReused, Conflict.
    """
    row = found(by, commitment)
    if row.kind != Kind.COMMITMENT:
        raise Conflict(_("There is nobody to reply here."))
    insist(by, "commitment.reply", rules.relations(by, row))
    said = _said(by, row, words)

    def do(held: Entry) -> UUID:
        remark = _remark(held, Said.REPLY, said, by)
        _tell(held, "memory.reply", by)
        return remark.pk

    return _act(row, f"memory.reply:{row.pk}:{by.id}", key, {"words": said}, do)


@transaction.atomic
def keep_as_lesson(remark: UUID, *, by: Actor) -> UUID:
    """An answer becomes a lesson, once; returns the lesson. Raises Refused, NotFound."""
    said = Remark.objects.select_for_update(of=("self",)).filter(pk=remark, what=Said.ANSWER).first()
    if said is None:
        raise NotFound
    question = found(by, said.entry_id)
    if said.lesson_id is None:
        about = tuple(About.objects.filter(entry=question).values_list("kind", "ident"))
        told = Told(title=question.title, parts={"happened": said.words or ""}, day=clock.today(), about=about)
        said.lesson_id = record(Kind.LESSON, told, by=by)
        said.save(update_fields=["lesson"])
    return said.lesson_id


@transaction.atomic
def agree_public(commitment: UUID, *, by: Actor) -> None:
    """The body that promised says yes to its being shown to everybody. Raises Refused, NotFound."""
    row = _held_commitment(by, commitment)
    insist(by, "commitment.agree", rules.relations(by, row))
    if row.agreed_public_at is None:
        row.agreed_public_at = clock.now()
        _tell(row, "memory.agree_public", by)


@transaction.atomic
def show(commitment: UUID, *, public: bool, by: Actor) -> None:
    """Show a commitment to everybody, or no more. Raises Refused, NotFound, Conflict before its body said yes."""
    row = _held_commitment(by, commitment)
    insist(by, "commitment.show", rules.relations(by, row))
    if public and row.agreed_public_at is None:
        raise Conflict(_("They have not said yes to this yet."), _("Ask their manager to agree on this page."))
    if public != bool(row.public_at):
        row.public_at = clock.now() if public else None
        _tell(row, "memory.show" if public else "memory.hide", by)


def insist_nobody(by: Actor, place: UUID, words: Mapping[str, str], *, beside: str = "") -> None:
    """Raise Invalid where words may tell who a person is; the book keeps that it was stopped, and no word of it.

    Outside a transaction of the caller, so that the line stays. Raises TooOften for who tries again and again.
    """
    if by.kind is ActorKind.USER and not throttle.allows("memory", str(by.id), tries=WRITES_AN_HOUR, seconds=3600):
        raise TooOften(_("You wrote a lot within this hour."), _("Go on in an hour."))
    hits = identifies.found(place, words, beside=beside)
    if not hits:
        return
    with transaction.atomic():
        detail: dict[str, str | int | UUID] = {
            "what": "-".join(sorted({hit.what.value for hit in hits})),
            "count": len(hits),
        }
        audit.write("memory.stop", by=by, subject=Ref("partnership", place), partnership=place, detail=detail)
    wrong: dict[str, list[str]] = {}
    for hit in hits[:SHOWN]:
        wrong.setdefault(hit.where, []).append(hit.says)
    raise Invalid(wrong)


def found(by: Actor, entry: UUID) -> Entry:
    """The row, of the actor's own place. Raises NotFound, Conflict where its words were taken out."""
    row = Entry.objects.filter(pk=entry, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    if row.struck_at:
        raise Conflict(_("Its words were taken out."))
    return row


def write_about(row: Entry, about: Any) -> None:
    """What it is about, instead of what was said before."""
    About.objects.filter(entry=row).delete()
    About.objects.bulk_create(
        About(partnership_id=row.partnership_id, entry=row, kind=kind, ident=ident) for kind, ident in about
    )


def reads_as(row: Entry) -> str:
    """How an entry reads now, as JSON for its history."""
    told = {"title": row.title, "parts": row.parts, "day": row.day and row.day.isoformat(), "body": row.body_name or ""}
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


@transaction.atomic
def _recorded(
    kind: Kind, told: Told, by: Actor, place: UUID, supersedes: UUID | None, key: str | None, at: datetime | None
) -> UUID:
    before = found(by, supersedes) if supersedes else None
    if before and before.kind != kind:
        raise NotFound
    partner = partnerships.partner(by.partner) if by.partner else None
    user = by.id if by.kind is ActorKind.USER else None

    def do() -> str:
        row = Entry(
            partnership_id=place,
            kind=kind,
            writer=user,
            holder_id=user,
            partner=partner,
            partner_name=str(partner or ""),
            made_at=at or clock.now(),
            status=first(kind),
            supersedes=before,
        )
        _write(row, told)
        happened(EntryEvent, "memory.write", subject=row, by=by, key_owner=place, at=at, reason_code=kind.value)
        write_about(row, told.about)
        return str(row.pk)

    return UUID(str(once(f"memory.{kind}:{by.id}", key, _content(told, supersedes), do)))


@transaction.atomic
def _changed(entry: UUID, told: Told, by: Actor, seen_version: int | None) -> None:
    row = Entry.objects.select_for_update().get(pk=entry)
    rules.insist_seen(row, seen_version)
    before, announced = reads_as(row), rules.announced_of(row)
    _write(row, told)
    if not may(by, "gathering.announce", rules.relations(by, row)):
        rules.keep_announced(row, announced)
    _tell(row, "memory.change", by, words=before)
    write_about(row, told.about)


def _write(row: Entry, told: Told) -> None:
    body = _body(row, told.body)
    row.title, row.parts, row.day, row.review_on = told.title, dict(told.parts), told.day, told.review_on
    if row.kind == Kind.FINDING:
        row.public_at = None  # the lead shows these words, or not
    if row.body_id != (body.pk if body else None):
        row.agreed_public_at = row.public_at = None  # who promises now has not said yes
    row.sector, row.body, row.body_name = told.sector, body, str(body or told.body_name) or None
    row.promised_to_id = rules.promised_to(row.partnership_id, Kind(row.kind), told.parts)


def _body(row: Entry, body: UUID | None) -> partnerships.Partner | None:
    if body is None:
        return None
    partner = partnerships.partner(body)
    if partner.partnership_id != row.partnership_id:
        raise NotFound
    return partner


def _content(told: Told, supersedes: UUID | None) -> Mapping[str, object]:
    said: dict[str, object] = {name: getattr(told, name) for name in ("title", "parts", "day", "review_on", "sector")}
    return said | {"body": told.body, "name": told.body_name, "about": told.about, "supersedes": supersedes}


def _act(row: Entry, source: str, key: str | None, content: Mapping[str, object], do: Any) -> UUID:
    """Do it once to the row, which is held; returns what it gives, else the entry's id."""

    def held() -> str:
        return str(do(Entry.objects.select_for_update().get(pk=row.pk)) or row.pk)

    with transaction.atomic():
        return UUID(str(once(source, key, content, held)))


def _tell(row: Entry, verb: str, by: Actor, *, reason_code: str = "", words: str = "") -> None:
    happened(
        EntryEvent, verb, subject=row, by=by, key_owner=row.partnership_id, reason_code=reason_code, words=words or None
    )


def _remark(row: Entry, what: Said, words: str, by: Actor) -> Remark:
    partner = partnerships.partner(by.partner) if by.partner else None
    return Remark.objects.create(
        partnership_id=row.partnership_id,
        entry=row,
        what=what,
        words=words,
        writer=by.id,
        partner=partner,
        partner_name=str(partner or ""),
        made_at=clock.now(),
    )


def _said(by: Actor, row: Entry, words: str, *, needed: bool = True) -> str:
    """Words said to an entry, as they are kept. Raises Invalid, TooOften."""
    said = rules.several(words)
    if needed and not said:
        raise Invalid({"words": [_("Write a few words.")]})
    if len(said) > WORDS:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": WORDS}]})
    if said:
        stands = [row.title, *(str(value) for value in row.parts.values()), _remarked(row)]
        insist_nobody(by, row.partnership_id, {"words": said}, beside="\n\n".join(stands))
    return said


def _remarked(row: Entry) -> str:
    return "\n\n".join(one.words or "" for one in Remark.objects.filter(entry=row))


def _held_commitment(by: Actor, entry: UUID) -> Entry:
    row = Entry.objects.select_for_update().filter(pk=found(by, entry).pk, kind=Kind.COMMITMENT).first()
    if row is None:
        raise NotFound
    return row


def _settles(row: Entry) -> str:
    return "commitment.settle" if row.kind == Kind.COMMITMENT else "memory.change"


def _place(by: Actor) -> UUID:
    if by.partnership is None:
        raise NotFound
    return by.partnership
