"""What can be done to a matter in a register: opened by others' acts, asked by the person, written down, settled."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import JSON, once
from watersmeet.records.people.gate import lock
from watersmeet.records.people.kept import controllers
from watersmeet.records.people.looks import partners_that_looked
from watersmeet.records.people.models import Matter, MatterEvent, Person
from watersmeet.records.people.one_person import every_record
from watersmeet.records.people.registers import insist_officer
from watersmeet.records.people.states import (
    ANSWER_AFTER,
    ASKED,
    BY_HAND,
    EACH_FOR_ITSELF,
    RULES,
    Acts,
    Kind,
    MatterState,
    Outcome,
)


@transaction.atomic
def begin(
    kind: Kind,
    *,
    partnership: UUID,
    by: Actor,
    partner: UUID | None = None,
    person: UUID | None = None,
    about: UUID | None = None,
    words: str = "",
    known_at: datetime | None = None,
    due_at: datetime | None = None,
    tell: bool = True,
) -> Matter:
    """A matter enters its register, as part of another act; who has the next step is told, by reference only.

    One that is open already about the same answers for both. Call it holding the lock on what it is about.
    """
    rule, now = RULES[kind], clock.now()
    if about and (open_one := _open(kind, partner, person, about)):
        return open_one
    row = Matter(
        partnership_id=partnership,
        partner_id=partner,
        person_id=person,
        kind=kind,
        about=about,
        key_owner=person or partnership,
        opened_at=now,
        due_at=due_at or (rule.due(known_at or now) if rule.due else None),
        tell=tell,
    )
    row.words = words.strip() or None
    happened(MatterEvent, "matter.open", subject=row, by=by, key_owner=row.key_owner, at=known_at, reason_code=kind)
    if rule.acts is Acts.PRIVACY and partner:
        _post(row, "privacy.override" if kind is Kind.OVERRIDE else "privacy.matter", by)
    return row


def tell(*, person: UUID, kind: Kind, words: str, by: Actor, key: str | None = None) -> list[UUID]:
    """The person says that something went wrong, objects, or asks: who looked, for a copy, to be forgotten, not used.

    A worker may write for them. Asking for names makes one matter for each partner that looked, asking for a copy, or
    not to be used, one for each controller: each answers for its own. Of somebody with several records each record is
    answered for by itself, so that nothing of one stays in the other when they are parted. Raises Invalid, KeyReused,
    NotFound.
    """

    def do() -> JSON:
        row = _person(person)
        insist(by, "matter.tell", relations(by, person=person, keeper=row.controller_id))
        if kind not in ASKED:
            raise Invalid({"kind": [_("Choose what you would like to tell us.")]})
        if kind in BY_HAND and not words.strip():
            raise Invalid({"words": [_("Write what it is about, in your own words.")]})
        place = row.partnership_id
        if kind not in EACH_FOR_ITSELF:
            said = begin(kind, partnership=place, partner=row.controller_id, person=person, words=words, by=by)
            return [str(said.pk)]
        made = (
            begin(kind, partnership=place, partner=one, person=record.pk, about=one, words=words, by=by)
            for record in every_record(person).values()
            for one in (partners_that_looked(record.pk) if kind is Kind.NAMES else controllers(record))
        )
        return [str(one.pk) for one in made]

    with transaction.atomic():
        made = once(f"matter.tell:{by.id}", key, {"kind": kind, "words": words, "person": str(person)}, do)
    return [UUID(str(one)) for one in made] if isinstance(made, list) else []


@transaction.atomic
def write_down(*, kind: Kind, words: str, by: Actor, known_at: datetime | None = None, key: str | None = None) -> UUID:
    """A privacy officer writes down what came by voice, by letter or was found. Raises Invalid, Refused, KeyReused."""
    insist_officer(by, by.partner)
    if kind not in BY_HAND:
        raise Invalid({"kind": [_("Choose a register.")]})
    if not words.strip():
        raise Invalid({"words": [_("Write what it is about.")]})
    if known_at and known_at > clock.now():
        raise Invalid({"known_on": [_("It cannot have become known later than now.")]})
    if by.partnership is None:
        raise NotFound
    place = by.partnership

    def do() -> str:
        return str(begin(kind, partnership=place, partner=by.partner, words=words, known_at=known_at, by=by).pk)

    content = {"kind": kind, "words": words, "known_at": known_at.isoformat() if known_at else ""}
    return UUID(str(once(f"matter.write_down:{by.id}", key, content, do)))


@transaction.atomic
def acknowledge(*, matter: UUID, by: Actor, words: str = "") -> None:
    """Say that it came and is looked at; from now on it has a day for its answer. Raises Conflict, NotFound."""
    row = _held(matter, by)
    if row.state != MatterState.OPEN or not RULES[Kind(row.kind)].acknowledge:
        raise Conflict(_("This was acknowledged already."))
    row.state, row.acknowledged_at = MatterState.ACKNOWLEDGED, clock.now()
    row.due_at, row.late_told_at = clock.now() + ANSWER_AFTER, None
    said = None if _is_forgotten(row) else words
    happened(MatterEvent, "matter.acknowledge", subject=row, by=by, key_owner=row.key_owner, words=said)


@transaction.atomic
def settle(*, matter: UUID, outcome: Outcome, words: str, by: Actor) -> None:
    """Say how it ended; the words are for the person where there is one. Raises Invalid, Conflict, NotFound.

    Where a partner says that it will not use for now what it keeps, that is locked until the person says otherwise.
    """
    _lock_whom(matter)
    row = _held(matter, by)
    kind = Kind(row.kind)
    forgets = kind is Kind.FORGET and outcome is Outcome.FORGOTTEN
    if forgets or kind in {Kind.OVERRIDE, Kind.ACCESS} or RULES[kind].acts is Acts.NOBODY:
        raise Conflict(_("This one is settled on its own page."))
    if not words.strip():
        raise Invalid({"words": [_("Write what you found and did.")]})
    end(row, outcome, by=by, words=words)
    if kind is Kind.RESTRICT and outcome is Outcome.STOPPED and not _is_forgotten(row):
        _lock_records(row.partnership_id, row.partner_id, row.person_id, row.pk, by)


@transaction.atomic
def use_again(*, person: UUID, matter: UUID, by: Actor) -> None:
    """The person lets a partner use again what they had asked it not to use, in all of their records. Raises NotFound.

    By their own link; what they say to a worker is written down by `unlock`: nobody who is locked out opens it. What a
    stop has locked is lifted by a new yes alone.
    """
    rows = every_record(person)
    insist(by, "sharing.renew", relations(by, person=person, keeper=rows[person].controller_id))
    row = asked_locks(rows).filter(pk=matter, person=by.person).first()
    if row is None:
        raise NotFound
    _unlock(rows, row.partner_id, by)


@transaction.atomic
def unlock(*, matter: UUID, words: str, by: Actor) -> None:
    """The person told whoever answers for privacy that their partner may use it again. NotFound, Refused, Invalid."""
    _lock_whom(matter)
    row = _held(matter, by)
    if row.person_id is None or not asked_locks([row.person_id]).filter(pk=matter).exists():
        raise NotFound
    if not words.strip():
        raise Invalid({"words": [_("Write what they said, and how you know that it was them.")]})
    _unlock(every_record(row.person_id), row.partner_id, by, words)


def _unlock(rows: Iterable[UUID], partner: UUID | None, by: Actor, words: str = "") -> None:
    for one in asked_locks(rows).select_for_update(of=("self",)).filter(partner=partner):
        end(one, Outcome.LIFTED, by=by, words=words)


def asked_locks(rows: Iterable[UUID]) -> QuerySet[Matter]:
    """The open restrictions of these records that were asked for by themselves."""
    locked = Matter.objects.filter(kind=Kind.RESTRICTION, settled_at=None, person__in=list(rows))
    return locked.exclude(about=F("partner"))


def carry_locks(person: UUID, by: Actor) -> None:
    """Records were found to be one human being's: what a partner locked in one of them is locked in the others too.

    Part of merging, which says who may.
    """
    rows = every_record(person)
    for lock_of in list(asked_locks(rows)):
        for row in rows.values():
            _lock_records(row.partnership_id, lock_of.partner_id, row.pk, lock_of.about, by)


def _lock_records(place: UUID, partner: UUID | None, person: UUID | None, about: UUID | None, by: Actor) -> None:
    """One lock, however often it was asked for."""
    if person and not asked_locks([person]).filter(partner=partner).exists():
        begin(Kind.RESTRICTION, partnership=place, partner=partner, person=person, about=about, by=by)


def end(row: Matter, outcome: Outcome, *, by: Actor, words: str = "") -> None:
    """It ended so, as part of another act, which holds the row. Nothing is written of somebody who was forgotten.

    Raises Invalid, Conflict.
    """
    if row.state == MatterState.SETTLED:
        raise Conflict(_("This was settled already."))
    if outcome not in RULES[Kind(row.kind)].outcomes:
        raise Invalid({"outcome": [_("Choose how it ended.")]})
    row.state, row.outcome, row.settled_at = MatterState.SETTLED, outcome, clock.now()
    row.answer = None if _is_forgotten(row) else words.strip() or None
    happened(MatterEvent, "matter.settle", subject=row, by=by, key_owner=row.key_owner, reason_code=outcome)


def end_all(outcomes: Mapping[Kind, Outcome], *, person: UUID, about: UUID, by: Actor) -> None:
    """Everything open of these kinds about this person and partner ended so. Call it holding the person's row."""
    still_open = Matter.objects.select_for_update().filter(person=person, about=about, settled_at=None)
    for row in still_open.filter(kind__in=outcomes):
        end(row, outcomes[Kind(row.kind)], by=by)


