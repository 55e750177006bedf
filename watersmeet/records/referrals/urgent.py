"""On to care, to somebody by name: acknowledged at once, or passed on to who stands in."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.moving import locked, stand
from watersmeet.records.referrals.states import State
from watersmeet.records.referrals.telling import call_taker, tell_sides


@transaction.atomic
def acknowledge(referral: UUID, *, by: Actor) -> None:
    """Somebody there has it, and answers as for any other referral. Raises NotFound, Refused, Conflict."""
    row = locked(referral, by)
    policy.insist(by, "referral.acknowledge", rules.relations(by, row))
    if not rules.awaits_acknowledgement(row):
        raise Conflict(_("Somebody has said already that they have it."), _("Open it again to see what changed."))
    row.acknowledged_at = clock.now()
    if by.kind is Kind.USER:
        row.receiver_worker_id = by.id
    stand(row, State.SENT)
    happened(ReferralEvent, "referral.acknowledge", subject=row, by=by, key_owner=row.person_id)
    tell_sides(row, by)


def may_pass_on(row: Referral) -> bool:
    """Whether nobody acknowledged it in time, and it was not passed on before."""
    return rules.awaits_acknowledgement(row) and not ReferralEvent.objects.filter(subject=row, what="pass_on").exists()


def pass_on(row: Referral, *, by: Actor) -> None:
    """Nobody acknowledged it in time: it is for who stands in now, else for the managers. The caller holds the row."""
    row.receiver_worker_id = partnerships.stands_in(row.receiver_id, row.receiver_worker_id)
    stand(row, State.SENT)
    happened(ReferralEvent, "referral.pass_on", subject=row, by=by, key_owner=row.person_id)
    call_taker(row, by)
    tell_sides(row, by)
