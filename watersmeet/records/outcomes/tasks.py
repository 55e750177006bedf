"""What of measures waits for a worker: questions that close soon, which they may answer together with the person."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import may
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.queries import standing
from watersmeet.records.outcomes.states import State

SOON = timedelta(days=3)


def tasks_for(actor: Actor) -> list[Due]:
    """Questions that the actor's partner asked, nobody has answered yet, and that close within three days."""
    if actor.partner is None:
        return []
    today = clock.today()
    closing = Request.objects.filter(
        controller=actor.partner, state=State.OPEN, due_on__gte=today, due_on__lte=today + SOON
    )
    return [
        Due(
            task="measures.close",
            says=_("Questions about how they are close soon: you can answer them together"),
            href=reverse("outcomes:answer", args=[row.pk]),
            due_on=row.due_on,
            since=row.asked_at,
            about=Ref("request", row.pk),
            person=row.person_id,
        )
        for row in closing.order_by("due_on", "asked_at", "pk")
        if may(actor, "measure.answer", standing(actor, row))
    ]
