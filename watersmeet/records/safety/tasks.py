"""What of safety waits for a worker: open alerts and concerns, before everything else; places in shifts to answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import may, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.safety import concern_states
from watersmeet.records.safety.concern_queries import heard, visible
from watersmeet.records.safety.models import Alert, Concern, Drill, Seat
from watersmeet.records.safety.states import SeatState, State

_COLUMNS = ("pk", "what", "state", "since", "due", "who", "about_whom")


def tasks_for(actor: Actor) -> list[Due]:
    """Open alerts of the actor's partner, open concerns that they may read, places to answer: one query for all."""
    if actor.partner is None:
        return []
    if not may(actor, "alert.see", relations(actor, keeper=actor.partner)):
        return [_due(*row) for row in _concerns(heard(actor), "heard")]
    nobody = Cast(Value(None), UUIDField())
    alerts, drills = (
        table.objects.filter(~Q(state=State.CLOSED), controller=actor.partner)
        .annotate(
            what=Value(what, CharField()), since=F("raised_at"), due=F("due_at"), who=F("holder_id"), about_whom=whom
        )
        .values_list(*_COLUMNS)
        for table, what, whom in ((Alert, "alert", F("person_id")), (Drill, "drill", nobody))
    )
    to_come = Q(shift__partner=actor.partner, shift__ended_at=None, shift__ends_at__gt=clock.now())
    seats: QuerySet[Seat, tuple[object, ...]] = (
        Seat.objects.filter(to_come, user=actor.id, state=SeatState.ASKED)
        .annotate(
            what=Value("seat", CharField()),
            since=F("asked_at"),
            due=F("shift__begins_at"),
            who=F("user_id"),
            about_whom=nobody,
        )
        .values_list(*_COLUMNS)
    )
    concerns = (
        _concerns(visible(actor).exclude(state=concern_states.State.CLOSED), "concern"),
        _concerns(heard(actor), "heard"),
    )
    return [_due(*row) for row in alerts.union(drills, seats, *concerns, all=True)]


def _concerns(rows: QuerySet[Concern], what: str) -> QuerySet[Concern, tuple[Any, ...]]:
    """Concerns as tasks, without whom they are about: no name stands in a list."""
    return rows.annotate(
        what=Value(what, CharField()),
        since=F("written_at"),
        due=F("due_at"),
        who=F("holder_id"),
        about_whom=Cast(Value(None), UUIDField()),
    ).values_list(*_COLUMNS)


def _due(pk: UUID, what: str, state: str, since: datetime, due: datetime, who: UUID, person: UUID | None) -> Due:
    says = {
        "alert": _("Somebody needs a call now: open this first")
        if state == State.RAISED
        else _("An alert that somebody has, and that is not closed yet"),
        "drill": _("Practice alert: nobody is in danger"),
        "seat": _("You are asked to be on call: say yes or no"),
        "concern": _("A safeguarding concern that waits for you, or for a colleague")
        if state == concern_states.State.WRITTEN
        else _("A safeguarding concern that is not closed yet"),
        "heard": _("A concern that nobody here may read: ring about it"),
    }
    pages = {"concern": "safety:concern", "heard": "safety:heard", "alert": "safety:alert", "drill": "safety:alert"}
    is_call = what in {"alert", "drill"} or state == concern_states.State.WRITTEN
    return Due(
        task=f"safety.{what}",
        says=says[what],
        href=reverse(pages[what], args=[pk]) if what in pages else reverse("safety:cover"),
        due_on=clock.day(since if is_call else due),
        since=since,
        about=Ref("concern" if what == "heard" else what, pk),
        person=person,
        assigned_to=who,
        urgent=is_call,
        now=what == "alert" or (what == "concern" and is_call),
        unfiled=what != "seat",
    )
