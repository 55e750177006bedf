"""Asked to be rung: a name, a safe number, when. A call is due, tried, noted, and forgotten soon after its end.

Who was reached can be referred like anybody whom the front door knows: what they told is there, and not asked again.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.referrals.asking import at_front_door, insist_ready
from watersmeet.records.referrals.models import CallBack, CallBackEvent, Called, Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Who asks to be rung, and by which rules. Nobody under 16: nothing of them is stored."""

    partnership: UUID
    name: str
    age: Age
    contact: SafeContact


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A call to make, as the partner that makes it knows it."""

    id: UUID
    person: UUID
    name: str
    due_on: date
    tries: int
    made_at: datetime
    outcome: Called | None


@transaction.atomic
def ask_to_be_rung(ring: Ring, *, by: Actor, key: str) -> date:
    """Keep who asks to be rung, with the front door; returns the day by which they are. Raises Refused, KeyReused."""
    policy.insist(by, "help.ask")
    insist_ready(ring.partnership)
    in_force = partnerships.model_at(ring.partnership)

    def do() -> str:
        person = people.register(
            partnership=ring.partnership,
            controller=in_force.front_door,
            name=ring.name,
            contact=ring.contact,
            by=by,
            age=ring.age,
        )
        row = CallBack(
            partnership_id=ring.partnership,
            person_id=person,
            controller_id=in_force.front_door,
            due_on=_next_day(in_force.model),
            made_at=clock.now(),
        )
        happened(CallBackEvent, "call.ask", subject=row, by=by, key_owner=person)
        return str(row.pk)

    content = {"partnership": str(ring.partnership), "name": ring.name, "contact": ring.contact.to_json()}
    return CallBack.objects.get(pk=UUID(str(once("form.ring", key, content, do)))).due_on


def call_of(actor: Actor, identifier: UUID) -> CallSeen:
    """One call, for the partner that makes it. Raises NotFound."""
    row = _own(actor, identifier)
    card = people.cards(actor, [row.person_id], on_duty=True).get(row.person_id)
    return CallSeen(
        id=row.pk,
        person=row.person_id,
        name=card.name if card else ids.reference(row.pk),
        due_on=row.due_on,
        tries=row.tries,
        made_at=row.made_at,
        outcome=Called(row.outcome) if row.ended_at else None,
    )


def calls_due(actor: Actor, _seen: QuerySet[Referral]) -> list[Due]:
    """Whom the actor's partner is to ring, because they asked for it."""
    if actor.partner is None or not policy.may(actor, "call.make", policy.relations(actor, keeper=actor.partner)):
        return []
    rows = CallBack.objects.filter(controller=actor.partner, ended_at=None).order_by("due_on", "made_at")
    return [
        Due(
            task="call.make",
            says=_("Ring them: somebody asked to be rung (%(reference)s)") % {"reference": ids.reference(row.pk)},
            href=reverse("desk:call", args=[row.pk]),
            due_on=row.due_on,
            since=row.made_at,
            about=Ref("callback", row.pk),
            person=row.person_id,
        )
        for row in rows
    ]


@transaction.atomic
def note_call(identifier: UUID, outcome: Called, *, by: Actor) -> None:
    """What came of it. Not reached: it stays, due again on the next day on which calls are made.

    Asked not to be rung again: from then on no way to them is safe. Raises NotFound, Refused, Conflict (it is over).
    """
    _own(by, identifier)
    row = CallBack.objects.select_for_update().get(pk=identifier)
    policy.insist(by, "call.make", policy.relations(by, keeper=row.controller_id))
    if row.ended_at:
        raise Conflict(_("Somebody has done this already."))
    row.outcome = outcome
    if outcome is Called.NOT_REACHED:
        row.tries, row.due_on = row.tries + 1, _next_day(partnerships.model_at(row.partnership_id).model)
        happened(CallBackEvent, "call.try", subject=row, by=by, key_owner=row.person_id, reason_code=outcome)
        return
    row.ended_at, row.ended_by = clock.now(), by.id
    happened(CallBackEvent, "call.end", subject=row, by=by, key_owner=row.person_id, reason_code=outcome)
    if outcome is Called.NOT_AGAIN:
        people.set_contact(person=row.person_id, contact=SafeContact(), by=by)


def takes_calls(actor: Actor) -> bool:
    """Whether the actor answers the phone of the place's front door, and so may ask for whoever rings."""
    return "phone.take" in at_front_door(actor)


def came_by_phone(person: UUID) -> bool:
    """Whether somebody first asked to be rung: for processes that no actor asked."""
    return CallBack.objects.filter(person=person).exists()


def forget_calls() -> int:
    """Forget who was rung some days ago, and of whom nothing else is kept; returns how many were forgotten."""
    ended = CallBack.objects.filter(ended_at__isnull=False, person__erased_at=None)
    kept = Referral.objects.values("person")
    return sum(map(_forget, list(ended.exclude(person__in=kept).values_list("pk", flat=True))))


def drop_calls(person: UUID, *, by: Actor) -> None:
    """Nobody is rung any more. In the caller's transaction."""
    for row in CallBack.objects.select_for_update().filter(person=person, ended_at=None):
        row.outcome, row.ended_at, row.ended_by = Called.STOPPED, clock.now(), by.id
        happened(CallBackEvent, "call.end", subject=row, by=by, key_owner=person, reason_code=Called.STOPPED)


@transaction.atomic
def _forget(identifier: UUID) -> bool:
    row = CallBack.objects.get(pk=identifier)
    days = partnerships.model_at(row.partnership_id).model.retention.call_back_days
    if row.ended_at is None or clock.now() < row.ended_at + timedelta(days=days):
        return False
    by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a call came to its end")
    if people.same_as(row.person_id) != {row.person_id}:  # of them more is kept, in another record
        return False
    people.erase(person=row.person_id, by=by)
    return True


def _own(actor: Actor, identifier: UUID) -> CallBack:
    row = CallBack.objects.filter(pk=identifier, controller=actor.partner, person__erased_at=None).first()
    if row is None or not policy.may(actor, "call.make", policy.relations(actor, keeper=row.controller_id)):
        raise NotFound
    return row


def _next_day(model: Model) -> date:
    """The next working day on which this place makes calls."""
    day = working_days.add(clock.today(model.zone), max(model.limits.call_back, 1), model.nation)
    week = list(partnerships.Weekday)
    while model.contact.days and week[day.weekday()] not in model.contact.days:
        day = working_days.add(day, 1, model.nation)
    return day
