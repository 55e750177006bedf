"""Those who work at one's own partner, and a lost phone: a manager lets a colleague set up another, never their own."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import second_factor
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import queries
from watersmeet.records.partnerships.models import Membership


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the actor's partner: whether they set up a phone, and whether the actor may reset it."""

    membership: UUID
    name: str
    role: str
    has_phone: bool
    is_me: bool


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
    subject = Ref("user", seat.user_id)
    audit.write("colleague.reset_second", by=by, subject=subject, partnership=seat.partnership_id)
    key = str(ids.new())
    for kind, told in (("user.second_reset", seat.user_id), ("user.second_reset_by_you", by.id)):
        outbox.put(kind, subject=subject, to=Ref("user", told), key=key, ordered_by=by, partnership=seat.partnership_id)


def _seen(actor: Actor, seat: Membership) -> Colleague:
    return Colleague(
        membership=seat.pk,
        name=seat.user.name,
        role=seat.role,
        has_phone=seat.user.second_factor_at is not None,
        is_me=seat.user_id == actor.id,
    )
