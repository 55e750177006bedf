"""Gatherings that everybody reads: announced by the lead, with what was learned where the lead shows that too."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.memory import rules
from watersmeet.records.memory.actions import found, insist_nobody
from watersmeet.records.memory.models import Entry, EntryEvent
from watersmeet.records.memory.queries import here
from watersmeet.records.memory.states import Kind
from watersmeet.records.partnerships import api as partnerships

MOST_PAST = 20


class Shows(StrEnum):
    """What everybody reads of a gathering."""

    NOTHING = "nothing"
    PLAN = "plan"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True)
class Announced:
    """A gathering as everybody reads it: nothing that was said there, and nobody's name. `by` is who asks."""

    id: UUID
    ident: UUID
    version: int
    title: str
    day: date
    begins: time | None
    ends: time | None
    where: str
    agenda: str
    learned: str
    by: str
    zone: str

    @property
    def to_come(self) -> bool:
        """Whether its day is not over."""
        return self.day >= clock.today(self.zone)


def announce(entry: UUID, shows: Shows, *, by: Actor) -> None:
    """The lead lets everybody read a gathering, and what was learned there, or no more.

    Raises Refused, NotFound; Invalid where it names somebody who is known by now; Conflict when it is still to come and
    says no place.
    """
    row = found(by, entry)
    insist(by, "gathering.announce", rules.relations(by, row))
    if row.kind != Kind.GATHERING:
        raise NotFound
    if shows is not Shows.NOTHING:
        if row.day and row.day >= clock.today() and not row.parts.get("where"):
            raise Conflict(_("It does not say where it is."), _("Change it: say where, then announce it."))
        words = rules.announced(row.title, row.day, row.parts, learned=True)
        insist_nobody(by, row.partnership_id, {name: said for name, said in words.items() if name != "day"})
    _shown(row.pk, shows, by)


@transaction.atomic
def _shown(entry: UUID, shows: Shows, by: Actor) -> None:
    row = Entry.objects.select_for_update().get(pk=entry)
    public, learned = shows is not Shows.NOTHING, shows is Shows.LEARNED
    if (public, learned) == (row.public_at is not None, row.shows_learned):
        return
    row.public_at = (row.public_at or clock.now()) if public else None
    row.shows_learned = learned
    verb = "memory.announce" if public else "memory.hide"
    happened(EntryEvent, verb, subject=row, by=by, key_owner=row.partnership_id, reason_code=shows.value)


def shows(actor: Actor, entry: UUID) -> Shows:
    """What everybody reads of it now. Raises NotFound, Refused."""
    row = here(actor).filter(pk=entry, public_at__isnull=False).first()
    if row is None:
        return Shows.NOTHING
    return Shows.LEARNED if row.shows_learned else Shows.PLAN


def may_announce(actor: Actor, entry: UUID) -> bool:
    """Whether the actor may let everybody read this gathering."""
    row = here(actor).filter(pk=entry, kind=Kind.GATHERING, struck_at=None).first()
    return row is not None and may(actor, "gathering.announce", rules.relations(actor, row))


def gatherings(partnership: UUID | None = None) -> list[Announced]:
    """What everybody reads, of one place or of all here: those to come by their day, then the newest of the past."""
    rows = _public()
    if partnership:
        rows = rows.filter(partnership=partnership)
    every = [_announced(row) for row in rows.order_by("day", "made_at")]
    past = [one for one in reversed(every) if not one.to_come]
    return [one for one in every if one.to_come] + past[:MOST_PAST]


def gathering(identifier: UUID) -> Announced:
    """One that everybody reads. Raises NotFound."""
    row = _public().filter(pk=identifier).first()
    if row is None:
        raise NotFound
    return _announced(row)


def _public() -> QuerySet[Entry]:
    return Entry.objects.filter(
        kind=Kind.GATHERING, public_at__isnull=False, day__isnull=False, struck_at=None, superseded_by=None
    )


def _announced(row: Entry) -> Announced:
    name, in_force = partnerships.place_of(row.partnership_id)
    told = {name: str(value) for name, value in row.parts.items()}
    return Announced(
        row.pk,
        row.ident,
        row.version,
        row.title,
        row.day or clock.today(),
        _hour(told.get("begins")),
        _hour(told.get("ends")),
        told.get("where", ""),
        told.get("agenda", ""),
        told.get("learned", "") if row.shows_learned else "",
        row.partner_name or name,
        in_force.model.zone,
    )


def _hour(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None
