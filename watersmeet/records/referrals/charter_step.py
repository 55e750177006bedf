"""Which step of the place's charter a referral's next action belongs to, by the rules that it was made under."""

from dataclasses import dataclass
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import StepSheet
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.queries import get
from watersmeet.records.referrals.rules import awaits_acknowledgement
from watersmeet.records.referrals.states import State, standing


@dataclass(frozen=True, slots=True)
class Under:
    """The version of the rules that a referral stands under, whether it is still the one in force, and the step."""

    number: int
    in_force: bool
    step: StepSheet | None


def charter_step(actor: Actor, referral: UUID) -> Under:
    """The step of the charter for what is next in a referral; None for it where nothing is. Raises NotFound."""
    seen = get(actor, referral)
    row = Referral.objects.get(pk=seen.id)
    now = partnerships.model_at(row.partnership_id).number
    limit = standing(State(row.state), asked=row.question_open).limit if row.next_action else ""
    if awaits_acknowledgement(row):
        limit = "urgent_answer"
    step = partnerships.who_does(row.partnership_id, f"limits.{limit}", row.model_number) if limit else None
    return Under(row.model_number, row.model_number == now, step)
