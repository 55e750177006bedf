"""The referrals' part of a person's story."""

from uuid import UUID

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.happening import Happening
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import ReferralEvent
from watersmeet.records.referrals.queries import ANSWERER, by_answerers
from watersmeet.records.referrals.states import Reason


def story_for(actor: Actor, person: UUID) -> list[Happening]:
    """Every step of every referral of the person that the actor may see (category: referral)."""
    rows = rules.visible(actor).filter(person__in=people.same_as(person)).defer("words", "own_answers")
    seen = {
        row.pk: row.service.name if row.service else row.receiver.organisation.name
        for row in rows.select_related("service", "receiver__organisation")
        if policy.may(actor, "referral.see", rules.relations(actor, row))
    }
    events = list(ReferralEvent.objects.filter(subject__in=seen).defer("words"))
    answerers = by_answerers(events)
    return [
        Happening(
            f"referral.{event.what}",
            event.happened_at,
            name=seen[event.subject_id],
            why=str(Reason(event.reason_code).label) if event.reason_code in Reason.values else "",
            who=ANSWERER if event.actor_id in answerers else event.actor_kind,
            referral=event.subject_id,
        )
        for event in events
    ]