def _held(matter: UUID, by: Actor) -> Matter:
    """The row, locked, for those who act on it. Raises NotFound, Refused."""
    row = Matter.objects.select_for_update().filter(pk=matter, partner=by.partner).first()
    if row is None:
        raise NotFound
    insist_officer(by, row.partner_id)
    return row


def _lock_whom(matter: UUID) -> None:
    """Hold the gate row of whom it is about, before the matter itself."""
    whom = Matter.objects.filter(pk=matter).values_list("person", flat=True).first()
    if whom:
        lock(whom)


def _is_forgotten(row: Matter) -> bool:
    return row.person is not None and row.person.erased_at is not None


def _open(kind: Kind, partner: UUID | None, person: UUID | None, about: UUID) -> Matter | None:
    return Matter.objects.filter(kind=kind, partner=partner, person=person, about=about, settled_at=None).first()


def _post(row: Matter, kind: str, by: Actor) -> None:
    outbox.put(
        kind,
        subject=Ref("matter", row.pk),
        to=Ref("partner", row.partner_id or row.partnership_id),
        key=str(row.pk),
        ordered_by=by,
        partnership=row.partnership_id,
    )


def _person(person: UUID) -> Person:
    try:
        row = lock(person)
    except Person.DoesNotExist:
        raise NotFound from None
    if row.erased_at:
        raise NotFound
    return row
