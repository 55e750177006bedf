"""Who takes urgent referrals by name at a partner, and who stands in for them while they do not answer or are away."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.partnerships.models import Partner, Partnership, PartnershipEvent, Taker
from watersmeet.records.partnerships.presence import cover_today
from watersmeet.records.partnerships.queries import members


@dataclass(frozen=True, slots=True)
class TakerView:
    """Somebody who takes urgent referrals by name; `deputy` is "" when nobody stands in."""

    user: UUID
    name: str
    deputy: str


@transaction.atomic
def name_taker(*, partner: UUID, user: UUID, by: Actor, deputy: UUID | None = None) -> None:
    """They take urgent referrals by name from now on; named again, with another deputy.

    Raises NotFound, Refused, Invalid when either may not take referrals there, or they are the same.
    """
    at = _partner(partner, by)
    able = may_take(at.pk)
    if user not in able:
        raise Invalid({"user": [_("Choose somebody here whose role may take referrals.")]})
    if deputy is not None and (deputy not in able or deputy == user):
        raise Invalid({"deputy": [_("Choose somebody else here whose role may take referrals.")]})
    now = clock.now()
    Taker.objects.filter(partner=at, user=user, until_at=None).update(until_at=now)
    Taker.objects.create(partnership_id=at.partnership_id, partner=at, user_id=user, deputy_id=deputy, from_at=now)
    _tell(at, "partnership.name_taker", by)


@transaction.atomic
def end_taker(*, partner: UUID, user: UUID, by: Actor) -> None:
    """They are not asked by name any more. Raises NotFound, Refused."""
    at = _partner(partner, by)
    if Taker.objects.filter(partner=at, user=user, until_at=None).update(until_at=clock.now()):
        _tell(at, "partnership.end_taker", by)


def takers(partner: UUID) -> list[TakerView]:
    """Who takes urgent referrals by name there, of those who may take referrals there today."""
    able = may_take(partner)
    rows = Taker.objects.filter(partner=partner, until_at=None, user__in=list(able)).order_by("user__name", "pk")
    return [TakerView(row.user_id, able[row.user_id], _name(able, row.deputy_id)) for row in rows]


def may_take(partner: UUID) -> dict[UUID, str]:
    """Who works there today in a role that may take referrals, by name: an analyst or an officer is not asked."""
    seats = members(partner)
    return {seat.user_id: seat.user.name for seat in seats if seat.user.is_active and seat.role in policy.HELPERS}


def _name(able: Mapping[UUID, str], user: UUID | None) -> str:
    return able.get(user, "") if user else ""


def stands_in(partner: UUID, user: UUID | None) -> UUID | None:
    """Who stands in for a taker today: their deputy, else who covers for them; neither while away themselves.

    None when nobody does: then it is for the managers.
    """
    if user is None:
        return None
    row = Taker.objects.filter(partner=partner, user=user, until_at=None).first()
    covers = cover_today(partner)
    there = may_take(partner).keys()
    wanted = (row.deputy_id if row else None, covers.get(user))
    return next((one for one in wanted if one in there - covers.keys()), None)


def _partner(partner: UUID, by: Actor) -> Partner:
    row = Partner.objects.filter(pk=partner).first()
    if row is None:
        raise NotFound
    insist(by, "partner.name_taker", relations(by, keeper=row.pk))
    return row


def _tell(at: Partner, verb: str, by: Actor) -> None:
    partnership = Partnership.objects.select_for_update().get(pk=at.partnership_id)
    happened(PartnershipEvent, verb, subject=partnership, by=by, key_owner=partnership.pk)
