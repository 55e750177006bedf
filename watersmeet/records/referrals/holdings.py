"""What users and partners hold here: an account or a partner does not go before somebody else has it."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from watersmeet.audit.happened import happened
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Handover, Referral, ReferralEvent
from watersmeet.records.referrals.states import Meeting


class OfUsers:
    """Open referrals that a user looks after, at either side, and joint first contacts that they planned.

    See accounts.ports.Holdings.
    """

    def holds(self, user: UUID) -> Sequence[Ref]:
        """Every open one, and every one that is still planned."""
        planned = _planned().filter(worker=user).values_list("pk", flat=True)
        return [
            *(Ref("referral", pk) for pk in _of(user).values_list("pk", flat=True)),
            *(Ref("handover", pk) for pk in planned),
        ]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` looks after each instead. Raises Invalid when they do not answer referrals at the same partner."""
        for row in _of(user).select_for_update():
            if row.receiver_worker_id == user:
                rules.insist_serves(to, row.receiver_id, field="hand_to")
                row.receiver_worker_id = to
            if row.referrer_worker_id == user:
                rules.insist_serves(to, row.referrer_id, field="hand_to")
                row.referrer_worker_id = to
            happened(ReferralEvent, "referral.assign", subject=row, by=by, key_owner=row.person_id)
        for met in _planned().filter(worker=user).select_for_update(of=("self",)).select_related("referral"):
            rules.insist_serves(to, met.holder_id, field="hand_to")
            met.worker_id = to
            met.save(update_fields=["worker"])
            row = Referral.objects.select_for_update().get(pk=met.referral_id)
            happened(ReferralEvent, "referral.assign", subject=row, by=by, key_owner=row.person_id)


class OfPartners:
    """Open referrals that a partner passed on or was asked for, and joint first contacts it planned.

    See partnerships.ports.Held.
    """

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """Every open one, whoever has the next step."""
        rows = Referral.objects.filter(Q(referrer=partner) | Q(receiver=partner), closed_at=None)
        planned = _planned().filter(holder=partner).values_list("pk", flat=True)
        return [
            *(Ref("referral", pk) for pk in rows.values_list("pk", flat=True)),
            *(Ref("handover", pk) for pk in planned),
        ]


def _planned() -> QuerySet[Handover]:
    return Handover.objects.filter(outcome=Meeting.PLANNED)


def _of(user: UUID) -> QuerySet[Referral]:
    return Referral.objects.filter(Q(referrer_worker=user) | Q(receiver_worker=user), closed_at=None)
