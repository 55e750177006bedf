"""Trusted introducers of a partner: who sits with somebody while they ask for help, and holds nothing afterwards."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships.models import Introducer, Partner, Partnership, PartnershipEvent


@dataclass(frozen=True, slots=True)
class IntroducerView:
    """A place or person that people trust; `code` stands in the address they begin at, while they are not `ended`."""

    id: UUID
    partnership: UUID
    name: str
    code: str
    ended: bool


@transaction.atomic
def add_introducer(*, partner: UUID, name: str, by: Actor, key: str | None = None) -> UUID:
    """One more, with a code of their own. Returns their id. Raises NotFound, Refused, Invalid, KeyReused."""
    at = _partner(partner, by)
    if not name.strip():
        raise Invalid({"name": [_("Enter the name of the place or person.")]})

    def do() -> str:
        row = Introducer.objects.create(
            partnership_id=at.partnership_id, partner=at, name=name.strip(), code=ids.code(), made_at=clock.now()
        )
        _tell(at, "partnership.add_introducer", by)
        return str(row.pk)

    return UUID(str(once(f"partner.introducer:{partner}", key, {"name": name}, do)))


@transaction.atomic
def end_introducer(introducer: UUID, *, by: Actor) -> None:
    """Their code opens nothing from now on. Ended twice is ended. Raises NotFound, Refused."""
    row = _own(by).filter(pk=introducer).select_related("partner").first()
    if row is None:
        raise NotFound
    if Introducer.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
        _tell(row.partner, "partnership.end_introducer", by)


def introducers(actor: Actor) -> list[IntroducerView]:
    """Those of the actor's own partner by name, who work now first. Raises NotFound, Refused."""
    return sorted(map(_seen, _own(actor)), key=lambda one: (one.ended, one.name.casefold()))


def introducer(actor: Actor, identifier: UUID) -> IntroducerView:
    """One of the actor's own partner. Raises NotFound, Refused."""
    row = _own(actor).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    return _seen(row)


def introducer_by_code(typed: str) -> IntroducerView | None:
    """Whom a code belongs to, however it was typed; None when it was never given, has ended, or the partner left."""
    there = Q(partner__left_on=None) | Q(partner__left_on__gt=clock.today())
    row = Introducer.objects.filter(there, code=ids.tidy_code(typed), ended_at=None).first()
    return _seen(row) if row else None


def _seen(row: Introducer) -> IntroducerView:
    return IntroducerView(row.pk, row.partnership_id, row.name or "", row.code, row.ended_at is not None)


def _own(actor: Actor) -> QuerySet[Introducer]:
    if actor.partner is None:
        raise NotFound
    return Introducer.objects.filter(partner=_partner(actor.partner, actor))


def _partner(partner: UUID, by: Actor) -> Partner:
    row = Partner.objects.filter(pk=partner).first()
    if row is None:
        raise NotFound
    insist(by, "introducer.keep", relations(by, keeper=row.pk))
    return row


def _tell(at: Partner, verb: str, by: Actor) -> None:
    partnership = Partnership.objects.select_for_update().get(pk=at.partnership_id)
    happened(PartnershipEvent, verb, subject=partnership, by=by, key_owner=partnership.pk)
