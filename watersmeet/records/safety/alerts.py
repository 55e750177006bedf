"""An alert: raised once, held by a living person always, passed on when nothing is done, closed with what was agreed.

A practice alert goes the same way (`practise`); it is about nobody.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db.events import Event
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import rules
from watersmeet.records.safety.models import Alert, AlertEvent, Drill, DrillEvent
from watersmeet.records.safety.queries import able, chain
from watersmeet.records.safety.states import Act, Outcome, State

LATE = timedelta(hours=1)
"""What was answered longer ago than this, when it is written down, is late."""


@transaction.atomic
def raise_alert(
    *,
    person: UUID,
    controller: UUID,
    partnership: UUID,
    about: Ref,
    item: str,
    answered_at: datetime,
    by: Actor,
    where: dict[str, str] | None = None,
) -> UUID:
    """A named human must act on an answer; returns the alert's id. The same item of the same matter raises one alert.

    `where` is what the person said of where they are, whom to ring and their GP. Whoever saved the answer raises it.
    Raises Refused.
    """
    insist(by, "alert.raise", relations(by, person=person, keeper=controller))
    before = Alert.objects.filter(about_kind=about.kind, about_id=about.id, item=item).first()
    if before is not None:
        return before.pk
    now = clock.now()
    contact = people.reach(person).contact
    row = Alert(
        partnership_id=partnership,
        person_id=person,
        controller_id=controller,
        about_kind=about.kind,
        about_id=about.id,
        item=item,
        answered_at=answered_at,
        late=now - answered_at > LATE,
        known={
            "name": card.name if (card := people.cards(by, [person]).get(person)) else "",
            "contact": contact.to_json(),
            **(where or {}),
        },
        holder_id=_first(controller, now, contact.not_workers, by),
        raised_at=now,
        due_at=now + timedelta(minutes=partnerships.model_at(partnership).model.watch.acknowledge_minutes),
    )
    happened(AlertEvent, "alert.raise", subject=row, by=by, key_owner=person, reason_code="late" if row.late else "")
    _tell(row, by)
    return row.pk


@transaction.atomic
def changed_back(*, about: Ref, item: str, by: Actor) -> None:
    """The person answered otherwise afterwards: the alert stays, and whoever has it reads that. Nothing without one."""
    row = Alert.objects.select_for_update().filter(about_kind=about.kind, about_id=about.id, item=item).first()
    if row is not None and not row.events.filter(what="changed_back").exists():
        happened(AlertEvent, "alert.changed_back", subject=row, by=by, key_owner=row.person_id)


@transaction.atomic
def practise(*, by: Actor, key: str | None = None) -> UUID:
    """A practice alert to whoever is on call at the actor's partner now; returns its id. Raises Refused."""
    insist(by, "drill.begin", relations(by, keeper=by.partner))
    partner, partnership = by.partner, by.partnership
    if partner is None or partnership is None:
        raise NotFound

    def do() -> str:
        now = clock.now()
        row = Drill(
            partnership_id=partnership,
            controller_id=partner,
            holder_id=_first(partner, now, (), by),
            raised_at=now,
            due_at=now + timedelta(minutes=partnerships.model_at(partnership).model.watch.acknowledge_minutes),
        )
        happened(DrillEvent, "drill.begin", subject=row, by=by, key_owner=partnership)
        _tell(row, by)
        return str(row.pk)

    return UUID(str(once(f"drill.begin:{partner}", key, {}, do)))


@transaction.atomic
def acknowledge(call: UUID, *, by: Actor) -> None:
    """I have it: whoever says so holds it, whoever was told. Raises NotFound, Refused, Conflict."""
    row = _locked(call, by)
    rules.insist_raised(row.state)
    row.holder_id, row.state = by.id, State.ACKNOWLEDGED
    row.due_at = _act_by(row)
    _happened(row, "acknowledge", by)


@transaction.atomic
def act(call: UUID, *, what: Act, words: str, by: Actor) -> None:
    """Write down what one did: it is theirs from then on, and they have as long again. Raises as `acknowledge`."""
    row = _locked(call, by)
    rules.insist_move(row.state, State.ACKNOWLEDGED)
    row.holder_id, row.state = by.id, State.ACKNOWLEDGED
    row.due_at = _act_by(row)
    _happened(row, "act", by, reason_code=what, words=words.strip())


@transaction.atomic
def hand_on(call: UUID, *, to: UUID, by: Actor) -> None:
    """Give it to a colleague: they must say that they have it. Raises as `acknowledge`, and Invalid."""
    row = _locked(call, by)
    rules.insist_move(row.state, State.RAISED)
    if to == row.holder_id or to not in able(row.controller_id):
        raise Invalid({"to": [_("Choose somebody else who may be on call here.")]})
    _next(row, to, by, "hand_on")


