"""What can be done to a person's record: register, keep contact safe, merge, erase."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.accounts import links
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.db import keys
from watersmeet.base.db.blind import blind
from watersmeet.base.files import keeping as files
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.people import tokens
from watersmeet.records.people.gate import lock
from watersmeet.records.people.matters import asked_locks, begin, carry_locks, end
from watersmeet.records.people.models import (
    Age,
    ContactRules,
    Copy,
    Matter,
    MatterEvent,
    Permission,
    Person,
    PersonEvent,
    SameAs,
    Token,
)
from watersmeet.records.people.one_person import every_record, said_of
from watersmeet.records.people.permissions import carry_stops, tell_of_stop
from watersmeet.records.people.ports import held
from watersmeet.records.people.rules import SafeContact, changed
from watersmeet.records.people.states import Kind, Outcome


@transaction.atomic
def register(
    *,
    partnership: UUID,
    controller: UUID,
    name: str,
    contact: SafeContact,
    by: Actor,
    age: Age = Age.UNKNOWN,
    birth_date: date | None = None,
    postcode: str = "",
    lang: str = "en-gb",
    key: str | None = None,
) -> UUID:
    """A new person, known to one controller; returns the id. Nobody under 16 is registered: nothing is stored.

    It is a part of asking, whose action insists on the policy. Raises Invalid, KeyReused.
    """
    if not name.strip():
        raise Invalid({"name": [_("Say what to call the person.")]})

    def do() -> str:
        now = clock.now()
        person = Person(partnership_id=partnership, controller_id=controller, age=age, lang=lang, made_at=now)
        keys.make(person.pk)
        person.name, person.postcode = name.strip(), postcode or None
        person.birth_date = birth_date.isoformat() if birth_date else None
        happened(PersonEvent, "person.register", subject=person, by=by, key_owner=person.pk)
        ContactRules.objects.create(
            partnership_id=partnership, person=person, controller_id=controller, rules=contact.to_json(), said_at=now
        )
        tokens.write(person, contact)
        return str(person.pk)

    content = {"controller": str(controller), "name": name, "contact": contact.to_json(), "postcode": postcode}
    return UUID(str(once(f"person.register:{by.id}", key, content, do)))


@transaction.atomic
def set_contact(*, person: UUID, contact: SafeContact, by: Actor, seen: SafeContact | None = None) -> None:
    """New rules for reaching the person, from now on.

    `seen` are those that the change was made from, as this record shows them. Said by a worker with it they outrank
    what was said before in other records of the same person; by link, or without it, they only add to what those forbid
    (see `one_person`). They stand on this record alone.
    Raises NotFound, Refused, Conflict when others stand there by now.
    """
    row = every_record(person)[person]
    insist(by, "person.set_contact", relations(by, person=person, keeper=row.controller_id))
    said = said_of(person)
    if said is None:
        raise NotFound
    if seen is not None and said.shown != seen:
        raise Conflict(
            _("Somebody changed this while you were reading."), _("Look at what changed, then choose again.")
        )
    rules = ContactRules.objects.get(person=row)
    confirmed = seen is not None and by.kind is ActorKind.USER
    told = contact if confirmed else changed(SafeContact.from_json(rules.rules), said.shown, contact)
    rules.rules, rules.said_at, rules.confirmed = told.to_json(), clock.now(), confirmed
    rules.save()
    tokens.write(row, told)
    happened(PersonEvent, "person.set_contact", subject=row, by=by, key_owner=row.pk)


@transaction.atomic
def merge(*, person: UUID, other: UUID, by: Actor) -> None:
    """Two records of one's own partner are one human being. Nothing is copied from one to the other but a stop.

    Raises NotFound when either is not the actor's own partner's record, Invalid when they are the same record.
    """
    insist(by, "person.merge", relations(by, keeper=by.partner))
    if person == other:
        raise Invalid({"other": [_("A record cannot be merged with itself.")]})
    held_rows = Person.objects.select_for_update(no_key=True).filter(pk__in=(person, other)).order_by("pk")
    rows = {row.pk: row for row in held_rows}
    if len(rows) != 2 or any(row.controller_id != by.partner for row in rows.values()):
        raise NotFound
    first, second = sorted(rows.values(), key=lambda row: row.pk)
    _pair, new = SameAs.objects.get_or_create(
        person=first,
        other=second,
        undone_at=None,
        defaults={"partnership_id": first.partnership_id, "merged_at": clock.now(), "merged_by": by.id},
    )
    if new:
        _tell_rooms(first, second, "person.merge", by)
        carry_stops(first.pk, by)
        carry_locks(first.pk, by)


@transaction.atomic
def unmerge(*, person: UUID, other: UUID, by: Actor) -> None:
    """They were two after all. Raises NotFound when they were not merged by the actor's own partner."""
    insist(by, "person.merge", relations(by, keeper=by.partner))
    first, second = sorted((person, other))
    pair = (
        SameAs.objects.select_for_update()
        .filter(person=first, other=second, undone_at=None, person__controller=by.partner)
        .first()
    )
    if pair is None:
        raise NotFound
    pair.undone_at, pair.undone_by = clock.now(), by.id
    pair.save()
    _tell_rooms(_locked(first), _locked(second), "person.unmerge", by)


