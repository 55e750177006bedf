"""A worker refers somebody who is in the room: written down, read together, then sent or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import links, policy
from watersmeet.audit import api as audit
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import rules, statements
from watersmeet.records.referrals.actions import move
from watersmeet.records.referrals.allocating import Picked, insist_picked, keep
from watersmeet.records.referrals.asking import COUNTED, TOLD_BACK, takes, way_back
from watersmeet.records.referrals.calls import came_by_phone
from watersmeet.records.referrals.models import Proxy, Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.moving import locked, stand
from watersmeet.records.referrals.rules import SENT_WITH
from watersmeet.records.referrals.states import Direction, Reason, State
from watersmeet.records.referrals.ways import Ways, insist_open, known_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whom the worker's partner does not know yet. Nobody under 16: nothing of them is stored."""

    name: str
    age: Age
    contact: SafeContact
    birth_date: date | None = None
    postcode: str = ""
    lang: str = settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One ask for a person: `need` is one they named before, `domain` and `words` name a new one.

    `to_worker` is somebody whom the receiver named as taking urgent referrals; `opening` are their answers to
    the opening questions, by mark.
    """

    person: UUID
    receiver: UUID
    service: ServiceView | None = None
    need: UUID | None = None
    domain: Domain | None = None
    words: str = ""
    direction: str = ""
    to_worker: UUID | None = None
    handover_offered: bool | None = None
    opening: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is read with the person before they answer; `share` and `count` are kept word for word with their yes."""

    share: str
    count: str
    until: datetime


@transaction.atomic
def write_down(newcomer: Newcomer, *, by: Actor, key: str | None = None) -> UUID:
    """A person becomes known to the worker's own partner; returns the id. Raises Refused, Invalid, KeyReused.

    That others there share a clue with them is noted: the worker saw those, and said that it is somebody else.
    """
    partnership, keeper = _seat(by)
    policy.insist(by, "person.write_down", policy.relations(by, keeper=keeper))
    person = people.register(
        partnership=partnership,
        controller=keeper,
        name=newcomer.name,
        contact=newcomer.contact,
        by=by,
        age=newcomer.age,
        birth_date=newcomer.birth_date,
        postcode=newcomer.postcode,
        lang=newcomer.lang,
        key=key,
    )
    known = people.may_be(by, person)
    if known:
        audit.write("person.may_be_known", by=by, subject=Ref("person", person), detail={"records": len(known)})
    return person


def may_refer(actor: Actor, person: UUID) -> bool:
    """Whether the actor may begin a referral for this person: those who help at their keeper; a tutor, of their own."""
    return people.keeper(actor, person) == actor.partner and policy.may(
        actor, "referral.refer", people.standing(actor, person)
    )


@transaction.atomic
def draft(
    wanted: Wanted, *, by: Actor, picked: Picked | None = None, key: str | None = None, at: datetime | None = None
) -> UUID:
    """Write a referral down with the person, whose record the worker's partner keeps. Nothing is sent by it.

    `picked` is the list of services that was shown, and how this one was taken from it: it is kept. Raises NotFound
    when the actor may not refer them, Invalid when it may not go there, KeyReused.
    """
    partnership, referrer = _seat(by)
    if not may_refer(by, wanted.person):
        raise NotFound
    _insist_may_go(wanted, referrer, by)
    if not wanted.to_worker:  # somebody asked by name as it is urgent: nobody is kept from care
        who = known_of(by, wanted.person)
        insist_open("receiver", Ways(partnership, referrer, at).closed(wanted.receiver, wanted.service, who))
    if picked:
        insist_picked(picked, wanted.service.id if wanted.service else None, wanted.receiver)
    in_force = partnerships.model_at(partnership, at)

    def do() -> str:
        row = Referral(
            partnership_id=partnership,
            person_id=wanted.person,
            controller_id=referrer,
            referrer_id=referrer,
            receiver_id=wanted.receiver,
            service_id=wanted.service.id if wanted.service else None,
            need_id=_need(wanted, partnership, referrer, by, at),
            way_in=WayIn.PHONE if came_by_phone(wanted.person) else WayIn.WORKER,
            direction=wanted.direction,
            urgent=wanted.to_worker is not None,
            receiver_worker_id=wanted.to_worker,
            referrer_worker_id=by.id if by.kind is Kind.USER else None,
            handover_offered=wanted.handover_offered,
            words=wanted.words.strip() or None,
            opening_answers=partnerships.answered(in_force.model.asking, wanted.opening) or None,
            model_number=in_force.number,
            made_at=at or clock.now(),
        )
        stand(row, State.DRAFT, at)
        happened(ReferralEvent, "referral.draft", subject=row, by=by, key_owner=wanted.person, at=at)
        if picked:
            keep(row, picked)
        return str(row.pk)

    return UUID(str(once(f"referral.draft:{by.id}", key, _content(wanted), do)))


def directions(referrer: UUID, receiver: UUID) -> tuple[Direction, ...]:
    """Which ways a referral between two partners may go; none when neither side or both sides are care."""
    sectors = (partnerships.partner(one).organisation.sector for one in (referrer, receiver))
    return rules.directions(*sectors)


def statement(actor: Actor, referral: UUID) -> Statement:
    """What to read with the person about a referral that is not sent. Raises NotFound, Refused, Conflict."""
    row = _draft_of(referral, actor)
    rules.insist_seen(row)
    return _statement(row)


