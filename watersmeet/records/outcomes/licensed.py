"""Which licensed instruments a place may ask: whoever leads it writes down their words, and under which licence."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.outcomes import wording
from watersmeet.records.outcomes.instrument import Instrument, instrument, shipped
from watersmeet.records.outcomes.models import Licensed, LicensedEvent


@dataclass(frozen=True, slots=True)
class LicensedView:
    """A licensed instrument, and what the place wrote down of it: "" and None where nothing."""

    instrument: Instrument
    document: str
    licence: str
    from_on: date | None
    until_on: date | None
    in_force: bool
    waits: bool  # for the clinical owner


@transaction.atomic
def write_words(*, code: str, document: str, by: Actor) -> UUID:
    """The place may ask this instrument, by these words, under this licence, once the clinical owner agreed to them.

    What stood before ends then. Raises NotFound for one that is not licensed, Refused, Invalid, naming each faulty
    place of the document.
    """
    insist(by, "measure.license", relations(by, here=by.partnership))
    one, partnership = _licensed(code), by.partnership
    if partnership is None:
        raise NotFound
    said = wording.read(document, one)
    if said.until_on is not None and said.until_on < clock.today():
        raise Invalid({"document": [_("until: this licence is over.")]})
    for before in _standing(partnership, one).filter(agreed_at=None).select_for_update():
        _end(before, by)
    row = Licensed(
        partnership_id=partnership,
        instrument=one.code,
        instrument_version=one.version,
        document=document,
        brought_by=by.id,
        from_on=said.from_on,
        until_on=said.until_on,
        added_at=clock.now(),
    )
    happened(LicensedEvent, "measure.license", subject=row, by=by, key_owner=partnership)
    return row.pk


@transaction.atomic
def end_words(*, code: str, by: Actor) -> None:
    """The place asks it no more, from today on. Raises NotFound, Refused."""
    insist(by, "measure.license", relations(by, here=by.partnership))
    rows = list(_standing(by.partnership, _licensed(code)).select_for_update())
    if not rows:
        raise NotFound
    for row in rows:
        _end(row, by)


def end_before(row: Licensed, by: Actor) -> None:
    """What was agreed to before ends on the day from which these words count; inside the caller's transaction.

    Raises Conflict where their licence is over by now.
    """
    today = clock.today()
    if row.until_on is not None and row.until_on < today:
        raise Conflict(_("This licence is over by now."), _("Ask the lead to write down the new one."))
    before = Licensed.objects.select_for_update().filter(
        partnership=row.partnership_id, instrument=row.instrument, ended_on=None, agreed_at__isnull=False
    )
    for one in before:
        _end(one, by, max(today, row.from_on))


def licensed_here(actor: Actor) -> list[LicensedView]:
    """Every licensed instrument, and what the actor's place may ask of it. Raises Refused."""
    insist(actor, "measure.license", relations(actor, here=actor.partnership))
    newest = {code: instrument(code) for code, _version in shipped()}
    return [_view(actor.partnership, one) for one in newest.values() if one.words == "licensed"]


def as_worded(partnership: UUID, one: Instrument) -> Instrument:
    """The instrument as the place may ask it: with its words where they are in force, else as it is."""
    if one.words != "licensed":
        return one
    today = clock.today()
    agreed = _standing(partnership, one).filter(agreed_at__isnull=False)
    row = (
        agreed.filter(Q(until_on=None) | Q(until_on__gte=today), from_on__lte=today)
        .order_by("-from_on", "-added_at")
        .first()
    )
    return wording.worded(one, wording.read(row.document, one)) if row else one


def _view(partnership: UUID | None, one: Instrument) -> LicensedView:
    row = _standing(partnership, one).order_by("-added_at").first()
    if row is None or partnership is None:
        return LicensedView(one, wording.template(one), "", None, None, in_force=False, waits=False)
    said = wording.read(row.document, one)
    in_force = as_worded(partnership, one) is not one
    waits = row.agreed_at is None
    return LicensedView(one, row.document, said.licence, row.from_on, row.until_on, in_force, waits)


def _standing(partnership: UUID | None, one: Instrument) -> QuerySet[Licensed]:
    stands = Q(ended_on=None) | Q(ended_on__gt=clock.today())
    return Licensed.objects.filter(stands, partnership=partnership, instrument=one.code, instrument_version=one.version)


def _licensed(code: str) -> Instrument:
    one = instrument(code)
    if one.words != "licensed":
        raise NotFound(_("%(name)s needs no licence.") % {"name": one.name})
    return one


def _end(row: Licensed, by: Actor, on: date | None = None) -> None:
    row.ended_on = on or clock.today()
    happened(LicensedEvent, "measure.end_license", subject=row, by=by, key_owner=row.partnership_id)
