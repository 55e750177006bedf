"""A place's own instruments: a lead brings one, the named clinical owner agrees, and from then on it can be asked."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.outcomes import licensed
from watersmeet.records.outcomes.instrument import Instrument, instrument, read, shipped
from watersmeet.records.outcomes.models import Own, OwnEvent
from watersmeet.records.outcomes.own_rules import insist_next, read_own


@dataclass(frozen=True, slots=True)
class OwnView:
    """One version of an own instrument: `asked` when it is the one that is asked now."""

    id: UUID
    instrument: Instrument
    agreed: bool
    ended_on: date | None
    asked: bool


@transaction.atomic
def bring(*, document: str, by: Actor) -> UUID:
    """One version of an instrument of the actor's place, which waits for the clinical owner; returns its id.

    Raises Refused, Invalid, naming each faulty place of the document, Conflict when another was quicker.
    """
    insist(by, "measure.license", relations(by, here=by.partnership))
    partnership = by.partnership
    if partnership is None:
        raise NotFound
    if "\0" in document:
        raise Invalid({"document": [_("There is a sign in it that cannot be kept (a null byte).")]})
    one = read_own(document)
    rows = Own.objects.select_for_update().filter(instrument=one.code)
    if any(row.partnership_id != partnership for row in rows):
        raise Invalid({"document": [_("code: another place has %(code)s. Choose another.") % {"code": one.code}]})
    insist_next(one, max((row.instrument_version for row in rows), default=0))
    row = Own(
        partnership_id=partnership,
        instrument=one.code,
        instrument_version=one.version,
        document=document,
        brought_by=by.id,
        added_at=clock.now(),
    )
    try:
        with transaction.atomic():
            happened(OwnEvent, "measure.license", subject=row, by=by, key_owner=partnership)
    except IntegrityError:
        say = _("Somebody brought this version just now.")
        raise Conflict(say, _("Read what stands there, then bring the next version.")) from None
    return row.pk


@transaction.atomic
def withdraw(*, own: UUID, from_on: date, by: Actor) -> None:
    """It is asked of nobody from that day on, and what waits for an answer is not asked further; answers stay.

    Raises NotFound, Refused, Invalid, Conflict when it was withdrawn from an earlier day.
    """
    row = Own.objects.select_for_update().filter(pk=own, partnership=by.partnership).first()
    insist(by, "measure.license", relations(by, here=by.partnership))
    if row is None:
        raise NotFound
    if from_on < clock.today():
        raise Invalid({"day": [_("Enter today or a later day.")]})
    if row.ended_on is not None and row.ended_on <= from_on:
        raise Conflict(_("It was withdrawn already."), _("Bring a new version to ask it again."))
    row.ended_on = from_on
    happened(OwnEvent, "measure.end_license", subject=row, by=by, key_owner=row.partnership_id)


def own_here(actor: Actor) -> list[OwnView]:
    """Every version of the instruments of the actor's place, the newest first. Raises Refused."""
    insist(actor, "measure.license", relations(actor, here=actor.partnership))
    rows = Own.objects.filter(partnership=actor.partnership).order_by("instrument", "-instrument_version")
    now = {row.pk for row in _newest(_in_force(actor.partnership))}
    return [OwnView(row.pk, read(row.document), row.agreed_at is not None, row.ended_on, row.pk in now) for row in rows]


def used(code: str, version: int) -> Instrument:
    """The instrument by which something was asked: one that ships, or a place's own. Raises NotFound."""
    if (code, version) in shipped():
        return instrument(code, version)
    row = Own.objects.filter(instrument=code, instrument_version=version).first()
    if row is None:
        raise NotFound(_("There is no instrument %(code)s here.") % {"code": code})
    return _read(row.document)


def named(partnership: UUID, code: str) -> Instrument:
    """What the place asks by that name now: the newest that ships, or its own newest in force; else it is off.

    Raises NotFound for what nobody knows here.
    """
    mine = Own.objects.filter(partnership=partnership, instrument=code)
    newest = mine.aggregate(newest=Max("instrument_version"))["newest"]
    if newest is None:
        return licensed.as_worded(partnership, instrument(code))
    stands = _newest(_in_force(partnership).filter(instrument=code))
    return _read(stands[0].document) if stands else used(code, newest).at_rest()


def as_asked(partnership: UUID, one: Instrument) -> Instrument:
    """The instrument as the place may ask it today: off where its words, or itself, are not in force."""
    if (one.code, one.version) in shipped():
        return licensed.as_worded(partnership, one)
    stands = _in_force(partnership).filter(instrument=one.code, instrument_version=one.version).exists()
    return one if stands else one.at_rest()


def newest_here(partnership: UUID | None) -> list[Instrument]:
    """The newest version of each instrument that answers of the place may be of, agreed once; shipped ones first."""
    ours = Own.objects.filter(partnership=partnership, agreed_at__isnull=False)
    return [instrument(code) for code in dict.fromkeys(code for code, _version in shipped())] + [
        _read(row.document) for row in _newest(ours)
    ]


def _in_force(partnership: UUID | None) -> QuerySet[Own]:
    stands = Q(ended_on=None) | Q(ended_on__gt=clock.today())
    return Own.objects.filter(stands, partnership=partnership, agreed_at__isnull=False)


def _newest(rows: QuerySet[Own]) -> list[Own]:
    """The newest of each instrument."""
    found = {row.instrument: row for row in rows.order_by("instrument", "instrument_version")}
    return list(found.values())


@lru_cache(maxsize=200)
def _read(document: str) -> Instrument:
    return read(document)
