"""What waits for the named clinical owner of a place: own instruments, and words of licensed ones."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.outcomes import licensed, wording
from watersmeet.records.outcomes.instrument import Instrument, instrument, read
from watersmeet.records.outcomes.models import Licensed, LicensedEvent, Own, OwnEvent
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: what it asks as people will read it, where it comes from, and whole, with its digest."""

    id: UUID
    own: bool
    instrument: Instrument
    licence: str
    digest: str
    document: str
    added_at: datetime
    agreed_at: datetime | None
    mine: bool


def sheets(actor: Actor) -> list[Sheet]:
    """All that was brought here and not taken back, what waits first. Raises Refused for all but the clinical owner."""
    _insist_owner(actor)
    own = Own.objects.filter(_stands(), partnership=actor.partnership)
    words = Licensed.objects.filter(_stands(), partnership=actor.partnership)
    found = [*(_sheet(actor, row) for row in own), *(_sheet(actor, row) for row in words)]
    return sorted(found, key=lambda one: (one.agreed_at is not None, one.added_at))


def sheet(actor: Actor, subject: UUID) -> Sheet:
    """One of them. Raises Refused, NotFound."""
    found = next((one for one in sheets(actor) if one.id == subject), None)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def agree(*, subject: UUID, digest: str, by: Actor) -> None:
    """The clinical owner says yes to exactly this document. Raises Refused, NotFound, Conflict."""
    row = _locked(subject, by)
    if row.digest != digest:
        raise Conflict(_("This is not the document that you read."), _("Open it again, and read it."))
    if row.agreed_at is not None:
        raise Conflict(_("You agreed to this already."), _("Nothing more is needed."))
    if row.brought_by == by.id:
        raise Conflict(_("You brought this yourself: two people are needed."), _("Ask the lead to bring it."))
    if isinstance(row, Licensed):
        licensed.end_before(row, by)
    row.agreed_by, row.agreed_at = by.id, clock.now()
    table = OwnEvent if isinstance(row, Own) else LicensedEvent
    happened(table, "measure.agree", subject=row, by=by, key_owner=row.partnership_id)


@transaction.atomic
def take_back(*, subject: UUID, by: Actor) -> None:
    """The clinical owner says no after all, or at once: it is asked no more from today on. Raises Refused, NotFound."""
    row = _locked(subject, by)
    row.ended_on = clock.today()
    table = OwnEvent if isinstance(row, Own) else LicensedEvent
    happened(table, "measure.end_license", subject=row, by=by, key_owner=row.partnership_id)


def waiting(actor: Actor) -> list[Sheet]:
    """What waits for the actor; nothing for anybody but the clinical owner."""
    return [one for one in sheets(actor) if one.agreed_at is None] if is_owner(actor) else []


def is_owner(actor: Actor) -> bool:
    """Whether the actor is the clinical owner whom the rules of their place name, by account."""
    if actor.partnership is None or actor.role is None:
        return False
    owner = partnerships.clinical_owner(actor.partnership).user
    return owner is not None and owner == actor.id


def _insist_owner(actor: Actor) -> None:
    owner = partnerships.clinical_owner(actor.partnership).user if actor.partnership else None
    insist(actor, "measure.agree", relations(actor, told=owner))


def _locked(subject: UUID, by: Actor) -> Own | Licensed:
    """What was brought and not taken back, for its clinical owner alone. Raises Refused, NotFound."""
    _insist_owner(by)
    own = Own.objects.select_for_update().filter(_stands(), pk=subject, partnership=by.partnership).first()
    words = Licensed.objects.select_for_update().filter(_stands(), pk=subject, partnership=by.partnership)
    row = own or words.first()
    if row is None:
        raise NotFound
    return row


def _stands() -> Q:
    """What was not taken back, or is only from a later day."""
    return Q(ended_on=None) | Q(ended_on__gt=clock.today())


def _sheet(actor: Actor, row: Own | Licensed) -> Sheet:
    if isinstance(row, Own):
        one = read(row.document)
        said = one.licence
    else:
        words = wording.read(row.document, bare := instrument(row.instrument, row.instrument_version))
        one, said = wording.worded(bare, words), words.licence
    mine = row.brought_by == actor.id
    return Sheet(row.pk, isinstance(row, Own), one, said, row.digest, row.document, row.added_at, row.agreed_at, mine)
