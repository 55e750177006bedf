"""What can be done to a referral. Every step is one face of `move`: the policy says who, the rules say when."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, Conflict, Invalid, NotFound, Refusal, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.rules import NOTHING, Details
from watersmeet.records.referrals.states import ENDED, OVER, Holder, Meeting, Reason, State, standing

MEASURED = {State.ACCEPTED: "measures.start", State.COMPLETED: "measures.end"}
"""The steps that make questions due: before it begins, and when it has come to its end."""


@transaction.atomic
def ask_for_self(
    *,
    person: UUID,
    partnership: UUID,
    words: str,
    by: Actor,
    service: UUID | None = None,
    receiver: UUID | None = None,
    need: UUID | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """A person asks for themself: the front door is the referrer. Returns the referral's id.

    With the person's yes and an agreement in force it goes straight to `receiver`, and to the front door's own services
    without; else it waits with the front door.
    """
    in_force = partnerships.model_at(partnership, at)

    def do() -> str:
        referral = Referral(
            partnership_id=partnership,
            person_id=person,
            controller_id=in_force.front_door,
            referrer_id=in_force.front_door,
            receiver_id=receiver or in_force.front_door,
            service_id=service,
            need_id=need,
            way_in=WayIn.SELF,
            words=words.strip() or None,
            model_number=in_force.number,
            made_at=at or clock.now(),
        )
        stand(referral, State.DRAFT, at)
        happened(ReferralEvent, "referral.ask", subject=referral, by=by, key_owner=person, at=at)
        if receiver and open_to_receiver(referral, at):
            step(referral, State.SENT, by=by, at=at)
        else:
            tell(referral, by)
        return str(referral.pk)

    content = {"person": str(person), "service": str(service), "words": words}
    return UUID(str(once(f"referral.ask:{person}", key, content, do)))


@transaction.atomic
def move(
    referral: UUID,
    to: State,
    *,
    by: Actor,
    words: str = "",
    reason: str = "",
    details: Details = NOTHING,
    seen_version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take one step. `seen_version` is the version the actor saw: another since then is a Conflict.

    Raises NotFound, Refused (policy or gate), Conflict (no such step from here) or Invalid (reason, details).
    """
    row = locked(referral, by, seen_version)
    policy.insist(by, rules.VERBS[to], rules.relations(by, row))
    rules.insist_move(row, to, reason)
    rules.insist_details(row, to, details, local_day(row, clock.now()))
    insist_services(row.partnership_id, details.instead)
    if to is State.SENT:
        answer = open_to_receiver(row, at)
        if not answer:
            raise Refused(answer)
    _take_up(row, by)
    row.queue_place, row.expected_on = details.queue_place, details.expected_on
    if details.instead:
        row.instead.set(details.instead)  # type: ignore[arg-type]  # Django takes ids of any kind
    step(row, to, by=by, words=words, reason=reason, at=at)


