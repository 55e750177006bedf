"""When a person said how they are, as a part of their story: that they did, never what."""

from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.base.happening import Happening
from watersmeet.base.problems import NotFound
from watersmeet.records.outcomes.models import Response
from watersmeet.records.outcomes.queries import visible


def story_for(actor: Actor, person: UUID) -> list[Happening]:
    """One for each time they answered (category: wellbeing scores); nothing for roles that may not see answers."""
    try:
        rows = visible(Response.objects.filter(corrected_by=None), actor, person)
    except NotFound:
        return []
    times = dict.fromkeys(rows.values_list("request", "completed_at"))
    return [Happening("measure.answer", at) for _request, at in times]
