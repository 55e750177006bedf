"""What somebody who answers for a partner by link sees: the need before a yes, the name after it and a second code."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import SafeContact, Unnamed
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import SAID_YES, State

TALK = {"ask_question", "answer_question"}


@dataclass(frozen=True, slots=True)
class Named:
    """Who it is, and how to reach them safely."""

    name: str
    contact: SafeContact


@dataclass(frozen=True, slots=True)
class ByLink:
    """A referral as somebody who answers by link sees it. `named` is None until they said yes and confirmed.

    `about` is None once it has ended: nothing of the person is shown any more. `talk` is what was asked and answered.
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
    talk: tuple[str, ...] = ()
    named: Named | None = None


def seen_by_link(actor: Actor, referral: UUID) -> ByLink:
    """The one referral that the actor's link is about. Raises NotFound for whoever else asks."""
    row = row_for(actor, referral)
    if not policy.may(actor, "referral.answer_by_link", rules.relations(actor, row)):
        raise NotFound
    on_duty = rules.holds(actor, row)
    over = row.state not in SAID_YES | {State.SENT}
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
        talk=() if over else tuple(_said(actor, row, one) for one in _talk(row)),
        named=_named(actor, row),
    )


def may_name(actor: Actor, referral: UUID) -> None:
    """Raises NotFound unless the actor's side said yes to it, so that a second code may be asked for."""
    if not seen_by_link(actor, referral).may_name:
        raise NotFound


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
