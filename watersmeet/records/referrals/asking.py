"""Asking for help without an account: what a visitor told is written in one transaction, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import links, policy
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound, Refusal, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import statements
from watersmeet.records.referrals.actions import ask_for_self
from watersmeet.records.referrals.behalf import OnBehalf, insist_apart, keep_proxy
from watersmeet.records.referrals.models import Referral, WayIn
from watersmeet.records.referrals.rules import SENT_WITH
from watersmeet.records.referrals.states import State

TOLD_BACK = (Category.REFERRAL, Category.ATTENDANCE)
"""What the receiver may tell the front door, so that the outcome comes back."""
COUNTED = (Category.NEEDS, Category.REFERRAL, Category.WELLBEING_SCORES)
"""What may be counted, when the person said yes to that apart."""
FRONT_DOOR = ("phone.take", "paper.take")
COUNT_STATEMENT = "ask-count-1"
YOUNGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a visitor told us. `share` is their yes to the receiver seeing it, `count` their yes to evaluation.

    `on_behalf`: it is about somebody else, who alone can say yes; then there is no yes in it, and no link. `opening`
    are their answers to the opening questions, by mark. `by_phone`: a worker typed it while they talked. `introducer`:
    who sat with them while they asked.
    """

    partnership: UUID
    age: Age
    domain: Domain
    words: str
    name: str
    contact: SafeContact
    second: links.Second | None = None
    on_behalf: OnBehalf | None = None
    by_phone: bool = False
    introducer: UUID | None = None
    service: ServiceView | None = None
    postcode: str = ""
    share: bool = False
    count: bool = False
    opening: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a yes was a yes to: the code of the words, the very words if they are kept, and its end if they say it."""

    statement: str
    read: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: who has it, what is due, and the token of the link to keep ("" when it was asked before)."""

    referral: UUID
    reference: str
    state: State
    holder: UUID | None
    due_on: date | None
    token: str


def takes(service: ServiceView, age: Age) -> bool:
    """Whether a service takes people of that age; of 16 and 17 only when it says so, and no rule of its place no."""
    if age is Age.YOUNG:
        return service.min_age is not None and service.min_age <= YOUNGEST and not directory.for_adults(service)
    return service.max_age is None or service.max_age > YOUNGEST + 1


def answers(service: ServiceView | None, front_door: UUID) -> UUID | None:
    """The partner who answers requests for a service, when that is another than the front door."""
    if service is None or not service.takes_referrals or service.partner_id == front_door:
        return None
    return service.partner_id


def may_pass(front_door: UUID, receiver: UUID) -> bool:
    """Whether all but the person's yes is there for a referrer, such as the front door, to pass a request on."""
    if front_door == receiver:
        return False
    footing = partnerships.footing(front_door, receiver, Purpose.REFERRAL, SENT_WITH)
    return footing.agreed and footing.grounded


@transaction.atomic
def ask(told: Told, *, by: Actor, key: str, at: datetime | None = None) -> Asked:
    """Register the person with the front door, keep their need, their yes, their request and a link to follow it.

    `key` names this asking: a second click changes nothing. Raises Refused, Invalid, KeyReused.
    """
    policy.insist(by, "help.ask")
    insist_ready(told.partnership, at)
    tokens: list[str] = []

    def do() -> str:
        referral, token = _write(told, by, at)
        tokens.append(token)
        return str(referral)

    row = Referral.objects.get(pk=UUID(str(once("form.ask", key, _content(told), do))))
    return Asked(row.pk, row.reference, State(row.state), row.holder_id, row.due_on, tokens[0] if tokens else "")


def at_front_door(actor: Actor) -> frozenset[str]:
    """The verbs of the front door's own work that the actor may do; none for those who work elsewhere."""
    if actor.partnership is None:
        return frozenset()
    verbs = at_a_front_door(actor)
    try:
        here = bool(verbs) and partnerships.model_at(actor.partnership).front_door == actor.partner
    except NotFound:  # a place that has no model yet has no front door
        here = False
    return verbs if here else frozenset()


def at_a_front_door(actor: Actor) -> frozenset[str]:
    """The same, if the actor's partner is the front door: for who knows that already."""
    standing = policy.relations(actor, keeper=actor.partner)
    return frozenset(verb for verb in FRONT_DOOR if actor.partner and policy.may(actor, verb, standing))


def insist_ready(partnership: UUID, at: datetime | None = None) -> None:
    """Raise Refused when the front door has no recorded lawful basis: it could not read what it was told."""
    in_force = partnerships.model_at(partnership, at)
    if not partnerships.all_have_basis({in_force.front_door}, Purpose.REFERRAL):
        say = _("This place cannot take requests here yet.")
        raise Refused(Refusal("lawful_basis", say, _("Please ring %(phone)s.") % {"phone": in_force.model.phone}))