@transaction.atomic
def said_yes(
    referral: UUID, *, by: Actor, count: bool = False, second: links.Second | None = None, at: datetime | None = None
) -> None:
    """The person was read the statement and said yes: it is kept word for word, and the referral is sent.

    `count` is their yes to being counted, `second` a PIN they chose to follow it themselves. Raises NotFound, Refused
    (the policy, or the gate names what else is missing), Conflict (it is not a draft any more).
    """
    row = _draft_of(referral, by)
    rules.insist_seen(row)
    Proxy.objects.filter(referral=row).update(yes_at=at or clock.now())
    read = _statement(row, at)
    for giver, receiver, purpose, categories, name, words in _yes(row, read, count=count):
        people.give_permission(
            person=row.person_id,
            giver=giver,
            receiver=receiver,
            purpose=purpose,
            categories=categories,
            statement=name,
            by=by,
            at=at,
            read=words,
        )
    if second:
        way_back(row.partnership_id, row.person_id, row.pk, second, by=by)
    move(referral, State.SENT, by=by, at=at)


@transaction.atomic
def said_no(referral: UUID, *, by: Actor, at: datetime | None = None) -> None:
    """The person said no: nothing is sent, and the draft ends. They are helped in another way. Raises as said_yes."""
    _draft_of(referral, by)
    move(referral, State.WITHDRAWN, by=by, reason=Reason.PERSON_CHOSE, at=at)


def _seat(actor: Actor) -> tuple[UUID, UUID]:
    """Partnership and partner of somebody who works here. Raises NotFound for everybody else."""
    if actor.partnership is None or actor.partner is None:
        raise NotFound
    return actor.partnership, actor.partner


def _insist_may_go(wanted: Wanted, referrer: UUID, by: Actor) -> None:
    """Raise Invalid when the person ruled the group out, or the service does not take them."""
    if wanted.receiver == referrer:
        raise Invalid({"receiver": [_("This is your own organisation. Choose another.")]})
    offered = directions(referrer, wanted.receiver)
    if wanted.direction not in (offered or ("",)):
        raise Invalid({"direction": [_("Choose one of the answers offered")]})
    if wanted.to_worker and wanted.to_worker not in {one.user for one in partnerships.takers(wanted.receiver)}:
        raise Invalid({"to_worker": [_("They take no referrals by name any more. Choose again.")]})
    if wanted.receiver in people.contact_rules(by, wanted.person).not_partners:
        raise Invalid({"receiver": [_("The person asked not to be put in touch with this group.")]})
    service = wanted.service
    if service is None:
        return
    if service.partner_id != wanted.receiver or not service.takes_referrals:
        raise Invalid({"receiver": [_("This service takes no referrals here.")]})
    card = people.cards(by, [wanted.person])[wanted.person]
    if card.age != Age.UNKNOWN and not takes(service, Age(card.age)):
        raise Invalid({"receiver": [_("This service does not take people of their age.")]})


def _need(wanted: Wanted, partnership: UUID, keeper: UUID, by: Actor, at: datetime | None) -> UUID:
    """The need they named before, or a new one. Raises Invalid."""
    if wanted.need:
        if wanted.need not in {card.id for card in plans.needs_for(by, wanted.person)}:
            raise Invalid({"need": [_("Choose one of the answers offered")]})
        return wanted.need
    if wanted.domain is None:
        raise Invalid({"domain": [_("Choose what it is most about")]})
    return plans.record_need(
        person=wanted.person,
        controller=keeper,
        partnership=partnership,
        domain=wanted.domain,
        words=wanted.words,
        by=by,
        at=at,
    )


def _draft_of(referral: UUID, actor: Actor) -> Referral:
    """A referral that the actor's partner wrote down and may send. Raises NotFound, Refused, Conflict."""
    with transaction.atomic():
        row = locked(referral, actor)
    policy.insist(actor, "referral.send", rules.relations(actor, row))
    if row.state != State.DRAFT:
        raise Conflict(_("This was sent already, or it ended."), _("Open it again to see what changed."))
    return row


def _statement(row: Referral, at: datetime | None = None) -> Statement:
    in_force = partnerships.model_at(row.partnership_id, at)
    until = (at or clock.now()) + timedelta(days=in_force.model.limits.permission_days)
    referrer, receiver = (str(partnerships.partner(one)) for one in (row.referrer_id, row.receiver_id))
    shares = row.referrer_id != row.receiver_id
    return Statement(
        statements.share(referrer, receiver, SENT_WITH, TOLD_BACK, until) if shares else statements.own(referrer),
        statements.count(str(partnerships.partner(in_force.front_door))),
        until,
    )


def _yes(
    row: Referral, read: Statement, *, count: bool
) -> Iterator[tuple[UUID, UUID, Purpose, tuple[Category, ...], str, str]]:
    """Each part of the yes: giver, receiver, purpose, categories, which statement, its words."""
    there, back = (row.referrer_id, row.receiver_id), (row.receiver_id, row.referrer_id)
    if row.referrer_id != row.receiver_id:
        yield *there, Purpose.REFERRAL, SENT_WITH, statements.WORKER_SHARE, read.share
        yield *back, Purpose.REFERRAL, TOLD_BACK, statements.WORKER_SHARE, read.share
    if count:
        front_door = partnerships.model_at(row.partnership_id).front_door
        for giver in dict.fromkeys((front_door, *there)):
            yield giver, front_door, Purpose.EVALUATION, COUNTED, statements.WORKER_COUNT, read.count


def _content(wanted: Wanted) -> dict[str, object]:
    """What makes two drafts the same."""
    return {
        "person": str(wanted.person),
        "receiver": str(wanted.receiver),
        "service": str(wanted.service.id) if wanted.service else None,
        "need": str(wanted.need),
        "domain": wanted.domain,
        "words": wanted.words,
        "opening": dict(wanted.opening),
        "direction": wanted.direction,
        "to_worker": str(wanted.to_worker),
        "handover": wanted.handover_offered,
    }
