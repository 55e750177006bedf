"""Who looks after how much at a partner."""

from dataclasses import dataclass
from uuid import UUID

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import ENDED


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker looks after at the actor's partner; `user` None is what nobody was named for."""

    user: UUID | None
    count: int
    late: int
    weight: float


def caseload(actor: Actor) -> list[Load]:
    """Who at the actor's partner looks after how much, by the weights of the model; no order of merit."""
    policy.insist(actor, "caseload.see")
    if actor.partner is None or actor.partnership is None:
        return []
    weights, today = partnerships.model_at(actor.partnership).model.caseload, clock.today()
    by_user: dict[UUID | None, list[Referral]] = {}
    for row in Referral.objects.filter(holder=actor.partner, closed_at=None).defer("words", "own_answers"):
        by_user.setdefault(row.assigned_to, []).append(row)
    return [
        Load(
            user,
            len(rows),
            sum(row.due_on is not None and row.due_on < today for row in rows),
            sum(getattr(weights, "ended" if row.state in ENDED else row.state) for row in rows),
        )
        for user, rows in by_user.items()
    ]