class Face(Protocol):
    """One step of a referral, by its own verb."""

    def __call__(
        self,
        referral: UUID,
        *,
        by: Actor,
        words: str = "",
        reason: str = "",
        details: Details = NOTHING,
        seen_version: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Take the step (see `move`)."""
        ...


def _face(to: State) -> Face:
    def face(
        referral: UUID,
        *,
        by: Actor,
        words: str = "",
        reason: str = "",
        details: Details = NOTHING,
        seen_version: int | None = None,
        at: datetime | None = None,
    ) -> None:
        move(referral, to, by=by, words=words, reason=reason, details=details, seen_version=seen_version, at=at)

    face.__name__ = rules.VERBS[to].rpartition(".")[2]
    face.__doc__ = f"Make it: {to.value} (see `move`)."
    return face


send = _face(State.SENT)
accept = _face(State.ACCEPTED)
decline = _face(State.DECLINED)
wait = _face(State.WAITING)
start = _face(State.STARTED)
pause = _face(State.PAUSED)
complete = _face(State.COMPLETED)
leave = _face(State.LEFT)
withdraw = _face(State.WITHDRAWN)
enter_in_error = _face(State.ENTERED_IN_ERROR)


@transaction.atomic
def assign(referral: UUID, *, to: UUID | None, by: Actor) -> None:
    """Name who at the actor's partner looks after it, or nobody: each side has its own worker.

    Raises NotFound, Refused, Conflict when it is over, Invalid when `to` does not serve there.
    """
    row = locked(referral, by)
    policy.insist(by, "referral.assign", rules.relations(by, row))
    if row.closed_at:
        raise Conflict(_("This referral is closed: nobody looks after it any more."))
    if to is not None:
        rules.insist_serves(to, by.partner)
    if by.partner == row.receiver_id:
        row.receiver_worker_id = to
    else:
        row.referrer_worker_id = to
    happened(ReferralEvent, "referral.assign", subject=row, by=by, key_owner=row.person_id)


@transaction.atomic
def see_outcome(referral: UUID, *, by: Actor) -> None:
    """The referrer has read how it ended: the loop is closed."""
    row = locked(referral, by)
    policy.insist(by, "referral.see_outcome", rules.relations(by, row))
    if not rules.awaits_reading(row):
        raise Conflict(_("There is no outcome waiting to be read."))
    close(row, "referral.see_outcome", by=by)


def _take_up(row: Referral, by: Actor) -> None:
    """Who takes a step for a side that named nobody yet looks after it from now on."""
    if by.kind is not Kind.USER:
        return
    if by.partner == row.receiver_id:
        row.receiver_worker_id = row.receiver_worker_id or by.id
    elif by.partner == row.referrer_id:
        row.referrer_worker_id = row.referrer_worker_id or by.id


def close(row: Referral, verb: str, *, by: Actor, reason: str = "") -> None:
    """Nobody holds it any more. The caller holds the row."""
    row.closed_at = clock.now()
    row.holder, row.next_action, row.due_on = None, "", None
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id, reason_code=reason)


@transaction.atomic
def stop_all(person: UUID, *, by: Actor, receiver: UUID | None = None) -> None:
    """Withdraw what is open for a person: all of it, or what was sent to one receiver they stopped sharing with."""
    rows = Referral.objects.select_for_update().filter(person=person, closed_at=None).exclude(state__in=ENDED)
    for row in rows.filter(receiver=receiver).exclude(referrer=receiver) if receiver else rows:
        step(row, State.WITHDRAWN, by=by, reason=Reason.STOPPED_SHARING)
        if receiver and row.sent_at:
            _tell_of_stop(row, receiver, by)
    if receiver:
        _silence(person, receiver, by)


def _tell_of_stop(row: Referral, receiver: UUID, by: Actor) -> None:
    """They saw it in their work, whether or not a message had left: they learn that it has ended, about nobody."""
    outbox.put(
        "partner.stopped",
        subject=Ref("referral", row.pk),
        to=Ref("partner", receiver),
        key=f"{row.pk}:{receiver}:{clock.today().isoformat()}",
        ordered_by=by,
        partnership=row.partnership_id,
    )


def _silence(person: UUID, referrer: UUID, by: Actor) -> None:
    """From now on the referrer learns nothing more of what it passed on: no message, no page, no outcome."""
    passed_on = Referral.objects.select_for_update().filter(person=person, referrer=referrer, closed_at=None)
    for row in passed_on.filter(sent_at__isnull=False, silent_since=None).exclude(receiver=referrer):
        row.silent_since = clock.now()
        if row.question_open:
            stand(row, State(row.state))
        call_off(row, by=by)
        happened(ReferralEvent, "referral.silence", subject=row, by=by, key_owner=person)
        if row.state in ENDED:
            close(row, "referral.close", by=by, reason=Reason.NOT_TOLD)


def step(row: Referral, to: State, *, by: Actor, words: str = "", reason: str = "", at: datetime | None = None) -> None:
    """Take a step that was found to be allowed, and tell of it. The caller holds the row."""
    stand(row, to, at)
    if to is State.SENT:
        row.sent_at = at or clock.now()
    if to in ENDED:
        row.ended_at = at or clock.now()
    if to is State.ENTERED_IN_ERROR:
        row.closed_at = row.closed_at or clock.now()
    happened(
        ReferralEvent,
        rules.VERBS[to],
        subject=row,
        by=by,
        key_owner=row.person_id,
        at=at,
        reason_code=reason,
        words=words.strip(),
    )
    if to in ENDED or to in OVER:
        call_off(row, by=by)
    tell(row, by)
    if to is State.SENT and row.urgent:
        call_taker(row, by)
    if to in ENDED and row.silent_since:
        close(row, "referral.close", by=by, reason=Reason.NOT_TOLD)
    elif to in ENDED and row.sent_at is None and by.partner == row.referrer_id:
        close(row, "referral.close", by=by)  # it never left: its writer has no outcome to read


def call_off(row: Referral, *, by: Actor) -> None:
    """A joint first contact that is still planned does not take place: the referral ended first."""
    planned = row.handovers.filter(outcome=Meeting.PLANNED)
    if planned.update(outcome=Meeting.CALLED_OFF, holder=None, due_on=None, ended_at=clock.now()):
        happened(ReferralEvent, "referral.handover_called_off", subject=row, by=by, key_owner=row.person_id)


def stand(row: Referral, state: State, at: datetime | None = None, *, asked: bool = False) -> None:
    """Put the referral into a state; holder, next action and due date follow from the table and its model.

    `asked`: the receiver asked a question, and waits for the answer.
    """
    stands = standing(state, asked=asked)
    row.state, row.question_open, row.chases = state, asked, 0
    row.reminded_on = row.late_told_on = row.lead_told_on = None
    holders = {Holder.REFERRER: row.referrer_id, Holder.RECEIVER: row.receiver_id, Holder.NOBODY: None}
    row.holder_id = holders[stands.holder]
    row.next_action = stands.next_action or ""
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    row.due_on = rules.due(
        model, stands, local_day(row, at or clock.now()), urgent=rules.awaits_acknowledgement(row) and not asked
    )


def local_day(row: Referral, moment: datetime) -> date:
    """The day of the place then."""
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    return moment.astimezone(ZoneInfo(model.zone)).date()


def insist_services(partnership: UUID, services: Collection[UUID]) -> None:
    """Raise Invalid unless each is an open service of the place."""
    if not services:
        return
    known = {one.id for one in directory.choices(Actor(Kind.PROCESS, partnership=partnership))}
    if not known >= set(services):
        raise Invalid({"instead": [_("Choose a service from the list.")]})


def tell(row: Referral, by: Actor) -> None:
    """The person hears of every step; so does the other side, the receiver once it was sent. Messages hold no words."""
    if row.sent_at is None and row.way_in == WayIn.WORKER:
        return  # what a worker wrote and never sent is no news to anybody
    tell_person(row, by)
    put = partial(_to_person, row, by)
    if row.state in MEASURED:
        put(MEASURED[State(row.state)], key=str(row.pk))
    if row.state in OVER:
        put("measures.stop", key=f"{row.pk}:{row.version}")
    tell_sides(row, by)


def tell_person(row: Referral, by: Actor) -> None:
    """The person hears that there is news on their page, when safe contact allows it."""
    _to_person(row, by, "person.referral", key=f"{row.pk}:{row.version}", stream=row.pk)


def _to_person(row: Referral, by: Actor, kind: str, *, key: str, stream: UUID | None = None) -> None:
    outbox.put(
        kind,
        subject=Ref("referral", row.pk),
        to=Ref("person", row.person_id),
        person=row.person_id,
        partnership=row.partnership_id,
        key=key,
        stream=stream,
        ordered_by=by,
    )


def tell_sides(row: Referral, by: Actor) -> None:
    """The other side hears that there is news, by reference: the referrer unless silenced, the receiver once sent."""
    subject, step = Ref("referral", row.pk), f"{row.pk}:{row.version}"
    sides = {row.referrer_id} if row.silent_since is None else set()
    for side in (sides | ({row.receiver_id} if row.sent_at else set())) - {by.partner}:
        outbox.put(
            "partner.referral",
            subject=subject,
            to=Ref("partner", side),
            person=row.person_id,
            partnership=row.partnership_id,
            key=f"{step}:{side}",
            ordered_by=by,
        )


def call_taker(row: Referral, by: Actor) -> None:
    """Whoever was named, or now stands in, hears that an urgent referral waits for them: a reference, nothing more."""
    outbox.put(
        "partner.urgent",
        subject=Ref("referral", row.pk),
        to=Ref("partner", row.receiver_id),
        person=row.person_id,
        partnership=row.partnership_id,
        key=f"{row.pk}:{row.version}",
        ordered_by=by,
    )


def open_to_receiver(row: Referral, at: datetime | None) -> Allowed | Refusal:
    """Whether the receiver may be shown what a referral is sent with."""
    return people.gate_all(
        row.person_id,
        giver=row.referrer_id,
        receiver=row.receiver_id,
        purpose=Purpose.REFERRAL,
        categories=rules.SENT_WITH,
        at=at,
    )


def locked(referral: UUID, actor: Actor, seen_version: int | None = None) -> Referral:
    """The row, held until the transaction ends. Raises NotFound for those who may not know of it.

    `seen_version` is the version the actor saw: another since then is a Conflict.
    """
    if not rules.visible(actor).filter(pk=referral).exists():
        raise NotFound
    row = Referral.objects.select_for_update().get(pk=referral)
    if seen_version is not None and seen_version != row.version:
        raise Conflict(
            _("Somebody changed this while you were reading."), _("Look at what changed, then choose again.")
        )
    return row