@transaction.atomic
def erase(*, person: UUID, by: Actor, others: Collection[UUID] = ()) -> None:
    """Forget somebody who asks for it, with every record that is the same human being's: `others` names the rest.

    It cannot be taken back, so it is no part of a merge that may have been wrong: who forgets looked at each record.
    Each stands in the register of what left, by reference. What stays is a skeleton (ids, states, dates) until its
    retention date. Raises NotFound, Refused, Conflict while any of it is held by law, or when the records are others.
    """
    rows = every_record(person)
    insist(by, "person.erase", relations(by, keeper=rows[person].controller_id))
    if set(rows) != {person, *others}:
        raise Conflict(
            _("This person is written down more than once."),
            _("Look at each record. Name them all, or part those that are somebody else's."),
        )
    if Matter.objects.filter(person__in=rows, kind=Kind.HOLD, settled_at=None).exists():
        raise Conflict(_("It is held by law."), _("Ask your privacy officer when that ends."))
    for row in rows.values():
        if row.erased_at is None:
            forget(row, by)
            _enter_as_forgotten(row, by)


def forget(row: Person, by: Actor) -> None:
    """Rooms take out what may go, messages are cancelled, the data key and every token are destroyed.

    Part of another act, which holds the row and says who may: of asking for it, or of the day on which the last records
    leave. The audit keeps a keyed pseudonym.
    """
    person = row.pk
    for records in held.values():
        records.erase(person, by=by)
    told = outbox.cancel(person=person)
    tell_of_stop(told, row, by)
    links.forget_links(person)
    for locked in asked_locks([person]):
        end(locked, Outcome.FORGOTTEN, by=by)
    Permission.objects.filter(person=row, withdrawn_at=None, renewed_at=None).update(withdrawn_at=clock.now())
    SameAs.objects.filter(Q(person=row) | Q(other=row), undone_at=None).update(undone_at=clock.now(), undone_by=by.id)
    Token.objects.filter(person=row).delete()
    ContactRules.objects.filter(person=row).delete()
    Matter.objects.filter(person=row).update(words=None, answer=None)
    MatterEvent.objects.filter(subject__person=row).update(words=None)
    Copy.objects.filter(person=row).update(body=None, left_out=None)
    row.name = row.birth_date = row.postcode = None
    row.erased_at = clock.now()
    happened(PersonEvent, "person.erase", subject=row, by=by, key_owner=row.pk)
    files.forget(person)
    keys.destroy(row.pk)
    audit.write(
        "person.forget",
        by=by,
        subject=Ref("person", person),
        partnership=row.partnership_id,
        detail={"pseudonym": pseudonym(row.partnership_id, person)},
    )


def _enter_as_forgotten(row: Person, by: Actor) -> None:
    """It stands in the register of what left."""
    told = begin(
        Kind.LEAVES,
        partnership=row.partnership_id,
        partner=row.controller_id,
        person=row.pk,
        about=row.controller_id,
        due_at=clock.now(),
        tell=False,
        by=by,
    )
    end(told, Outcome.FORGOTTEN, by=by)


def pseudonym(partnership: UUID, person: UUID) -> UUID:
    """What stands for somebody who was forgotten: the same each time, and nobody without the key makes it."""
    return UUID(bytes=blind(partnership, "forgotten", str(person))[:16])


def _tell_rooms(first: Person, second: Person, verb: str, by: Actor) -> None:
    for row in (first, second):
        happened(PersonEvent, verb, subject=row, by=by, key_owner=row.pk)
    for records in held.values():
        records.merged(first.pk, second.pk, by=by)


def _locked(person: UUID) -> Person:
    try:
        return lock(person)
    except Person.DoesNotExist:
        raise NotFound from None
