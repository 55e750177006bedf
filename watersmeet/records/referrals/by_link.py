"""What somebody who answers for a partner by link sees: the need before a yes, the name after it and a second code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.files import keeping as files
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import SafeContact, Unnamed
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import rules, threads
from watersmeet.records.referrals.models import Message, Referral, ReferralEvent
from watersmeet.records.referrals.queries import may_be_answered, row_for
from watersmeet.records.referrals.states import SAID_YES, State

TALK = {"ask_question", "answer_question"}
ASKED = SAID_YES | {State.SENT}
"""In these something is left to answer, or to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who it is, and how to reach them safely."""

    name: str
    contact: SafeContact


@dataclass(frozen=True, slots=True)
class Written:
    """One message to their group: who wrote (the person where it is None), the words, and how many files came along."""

    id: UUID
    sender: UUID | None
    words: str
    at: datetime
    files: int
    unread: bool


@dataclass(frozen=True, slots=True)
class ByLink:
    """A referral as somebody who answers by link sees it. `named` is None until they said yes and confirmed.

    `about` is None once it has ended: nothing of the person is shown any more. `talk` is what was asked and answered,
    `messages` what was written to their group: read after a yes, and `held_back` says how many wait for it.
    """

    id: UUID
    person: UUID
    reference: str
    group: str
    service: str
    state: State
    due_on: date | None
    version: int
    question_open: bool
    may_name: bool
    about: Unnamed | None = None
    domain: Domain | None = None
    words: str = ""
    own_answers: tuple[tuple[str, str], ...] = ()
    talk: tuple[str, ...] = ()
    messages: tuple[Written, ...] = ()
    held_back: int = 0
    named: Named | None = None


def seen_by_link(actor: Actor, referral: UUID) -> ByLink:
    """The one referral that the actor's link is about. Raises NotFound for whoever else asks."""
    row = row_for(actor, referral)
    if not policy.may(actor, "referral.answer_by_link", rules.relations(actor, row)):
        raise NotFound
    on_duty = rules.holds(actor, row)
    over = row.state not in ASKED
    need = plans.need_asked(actor, row.need_id, on_duty=on_duty) if row.need_id and not over else None
    return ByLink(
        id=row.pk,
        person=row.person_id,
        reference=row.reference,
        group=str(partnerships.partner(row.receiver_id)),
        service=directory.names_of([row.service_id]).get(row.service_id, "") if row.service_id else "",
        state=State(row.state),
        due_on=row.due_on,
        version=row.version,
        question_open=row.question_open,
        may_name=row.state in SAID_YES,
        about=None if over else people.unnamed(actor, row.person_id, on_duty=on_duty),
        domain=need.domain if need else None,
        words="" if over else _said(actor, row, row.words or (need.words if need else "")),
        own_answers=() if over else tuple((asked, _said(actor, row, told)) for asked, told in row.own_answers or []),
        talk=() if over else tuple(_said(actor, row, one) for one in _talk(row)),
        messages=tuple(_written(actor, row)) if row.state in SAID_YES else (),
        held_back=_to_group(actor, row).count() if row.state == State.SENT else 0,
        named=_named(actor, row),
    )


def may_name(actor: Actor, referral: UUID) -> None:
    """Raises NotFound unless the actor's side said yes to it, so that a second code may be asked for."""
    if not seen_by_link(actor, referral).may_name:
        raise NotFound


def may_send_link(actor: Actor, referral: UUID) -> bool:
    """Whether the actor sent it to a partner that answers by link, and it is still theirs to answer."""
    row = row_for(actor, referral)
    theirs = row.state in ASKED and bool(partnerships.answerers_of(row.receiver_id))
    if not theirs or not policy.may(actor, "referral.send", rules.relations(actor, row)):
        return False
    try:
        return bool(may_be_answered(row.pk, row.receiver_id))
    except NotFound:
        return False


@transaction.atomic
def send_link_again(referral: UUID, *, by: Actor) -> None:
    """A new link to each who answers there, since links run out; once in an hour, however often it is pressed.

    Raises NotFound, Refused.
    """
    row = row_for(by, referral)
    people.lock(row.person_id)
    policy.insist(by, "referral.send", rules.relations(by, row))
    if not may_send_link(by, referral):
        raise NotFound
    hour = clock.now().isoformat(timespec="hours")
    for one in partnerships.answerers_of(row.receiver_id):
        outbox.put(
            "answerer.referral",
            subject=Ref("referral", row.pk),
            to=Ref("answerer", one.id),
            person=row.person_id,
            partnership=row.partnership_id,
            key=f"again:{hour}:{row.pk}:{one.id}",
            ordered_by=by,
        )
    audit.write("referral.send_link", by=by, subject=Ref("referral", row.pk))


def _to_group(actor: Actor, row: Referral) -> QuerySet[Message]:
    return threads.readable(actor, row).filter(to=actor.partner)


def _written(actor: Actor, row: Referral) -> Iterator[Written]:
    new = {one.pk for one in threads.unread(actor, row)}
    rows = list(_to_group(actor, row).order_by("made_at", "pk"))
    enclosed = files.listed(Ref("message", one.pk) for one in rows)
    for one in rows:
        many = len(enclosed.get(Ref("message", one.pk), ()))
        yield Written(one.pk, one.sender_id, _said(actor, row, one.words or ""), one.made_at, many, one.pk in new)


def _named(actor: Actor, row: Referral) -> Named | None:
    """Who it is, by the policy and then by the gate."""
    if not policy.may(actor, "referral.see_name", rules.relations(actor, row)):
        return None
    on_duty = rules.holds(actor, row)
    card = people.cards(actor, [row.person_id], on_duty=on_duty).get(row.person_id)
    return Named(card.name, people.contact_rules(actor, row.person_id, on_duty=on_duty)) if card else None


def _said(actor: Actor, row: Referral, words: str) -> str:
    return people.without_who(actor, row.person_id, words, on_duty=rules.holds(actor, row)) if words else ""


def _talk(row: Referral) -> list[str]:
    said = ReferralEvent.objects.filter(subject=row, what__in=TALK).order_by("version")
    return [event.words or "" for event in said]
