"""What of safety waits for a worker: open alerts, before everything else; places in shifts they were asked for."""

from datetime import datetime
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
from watersmeet.records.safety.models import Alert, Drill, Seat
from watersmeet.records.safety.states import SeatState, State

_COLUMNS = ("pk", "what", "state", "since", "due", "who", "about_whom")


def tasks_for(actor: Actor) -> list[Due]:
    """Alerts of the actor's partner that are not closed, and places the actor was asked to take: one query for all."""
    if actor.partner is None or not may(actor, "alert.see", relations(actor, keeper=actor.partner)):
        return []
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
    return [_due(*row) for row in alerts.union(drills, seats, all=True)]


def _due(pk: UUID, what: str, state: str, since: datetime, due: datetime, who: UUID, person: UUID | None) -> Due:
    says = {
        "alert": _("Somebody needs a call now: open this first")
        if state == State.RAISED
        else _("An alert that somebody has, and that is not closed yet"),
        "drill": _("Practice alert: nobody is in danger"),
        "seat": _("You are asked to be on call: say yes or no"),
    }
    is_call = what != "seat"
    return Due(
        task=f"safety.{what}",
        says=says[what],
        href=reverse("safety:alert", args=[pk]) if is_call else reverse("safety:cover"),
        due_on=clock.day(since if is_call else due),
        since=since,
        about=Ref(what, pk),
        person=person,
        assigned_to=who,
        urgent=is_call,
        now=what == "alert",
        unfiled=is_call,
    )
