"""What processes that no actor asked need to know of a referral."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import OVER, State


def may_be_asked(referral: UUID, *, among: Collection[State] = ()) -> Allowed | Refusal:
    """Whether the receiver may still ask the person anything: for processes that no actor asked. Raises NotFound.

    Not once it was withdrawn, and not when the person stopped sharing with the receiver. `among`: only in these states.
    """
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NotFound
    if row.state in OVER:
        return Refusal("over", _("The person stopped this."))
    if among and row.state not in among:
        return Refusal("over", _("It does not stand so any more."))
    return people.gate(
        row.person_id,
        giver=row.referrer_id,
        receiver=row.receiver_id,
        purpose=Purpose.REFERRAL,
        category=Category.CONTACT,
    )


def parties(referral: UUID) -> tuple[UUID, UUID]:
    """Receiver and person of a referral: for processes that no actor asked. Raises NotFound."""
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NotFound
    return row.receiver_id, row.person_id
