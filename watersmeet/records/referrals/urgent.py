"""On to care, to somebody by name: acknowledged at once, or passed on to who stands in, at once while they are away."""

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


def call(row: Referral, *, by: Actor) -> None:
    """Whoever was named hears of it; while they are away, who stands in for them. The caller holds the row."""
    if is_away(row):
        pass_on(row, by=_clock_of(row))
    else:
        call_taker(row, by)


def is_away(row: Referral) -> bool:
    """Whether the one whom it waits for is away today."""
    return rules.awaits_acknowledgement(row) and row.receiver_worker_id in partnerships.cover_today(row.receiver_id)


def waiting_for_the_away() -> list[UUID]:
    """Urgent ones that wait for somebody who went away since they were asked."""
    rows = Referral.objects.filter(
        urgent=True, state=State.SENT, acknowledged_at=None, closed_at=None, receiver_worker__isnull=False
    ).defer("words")
    return [row.pk for row in rows if is_away(row)]


@transaction.atomic
def pass_on_from_the_away(referral: UUID) -> bool:
    """It goes to who stands in for the one who is away. False when that is over by now."""
    row = Referral.objects.select_for_update().filter(pk=referral, closed_at=None).first()
    if row is None or not is_away(row):
        return False
    pass_on(row, by=_clock_of(row))
    return True


def may_pass_on(row: Referral) -> bool:
    """Whether nobody acknowledged it in time, and it was not passed on before."""
    passed = ReferralEvent.objects.filter(subject=row, what__in=("pass_on", "pass_on_away"))
    return rules.awaits_acknowledgement(row) and not passed.exists()


def pass_on(row: Referral, *, by: Actor) -> None:
    """It is for who stands in now, else for the managers: nobody acknowledged it in time, or they are away.

    The caller holds the row.
    """
    verb = "referral.pass_on_away" if is_away(row) else "referral.pass_on"
    row.receiver_worker_id = partnerships.stands_in(row.receiver_id, row.receiver_worker_id)
    stand(row, State.SENT)
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id)
    call_taker(row, by)
    tell_sides(row, by)


def _clock_of(row: Referral) -> Actor:
    return Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="the one it was for is away")
