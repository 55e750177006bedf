"""What of referrals waits for a worker besides the next steps that their partner holds."""

from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.records.referrals import behalf, errands, meetings, rules


def tasks_for(actor: Actor) -> list[Due]:
    """Errands, joint first contacts that the actor's partner planned, and whom it is to see alone."""
    seen = rules.visible(actor)
    return [*errands.tasks_for(actor, seen), *meetings.meetings_due(actor, seen), *behalf.seeing_due(actor, seen)]
