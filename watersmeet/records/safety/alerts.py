"""An alert: raised once, held by a living person always, passed on when nothing is done, closed with what was agreed.

A practice alert goes the same way (`practise`); it is about nobody.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import passing, rules
from watersmeet.records.safety.models import Alert, Drill
from watersmeet.records.safety.queries import has_changed_back
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
    """A named human must act on an answer; returns the alert's id.

    While an alert about the same item of the same matter is open, it is that one; once it was closed, another answer
    that calls raises a new one. `where` is what the person said of where they are, whom to ring and their GP. Whoever
    saved the answer raises it. Raises Refused.
    """
    insist(by, "alert.raise", relations(by, person=person, keeper=controller))
    before = _open_about(about, item)
    if before is not None:
        if has_changed_back(before):
            passing.record(before, "said_again", by)
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
        holder_id=passing.first(controller, now, contact.not_workers, by),
        raised_at=now,
        due_at=now + timedelta(minutes=partnerships.model_at(partnership).model.watch.acknowledge_minutes),
    )
    passing.record(row, "raise", by, reason_code="late" if row.late else "")
    passing.tell(row, by)
    return row.pk


def was_raised(about: Ref, item: str) -> bool:
    """Whether this item of this matter has called somebody before."""
    return Alert.objects.filter(about_kind=about.kind, about_id=about.id, item=item).exists()


@transaction.atomic
def changed_back(*, about: Ref, item: str, by: Actor) -> None:
    """The person answered otherwise afterwards: the alert stays, and whoever has it reads that. Nothing without one."""
    row = _open_about(about, item)
    if row is not None and not has_changed_back(row):
        passing.record(row, "changed_back", by)


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
            holder_id=passing.first(partner, now, (), by),
            raised_at=now,
            due_at=now + timedelta(minutes=partnerships.model_at(partnership).model.watch.acknowledge_minutes),
        )
        passing.record(row, "begin", by)
        passing.tell(row, by)
        return str(row.pk)

    return UUID(str(once(f"drill.begin:{partner}", key, {}, do)))


@transaction.atomic
def acknowledge(call: UUID, *, by: Actor) -> None:
    """I have it: whoever says so holds it, whoever was told; said twice it is said once.

    Raises NotFound, Refused, Conflict when somebody else has it.
    """
    row = _locked(call, by)
    if row.state == State.ACKNOWLEDGED and row.holder_id == by.id:
        return
    rules.insist_raised(row.state)
    _takes(row, by)
    passing.record(row, "acknowledge", by)


@transaction.atomic
def act(call: UUID, *, what: Act, words: str, by: Actor) -> None:
    """Write down what one did: it is theirs from then on, and they have as long again. Raises as `acknowledge`."""
    row = _locked(call, by)
    rules.insist_move(row.state, State.ACKNOWLEDGED)
    _insist_free(row, by)
    _takes(row, by)
    passing.record(row, "act", by, reason_code=what, words=words.strip())


@transaction.atomic
def hand_on(call: UUID, *, to: UUID, by: Actor) -> None:
    """Give it to a colleague who is there: they must say that they have it. Raises as `acknowledge`, and Invalid."""
    row = _locked(call, by)
    rules.insist_move(row.state, State.RAISED)
    _insist_free(row, by)
    if to not in passing.may_take(row):
        raise Invalid({"to": [_("Choose somebody else who may be on call here, and is not away.")]})
    passing.pass_to(row, to, by, "hand_on")


@transaction.atomic
def close(call: UUID, *, outcome: Outcome, words: str, by: Actor) -> None:
    """It is done: who has it now, or what was agreed; whoever has it says so.

    Raises NotFound, Refused, Conflict, Invalid.
    """
    row = _locked(call, by)
    rules.insist_move(row.state, State.CLOSED)
    _insist_free(row, by)
    practice = isinstance(row, Drill)
    if practice is not (outcome is Outcome.PRACTICE):
        raise Invalid({"outcome": [_("Choose how it ended.")]})
    if not practice and not words.strip():
        raise Invalid({"words": [_("Say what was agreed, and who has it now.")]})
    row.state, row.outcome, row.ended_at = State.CLOSED, outcome, clock.now()
    passing.record(row, "close", by, reason_code=outcome, words=words.strip())


def _takes(row: Alert | Drill, by: Actor) -> None:
    """They have it, for as long as the rules give them to do something."""
    minutes = partnerships.model_at(row.partnership_id).model.watch.act_minutes
    row.holder_id, row.state, row.unanswered = by.id, State.ACKNOWLEDGED, 0
    row.due_at = clock.now() + timedelta(minutes=minutes)


def _insist_free(row: Alert | Drill, by: Actor) -> None:
    """Raise Conflict while somebody else has it: nobody acts over the head of who is on the phone."""
    if row.state == State.ACKNOWLEDGED and row.holder_id != by.id:
        raise Conflict(_("Somebody else has this alert."), _("Ask them to hand it on to you."))


def _open_about(about: Ref, item: str) -> Alert | None:
    rows = Alert.objects.select_for_update().exclude(state=State.CLOSED)
    return rows.filter(about_kind=about.kind, about_id=about.id, item=item).first()


def _locked(call: UUID, by: Actor) -> Alert | Drill:
    """The alert or practice, for those who may act on it. Raises NotFound."""
    for table in (Alert, Drill):
        row: Alert | Drill | None = table.objects.select_for_update().filter(pk=call).first()
        if row is not None and row.controller_id == by.partner:
            insist(by, "alert.act", relations(by, keeper=row.controller_id))
            return row
    raise NotFound