def _write(told: Told, by: Actor, at: datetime | None) -> tuple[UUID, str]:
    in_force = partnerships.model_at(told.partnership, at)
    if told.on_behalf:
        insist_apart(told.on_behalf, told.contact, told.age)
        told = replace(told, share=False, count=False, second=None)
    receiver = answers(told.service, in_force.front_door)
    person = _register(told, in_force.front_door, by)
    need = plans.record_need(
        person=person,
        controller=in_force.front_door,
        partnership=told.partnership,
        domain=told.domain,
        words=told.words,
        by=by,
        at=at,
    )
    _permit(told, person, in_force.front_door, receiver, by, at)
    referral = ask_for_self(
        person=person,
        partnership=told.partnership,
        words=told.words,
        by=by,
        service=told.service.id if told.service else None,
        receiver=told.service.partner_id if told.service and told.service.takes_referrals else None,
        need=need,
        way_in=_way_in(told),
        introducer=told.introducer,
        opening=partnerships.answered(in_force.model.asking, told.opening),
        at=at,
    )
    if told.on_behalf:
        keep_proxy(referral, told.on_behalf)
    token = way_back(told.partnership, person, referral, told.second, by=by) if told.second else ""
    return referral, token


def _way_in(told: Told) -> WayIn:
    if told.on_behalf:
        return WayIn.BEHALF
    if told.introducer:
        return WayIn.INTRODUCER
    return WayIn.PHONE if told.by_phone else WayIn.SELF


def _register(told: Told, front_door: UUID, by: Actor) -> UUID:
    """A new record; that the front door may know them already is noted for a human, who decides."""
    known = people.candidates(
        told.partnership, front_door, name=told.name, born=None, phone=told.contact.phone, email=told.contact.email
    )
    person = people.register(
        partnership=told.partnership,
        controller=front_door,
        name=told.name,
        contact=told.contact,
        by=by,
        age=told.age,
        postcode=told.postcode,
    )
    if known:
        subject = Ref("person", person)
        audit.write("person.may_be_known", by=by, subject=subject, detail={"records": len(known)})
    return person


def _permit(told: Told, person: UUID, front_door: UUID, receiver: UUID | None, by: Actor, at: datetime | None) -> None:
    """The yes that was given, both ways: what the receiver may see, and what it may tell back; counting apart."""
    if receiver and told.share:
        permit_both_ways(told.partnership, person, front_door, receiver, by=by, at=at)
    if told.count:
        givers = [front_door, receiver if told.share else None]
        permit_counting(person, front_door, givers, Said(COUNT_STATEMENT), by=by, at=at)


def permit_counting(
    person: UUID,
    front_door: UUID,
    givers: Iterable[UUID | None],
    said: Said,
    *,
    by: Actor,
    at: datetime | None = None,
) -> None:
    """The yes to being counted by the front door, in what each of those partners knows."""
    for giver in dict.fromkeys(one for one in givers if one):
        people.give_permission(
            person=person,
            giver=giver,
            receiver=front_door,
            purpose=Purpose.EVALUATION,
            categories=COUNTED,
            statement=said.statement,
            by=by,
            until=said.until,
            at=at,
            read=said.read,
        )


def own_statement(partnership: UUID, referrer: UUID, receiver: UUID, at: datetime | None = None) -> str:
    """The very words a person reads who says yes by themself; they are kept with it. One sentence a line."""
    lasts = timedelta(days=partnerships.model_at(partnership, at).model.limits.permission_days)
    front_door, there = (str(partnerships.partner(one)) for one in (referrer, receiver))
    return statements.own_share(front_door, there, SENT_WITH, (at or clock.now()) + lasts)


def permit_both_ways(
    partnership: UUID,
    person: UUID,
    referrer: UUID,
    receiver: UUID,
    *,
    by: Actor,
    at: datetime | None = None,
    said: Said | None = None,
) -> None:
    """The yes that a person gives by themself: what the receiver may see, and what it may tell back.

    Without `said` they read our own statement as it stands today.
    """
    said = said or Said(statements.OWN_SHARE, own_statement(partnership, referrer, receiver, at))
    for giver, to, categories in ((referrer, receiver, SENT_WITH), (receiver, referrer, TOLD_BACK)):
        people.give_permission(
            person=person,
            giver=giver,
            receiver=to,
            purpose=Purpose.REFERRAL,
            categories=categories,
            statement=said.statement,
            by=by,
            until=said.until,
            at=at,
            read=said.read,
        )


def way_back(partnership: UUID, person: UUID, referral: UUID, second: links.Second, *, by: Actor) -> str:
    """The token of the person's link to their page, which their reference opens too: for as long as a referral is kept.

    It outlives their yes: who stopped, or whose yes ran out, can still see what became of it.
    """
    model = partnerships.model_at(partnership).model
    kept = timedelta(days=model.limits.permission_days + 31 * model.retention.referral)
    return links.issue_link(
        "status",
        subject=Ref("referral", referral),
        partnership=partnership,
        person=person,
        until=clock.now() + kept,
        by=by,
        second=second,
    )


def _content(told: Told) -> dict[str, object]:
    """What makes two askings the same; the PIN's hash is salted, so it does not count."""
    return {
        "partnership": told.partnership,
        "service": told.service.id if told.service else None,
        "age": told.age,
        "domain": told.domain,
        "words": told.words,
        "name": told.name,
        "contact": told.contact.to_json(),
        "share": told.share,
        "count": told.count,
        "on_behalf": asdict(told.on_behalf) if told.on_behalf else None,
        "introducer": told.introducer,
        "opening": dict(told.opening),
    }
