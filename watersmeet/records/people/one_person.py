"""Which records are one human being, and how they may be reached, whichever of the records a message is about.

What holds of reaching them is what every one of the records allows. What was said last wins alone only where it was
said after they were merged, by a worker who had before them what holds of all. Nothing is copied, so that parting
leaves each record with what was said on it; and nobody reads, on one record, an address, a word or a name of another.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.people.gate import lock
from watersmeet.records.people.models import ContactRules, Person, SameAs
from watersmeet.records.people.rules import SafeContact, shown, strictest


@dataclass(frozen=True, slots=True)
class Said:
    """How the person may be reached, and whether their records say the same of it."""

    contact: SafeContact
    shown: SafeContact
    agrees: bool
    partnership: UUID
    at_odds: bool = False  # each record leaves some way, and all of them together none


def same_as(person: UUID) -> set[UUID]:
    """Every record that is the same human being, the one asked for included."""
    known, new = {person}, {person}
    while new:
        pairs = SameAs.objects.filter(Q(person__in=new) | Q(other__in=new), undone_at=None)
        linked = {one for pair in pairs.values_list("person_id", "other_id") for one in pair}
        new = linked - known
        known |= new
    return known


def every_record(person: UUID) -> dict[UUID, Person]:
    """All records that are the same human being's, held in one order. Raises NotFound."""
    try:
        return {one: lock(one) for one in sorted(same_as(person))}
    except Person.DoesNotExist:
        raise NotFound from None


def read_by(actor: Actor, person: UUID) -> set[UUID]:
    """The records of which somebody reads: by link their own alone, so that a wrong merge opens nothing to another."""
    return {person} if actor.person else same_as(person)


def said_of(person: UUID) -> Said | None:
    """What holds for reaching the person; None when nobody may any more."""
    every = same_as(person)
    rows = {row.person_id: row for row in ContactRules.objects.filter(person__in=every)}
    if person not in rows:
        return None
    own = rows.pop(person)
    here = SafeContact.from_json(own.rules)
    said = [SafeContact.from_json(row.rules) for row in _in_force([own, *rows.values()], every)]
    contact = strictest(said)
    agrees = all(one == said[0] for one in said)
    at_odds = not contact.channels and all(one.channels for one in said)
    return Said(contact, shown(here, contact), agrees, own.partnership_id, at_odds)


def _in_force(rows: list[ContactRules], every: set[UUID]) -> list[ContactRules]:
    """All of them; or what was confirmed last since the records were merged, with anything that was said after it."""
    merged_at = SameAs.objects.filter(person__in=every, other__in=every, undone_at=None).aggregate(at=Max("merged_at"))
    if merged_at["at"] is None:
        return rows
    confirmed = [row.said_at for row in rows if row.confirmed and row.said_at > merged_at["at"]]
    return [row for row in rows if row.said_at >= max(confirmed)] if confirmed else rows
