"""Somebody asked to be forgotten: what an officer looks at first, and doing it, which cannot be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.people.actions import erase
from watersmeet.records.people.matters import end
from watersmeet.records.people.models import Matter, Person
from watersmeet.records.people.one_person import every_record, same_as
from watersmeet.records.people.registers import insist_officer
from watersmeet.records.people.states import Kind, Outcome


@dataclass(frozen=True, slots=True)
class Record:
    """One record of somebody who asked: by whom it is kept, and whether a law holds it."""

    id: UUID
    name: str
    controller: UUID
    made_at: datetime
    held_by_law: bool


def to_forget(actor: Actor, matter: UUID) -> list[Record]:
    """Every record of the one who asked, the oldest first. Raises NotFound, Refused."""
    insist_officer(actor, actor.partner)
    rows = Person.objects.filter(pk__in=same_as(_who_asked(matter, actor)), erased_at=None).order_by("made_at", "pk")
    held = Matter.objects.filter(person__in=rows, kind=Kind.HOLD, settled_at=None).values_list("person_id", flat=True)
    by_law = set(held)
    return [Record(row.pk, row.name or "", row.controller_id, row.made_at, row.pk in by_law) for row in rows]


@transaction.atomic
def forget_asked(*, matter: UUID, looked_at: Collection[UUID], by: Actor) -> None:
    """Forget who asked for it, with every record of theirs: `looked_at` are those that the officer looked at.

    Raises Invalid, Conflict (see `erase`), NotFound, Refused.
    """
    insist_officer(by, by.partner)
    person = _who_asked(matter, by)
    if person not in looked_at:
        raise Invalid({"records": [_("Look at each record first, then tick it.")]})
    every_record(person)
    row = Matter.objects.select_for_update().get(pk=matter)
    if row.settled_at:
        raise Conflict(_("This was settled already."))
    end(row, Outcome.FORGOTTEN, by=by)
    erase(person=person, others=set(looked_at) - {person}, by=by)


def _who_asked(matter: UUID, actor: Actor) -> UUID:
    """Whose matter it is. Raises NotFound, also for somebody who was forgotten."""
    asked = Matter.objects.filter(pk=matter, partner=actor.partner, kind=Kind.FORGET, person__erased_at=None)
    person = asked.values_list("person_id", flat=True).first()
    if person is None:
        raise NotFound
    return person
