"""Invented referrals on somebody's worklist."""

from uuid import UUID

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.referrals import api as referrals


def waiting(at: Place, *, name: str = "Ada Example", to: Partner | None = None, service: UUID | None = None) -> UUID:
    """A referral that waits for the group's answer, or another partner's; its person agreed to all that it needs."""
    receiver = to or at.group
    who = places.person(at, name=name)
    if receiver != at.front_door:
        places.permit(who, at.front_door, receiver)
    return referrals.ask_for_self(
        person=who,
        partnership=at.partnership.pk,
        words="Company.",
        receiver=receiver.pk,
        service=service,
        by=Actor("link", partnership=at.partnership.pk),
    )
