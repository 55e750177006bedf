"""What of measures waits for a worker: questions that close soon, and what a clinical owner has not agreed to."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import could, may
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.agreeing import waiting
from watersmeet.records.outcomes.models import Licensed, Own, Request
from watersmeet.records.outcomes.queries import standing
from watersmeet.records.outcomes.states import State

SOON = timedelta(days=3)
A_WHILE = timedelta(days=14)


def tasks_for(actor: Actor) -> list[Due]:
    """Questions that close within three days, and for the clinical owner what waits for their yes."""
    if actor.partner is None:
        return []
    waits = _what_waits(actor)
    closing = [one for one, kind in waits if kind == "closing"]
    return [
        *(_closing(actor, closing) if closing else []),
        *(_to_agree(actor) if len(waits) > len(closing) else []),
    ]


def _what_waits(actor: Actor) -> list[tuple[UUID, str]]:
    """What closes soon, and what nobody agreed to yet, in one question to the database: mostly there is neither."""
    today = clock.today()
    asked = Request.objects.filter(
        controller=actor.partner, state=State.OPEN, due_on__gte=today, due_on__lte=today + SOON
    ).values_list("pk", Value("closing"))
    if not could(actor, "measure.agree"):
        return list(asked)
    brought = {"partnership": actor.partnership, "agreed_at": None, "ended_on": None}
    own, words = (table.objects.filter(**brought).values_list("pk", Value("brought")) for table in (Own, Licensed))
    return list(asked.union(own, words, all=True))


def _closing(actor: Actor, closing: list[UUID]) -> list[Due]:
    rows = Request.objects.filter(pk__in=closing).order_by("due_on", "asked_at", "pk")
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
        for row in rows
        if may(actor, "measure.answer", standing(actor, row))
    ]


def _to_agree(actor: Actor) -> list[Due]:
    return [
        Due(
            task="measures.agree",
            says=_("Questions of this place wait for you: read them, and agree or do not"),
            href=reverse("outcomes:agree", args=[one.id]),
            due_on=clock.day(one.added_at) + A_WHILE,
            since=one.added_at,
            about=Ref("own" if one.own else "licensed", one.id),
            assigned_to=actor.id,
        )
        for one in waiting(actor)
    ]
