"""Who has an alert now, and who is told next: a living person always, in time, whatever became of the one before."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db import keys
from watersmeet.base.db.events import Event
from watersmeet.base.problems import Conflict
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import rules
from watersmeet.records.safety.models import Alert, AlertEvent, Drill, DrillEvent
from watersmeet.records.safety.phones import ways_now
from watersmeet.records.safety.queries import able, chain, present
from watersmeet.records.safety.states import State

log = logging.getLogger(__name__)


def keep_time() -> int:
    """Pass on everything that nobody has done anything about in time, or whose holder is gone: run by the worker.

    What goes wrong with one alert, in whichever place, keeps no other waiting.
    """
    done = 0
    for table, pk in _waiting():
        try:
            done += _pass_on(table, pk)
        except Exception:
            log.exception("an alert was not passed on")
    return done


def goes_to(user: UUID, to: UUID | None, partner: UUID, *, by: Actor) -> None:
    """What somebody was told of and has not said that they have goes to another, else to the next who is told."""
    for table in (Alert, Drill):
        rows = table.objects.select_for_update().filter(controller=partner, state=State.RAISED, holder=user)
        for row in rows:
            pass_to(row, to or after(row), by, "pass_on")


def pass_to(row: Alert | Drill, to: UUID, by: Actor, what: str) -> None:
    """It is theirs to say that they have it, and they are told. The caller holds the row."""
    minutes = partnerships.model_at(row.partnership_id).model.watch.acknowledge_minutes
    row.holder_id, row.state, row.told = to, State.RAISED, row.told + 1
    row.due_at = clock.now() + timedelta(minutes=minutes)
    record(row, what, by)
    tell(row, by)


def after(row: Alert | Drill) -> UUID:
    """Who is told after the one who has it."""
    return rules.next_in(_chain(row), row.holder_id)


def may_take(row: Alert | Drill) -> list[UUID]:
    """To whom it can be handed on: who may be on call there, is not away, and whom the person does not refuse."""
    return [one for one in _chain(row) if one in present(row.controller_id) and one != row.holder_id]


def first(partner: UUID, at: datetime, not_these: Iterable[UUID], by: Actor) -> UUID:
    """Who is told first: where nobody there may be on call, whoever writes it down, else a lead, else anybody here.

    An answer is never lost for want of somebody to tell: Conflict is raised only where no account is open in the place.
    """
    found = chain(partner, at, not_these) or ([by.id] if by.kind is Kind.USER else [])
    if not found and by.partnership:
        leads = partnerships.serving(Role.LEAD, partnership=by.partnership)
        others = [seat for one in partnerships.partners(by.partnership) for seat in partnerships.members(one.pk)]
        found = [seat.user_id for seat in (*leads, *others) if seat.user.is_active]
    if not found:
        raise Conflict(_("Nobody here may be on call."), _("Ask your partnership lead to add somebody who may."))
    return found[0]


def tell(row: Alert | Drill, by: Actor) -> None:
    """Whoever holds it now is written to at once, before all else that waits to leave; it names nobody."""
    if row.holder_id not in able(row.controller_id):
        tell_lead(row, by)  # they could not open it
        return
    for kind in ways_now(row.holder_id, row.partnership_id):
        outbox.put(
            kind,
            subject=Ref("drill" if isinstance(row, Drill) else "alert", row.pk),
            to=Ref("user", row.holder_id),
            key=f"{row.pk}:{row.told}",
            ordered_by=by,
            partnership=row.partnership_id,
        )


def tell_lead(row: Alert | Drill, by: Actor) -> None:
    """The partnership's lead hears which partner to ring, by reference alone; of a practice they hear nothing."""
    if isinstance(row, Alert):
        outbox.put(
            "lead.alert",
            subject=Ref("alert", row.pk),
            to=Ref("partnership", row.partnership_id),
            key=f"{row.pk}:{row.told}",
            ordered_by=by,
            partnership=row.partnership_id,
        )


def record(row: Alert | Drill, what: str, by: Actor, *, reason_code: str = "", words: str = "") -> None:
    """What happened to it. Of somebody who was erased, words are sealed by the key of the place."""
    practice = isinstance(row, Drill)
    table: type[Event] = DrillEvent if practice else AlertEvent
    verb = f"{'drill' if practice else 'alert'}.{what}"
    happened(table, verb, subject=row, by=by, key_owner=_owner(row), reason_code=reason_code, words=words)


def _owner(row: Alert | Drill) -> UUID:
    if isinstance(row, Drill):
        return row.partnership_id
    try:
        keys.open_key(row.person_id)
    except keys.KeyGoneError:
        return row.partnership_id
    return row.person_id


def _waiting() -> list[tuple[type[Alert] | type[Drill], UUID]]:
    """What is late, or in the hands of somebody who is gone or away; the longest due first."""
    found: list[tuple[datetime, type[Alert] | type[Drill], UUID]] = []
    there: dict[UUID, set[UUID]] = {}
    for table in (Alert, Drill):
        rows = table.objects.exclude(state=State.CLOSED).values_list("pk", "due_at", "controller", "holder")
        for pk, due_at, partner, holder in rows:
            if partner not in there:
                there[partner] = present(partner)
            if _must_go_on(due_at, holder, there[partner]):
                found.append((due_at, table, pk))
    return [(table, pk) for _due, table, pk in sorted(found, key=lambda one: one[0])]


def _pass_on(table: type[Alert] | type[Drill], pk: UUID) -> bool:
    """The next person is told, and after everybody was without an answer, the lead too."""
    with transaction.atomic():
        row = table.objects.select_for_update().exclude(state=State.CLOSED).filter(pk=pk).first()
        if row is None or not _must_go_on(row.due_at, row.holder_id, present(row.controller_id)):
            return False
        by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="nobody did anything in time")
        insist(by, "alert.pass_on")
        row.unanswered += 1
        if row.unanswered % max(len(_chain(row)), 1) == 0:
            tell_lead(row, by)
        pass_to(row, after(row), by, "pass_on")
        return True


def _must_go_on(due_at: datetime, holder: UUID, there: set[UUID]) -> bool:
    """Its time is over; or its holder is gone or away, and somebody is there."""
    return due_at <= clock.now() or (bool(there) and holder not in there)


def _chain(row: Alert | Drill) -> list[UUID]:
    unwanted = people.reach(row.person_id).contact.not_workers if isinstance(row, Alert) else ()
    return chain(row.controller_id, clock.now(), unwanted)
