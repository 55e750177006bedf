"""Those who work at one's own partner: a lost phone, an account that is closed.

A manager lets a colleague set up another phone, never their own; where one manager works alone, the partnership's lead
does. A manager closes the account of a colleague who leaves, once somebody has what they hold.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import leaving, second_factor
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import queries
from watersmeet.records.partnerships.models import Membership, Partnership, PartnershipEvent, Pause, Taker


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the actor's partner: whether they set up a phone, and whether the actor may reset it."""

    membership: UUID
    name: str
    role: str
    has_phone: bool
    is_me: bool
    partner: str = ""
    team: str = ""


def colleagues(actor: Actor) -> list[Colleague]:
    """Everybody who works at the actor's partner today, by name. Raises Refused."""
    insist(actor, "colleague.see", relations(actor, keeper=actor.partner))
    if actor.partner is None:
        return []
    return [_seen(actor, seat) for seat in queries.members(actor.partner)]


def colleague(actor: Actor, membership: UUID) -> Colleague:
    """One of them. Raises Refused, NotFound."""
    found = next((one for one in colleagues(actor) if one.membership == membership), None)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def reset_second(*, membership: UUID, by: Actor) -> None:
    """A colleague lost their phone: at their next sign-in they set up another. Both are told.

    Raises Refused, NotFound, Conflict when it is one's own.
    """
    insist(by, "colleague.reset_second", relations(by, keeper=by.partner))
    seat = Membership.objects.filter(pk=membership, partner=by.partner, until_on=None).first()
    if seat is None:
        raise NotFound
    if seat.user_id == by.id:
        raise Conflict(_("You cannot do this for yourself."), _("Ask another manager at your organisation."))
    second_factor.reset(seat.user_id)
    audit.write("colleague.reset_second", by=by, subject=Ref("user", seat.user_id), partnership=seat.partnership_id)
    _tell_both("user.second_reset", seat, by)


def sole_managers(actor: Actor) -> list[Colleague]:
    """Managers who manage alone, by partner: nobody at their own could reset their phone. Raises Refused."""
    insist(actor, "manager.reset_second", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        return []
    by_partner: dict[UUID, list[Membership]] = {}
    for seat in queries.serving(Role.MANAGER, partnership=actor.partnership):
        by_partner.setdefault(seat.partner_id, []).append(seat)
    alone = [seats[0] for seats in by_partner.values() if len(seats) == 1]
    return sorted((_seen(actor, seat) for seat in alone), key=lambda one: (one.partner, one.name))


def sole_manager(actor: Actor, membership: UUID) -> Colleague:
    """One of them. Raises Refused, NotFound."""
    found = next((one for one in sole_managers(actor) if one.membership == membership), None)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def reset_sole_manager(*, membership: UUID, by: Actor) -> None:
    """The only manager of a partner lost their phone: the lead lets them set up another. Both are told.

    Raises Refused, NotFound when they do not manage alone, Conflict when it is one's own.
    """
    insist(by, "manager.reset_second", relations(by, here=by.partnership))
    sole_manager(by, membership)
    seat = Membership.objects.get(pk=membership)
    if seat.user_id == by.id:
        raise Conflict(_("You cannot do this for yourself."), _("Ask another lead of your partnership."))
    second_factor.reset(seat.user_id)
    audit.write("manager.reset_second", by=by, subject=Ref("user", seat.user_id), partnership=seat.partnership_id)
    _tell_both("user.second_reset_by_lead", seat, by)


def held_by(actor: Actor, membership: UUID) -> dict[str, int]:
    """How many things of each kind a colleague holds. Raises Refused, NotFound."""
    held: dict[str, int] = {}
    for ref in leaving.held_by(_closing(actor, membership).user_id):
        held[ref.kind] = held.get(ref.kind, 0) + 1
    return held


def heirs(actor: Actor, membership: UUID) -> list[tuple[UUID, str]]:
    """Who at the same partner could take over what a colleague holds: user and name. Raises Refused, NotFound."""
    seat = _closing(actor, membership)
    there = queries.members(seat.partner_id)
    return [(one.user_id, one.user.name) for one in there if one.user.is_active and one.user_id != seat.user_id]


@transaction.atomic
def close_account(*, membership: UUID, by: Actor, hand_to: UUID | None = None) -> None:
    """A colleague leaves: what they hold goes to `hand_to`, who is told; then their account and links are closed.

    Raises Refused, NotFound, Invalid when `hand_to` cannot take it, Conflict when nobody does, when it is one's own, or
    when they work for another partner too.
    """
    seat = _closing(by, membership)
    if seat.user_id == by.id:
        raise Conflict(_("You cannot close your own account."), _("Ask another manager at your organisation."))
    if Membership.objects.filter(user=seat.user_id, until_on=None).exclude(pk=seat.pk).exists():
        raise Conflict(_("They work for another organisation here too."), _("Ask the lead of your partnership."))
    if hand_to is not None and hand_to not in {user for user, _name in heirs(by, membership)}:
        raise Invalid({"hand_to": [_("Choose a colleague who works here.")]})
    holds = bool(leaving.held_by(seat.user_id))
    leaving.close(seat.user_id, by=by, hand_to=hand_to)
    _leaves(seat)
    place = Partnership.objects.select_for_update().get(pk=seat.partnership_id)
    happened(PartnershipEvent, "partnership.close_account", subject=place, by=by, key_owner=place.pk)
    if holds and hand_to:
        outbox.put(
            "user.took_over",
            subject=Ref("user", hand_to),
            to=Ref("user", hand_to),
            key=str(seat.pk),
            ordered_by=by,
            partnership=place.pk,
        )


def _closing(actor: Actor, membership: UUID) -> Membership:
    insist(actor, "colleague.close", relations(actor, keeper=actor.partner))
    seat = Membership.objects.filter(pk=membership, partner=actor.partner, until_on=None).first()
    if seat is None:
        raise NotFound
    return seat


def _leaves(seat: Membership) -> None:
    """They serve there no more: they take nothing by name, stand in for nobody, and have nothing paused."""
    Membership.objects.filter(pk=seat.pk).update(until_on=clock.today())
    Taker.objects.filter(user=seat.user_id, until_at=None).update(until_at=clock.now())
    Taker.objects.filter(deputy=seat.user_id, until_at=None).update(deputy=None)
    Pause.objects.filter(user=seat.user_id, ended_on=None).update(ended_on=clock.today())


def _tell_both(kind: str, seat: Membership, by: Actor) -> None:
    key, subject = str(ids.new()), Ref("user", seat.user_id)
    for what, told in ((kind, seat.user_id), ("user.second_reset_by_you", by.id)):
        outbox.put(what, subject=subject, to=Ref("user", told), key=key, ordered_by=by, partnership=seat.partnership_id)


def _seen(actor: Actor, seat: Membership) -> Colleague:
    return Colleague(
        membership=seat.pk,
        name=seat.user.name,
        role=seat.role,
        has_phone=seat.user.second_factor_at is not None,
        is_me=seat.user_id == actor.id,
        partner=str(seat.partner),
        team=seat.team,
    )