@transaction.atomic
def close(call: UUID, *, outcome: Outcome, words: str, by: Actor) -> None:
    """It is done: who has it now, or what was agreed. Raises NotFound, Refused, Conflict, Invalid."""
    row = _locked(call, by)
    rules.insist_move(row.state, State.CLOSED)
    practice = isinstance(row, Drill)
    if practice is not (outcome is Outcome.PRACTICE):
        raise Invalid({"outcome": [_("Choose how it ended.")]})
    if not practice and not words.strip():
        raise Invalid({"words": [_("Say what was agreed, and who has it now.")]})
    row.state, row.outcome, row.ended_at = State.CLOSED, outcome, clock.now()
    _happened(row, "close", by, reason_code=outcome, words=words.strip())


def keep_time() -> int:
    """Pass on everything that nobody has done anything about in time, in every place: run by the worker."""
    now = clock.now()
    late = [
        (table, pk)
        for table in (Alert, Drill)
        for pk in table.objects.exclude(state=State.CLOSED).filter(due_at__lte=now).values_list("pk", flat=True)
    ]
    return sum(_pass_on(table, pk) for table, pk in late)


def goes_to(user: UUID, to: UUID | None, partner: UUID, *, by: Actor) -> None:
    """What somebody was told of and has not said that they have goes to another, else to the next who is told."""
    for table in (Alert, Drill):
        rows = table.objects.select_for_update().filter(controller=partner, state=State.RAISED, holder=user)
        for row in rows:
            _next(row, to or _after(row), by, "pass_on")


def take_over(row: Alert | Drill, to: UUID, *, by: Actor) -> None:
    """Somebody leaves: what they hold goes to another, who must say that they have it. The caller holds the row."""
    _next(row, to, by, "pass_on")


def _pass_on(table: type[Alert] | type[Drill], pk: UUID) -> bool:
    """The next person is told, and after everybody was, the lead too: by reference alone."""
    with transaction.atomic():
        row = (
            table.objects.select_for_update().exclude(state=State.CLOSED).filter(pk=pk, due_at__lte=clock.now()).first()
        )
        if row is None:
            return False
        by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="nobody did anything in time")
        insist(by, "alert.pass_on")
        if row.told % max(len(able(row.controller_id)), 1) == 0:
            outbox.put(
                "lead.alert",
                subject=Ref("alert", row.pk),
                to=Ref("partnership", row.partnership_id),
                key=f"{row.pk}:{row.told}",
                ordered_by=by,
                partnership=row.partnership_id,
            )
        _next(row, _after(row), by, "pass_on")
        return True


def _next(row: Alert | Drill, to: UUID, by: Actor, what: str) -> None:
    minutes = partnerships.model_at(row.partnership_id).model.watch.acknowledge_minutes
    row.holder_id, row.state, row.told = to, State.RAISED, row.told + 1
    row.due_at = clock.now() + timedelta(minutes=minutes)
    _happened(row, what, by)
    _tell(row, by)


def _after(row: Alert | Drill) -> UUID:
    unwanted = people.reach(row.person_id).contact.not_workers if isinstance(row, Alert) else ()
    return rules.next_in(chain(row.controller_id, clock.now(), unwanted), row.holder_id)


def _first(partner: UUID, at: datetime, not_these: Iterable[UUID], by: Actor) -> UUID:
    """Who is told first: where nobody there may be on call, whoever writes it down, else a lead of the place.

    Raises Conflict where there is nobody at all.
    """
    found = chain(partner, at, not_these) or ([by.id] if by.kind is Kind.USER else [])
    if not found and by.partnership:
        found = [seat.user_id for seat in partnerships.serving(Role.LEAD, partnership=by.partnership)]
    if not found:
        raise Conflict(_("Nobody here may be on call."), _("Ask your partnership lead to add somebody who may."))
    return found[0]


def _act_by(row: Alert | Drill) -> datetime:
    return clock.now() + timedelta(minutes=partnerships.model_at(row.partnership_id).model.watch.act_minutes)


def _locked(call: UUID, by: Actor) -> Alert | Drill:
    """The alert or practice, for those who may act on it. Raises NotFound."""
    for table in (Alert, Drill):
        row: Alert | Drill | None = table.objects.select_for_update().filter(pk=call).first()
        if row is not None and row.controller_id == by.partner:
            insist(by, "alert.act", relations(by, keeper=row.controller_id))
            return row
    raise NotFound


def _happened(row: Alert | Drill, what: str, by: Actor, *, reason_code: str = "", words: str = "") -> None:
    practice = isinstance(row, Drill)
    table: type[Event] = DrillEvent if practice else AlertEvent
    verb = f"{'drill' if practice else 'alert'}.{what}"
    owner = row.partnership_id if isinstance(row, Drill) else row.person_id
    happened(table, verb, subject=row, by=by, key_owner=owner, reason_code=reason_code, words=words)


def _tell(row: Alert | Drill, by: Actor) -> None:
    """Whoever holds it now is written to at once, whatever else they were told; it names nobody."""
    outbox.put(
        "user.alert",
        subject=Ref("drill" if isinstance(row, Drill) else "alert", row.pk),
        to=Ref("user", row.holder_id),
        key=f"{row.pk}:{row.told}",
        ordered_by=by,
        partnership=row.partnership_id,
    )
