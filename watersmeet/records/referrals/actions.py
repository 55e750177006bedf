"""What can be done to a referral. Every step is one face of `move`: the policy says who, the rules say when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, Conflict, Invalid, Refusal, Refused
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules, urgent
from watersmeet.records.referrals.models import Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.moving import close, local_day, locked, pass_on, silence, stand, step
from watersmeet.records.referrals.rules import NOTHING, Details
from watersmeet.records.referrals.states import ENDED, Reason, State
from watersmeet.records.referrals.telling import tell, tell_of_stop


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
    way_in: WayIn = WayIn.SELF,
    introducer: UUID | None = None,
    own: Sequence[Sequence[str]] = (),
    key: str | None = None,
    at: datetime | None = None,
    received_at: datetime | None = None,
) -> UUID:
    """A person asks for themself: the front door is the referrer. Returns the referral's id.

    With the person's yes and an agreement in force it goes straight to `receiver`, and to the front door's own services
    without; else it waits with the front door, as it always does when somebody else asked on their behalf. What was
    asked on paper `at` a time counts its days from when it was `received_at`, and is sent now. `introducer` sat with
    them, and the way in says so.
    """
    since, sent_at = received_at or at, None if received_at else at
    in_force = partnerships.model_at(partnership, sent_at)

    def do() -> str:
        referral = Referral(
            partnership_id=partnership,
            person_id=person,
            controller_id=in_force.front_door,
            referrer_id=in_force.front_door,
            receiver_id=receiver or in_force.front_door,
            service_id=service,
            need_id=need,
            way_in=way_in,
            introducer_id=introducer,
            words=words.strip() or None,
            own_answers=[list(one) for one in own] or None,
            model_number=in_force.number,
            made_at=at or clock.now(),
        )
        stand(referral, State.DRAFT, since)
        verb = "referral.ask_for" if way_in is WayIn.BEHALF else "referral.ask"
        happened(ReferralEvent, verb, subject=referral, by=by, key_owner=person, at=at)
        if receiver and way_in is not WayIn.BEHALF and open_to_receiver(referral, sent_at):
            step(referral, State.SENT, by=by, at=sent_at)
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
    rules.insist_details(row, to, details, partial(local_day, row, clock.now()))
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
    if to is State.SENT and row.urgent:
        urgent.call(row, by=by)


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
    side = "receiver_worker_id" if by.partner == row.receiver_id else "referrer_worker_id"
    before = getattr(row, side)
    setattr(row, side, to)
    pass_on(row, "referral.assign", before=before, after=to, by=by)


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


@transaction.atomic
def stop_all(person: UUID, *, by: Actor, receiver: UUID | None = None) -> None:
    """Withdraw what is open for a person: all of it, or what was sent to one receiver they stopped sharing with."""
    rows = Referral.objects.select_for_update().filter(person=person, closed_at=None).exclude(state__in=ENDED)
    for row in rows.filter(receiver=receiver).exclude(referrer=receiver) if receiver else rows:
        step(row, State.WITHDRAWN, by=by, reason=Reason.STOPPED_SHARING)
        if receiver and row.sent_at:
            tell_of_stop(row, receiver, by)
    if receiver:
        passed_on = rules.told_of().select_for_update(of=("self",)).filter(person=person, referrer=receiver)
        for row in passed_on:
            silence(row, by=by)


def insist_services(partnership: UUID, services: Collection[UUID]) -> None:
    """Raise Invalid unless each is an open service of the place."""
    if not services:
        return
    known = {one.id for one in directory.choices(Actor(Kind.PROCESS, partnership=partnership))}
    if not known >= set(services):
        raise Invalid({"instead": [_("Choose a service from the list.")]})


def open_to_receiver(row: Referral, at: datetime | None) -> Allowed | Refusal:
    """Whether the receiver may be shown what a referral is sent with: never on the word of who asked for somebody."""
    for awaits in (rules.awaits_seeing, rules.awaits_own_yes):
        missing = awaits(row)
        if missing is not None:  # a refusal is falsy
            return missing
    return people.gate_all(
        row.person_id,
        giver=row.referrer_id,
        receiver=row.receiver_id,
        purpose=Purpose.REFERRAL,
        categories=rules.SENT_WITH,
        at=at,
    )
