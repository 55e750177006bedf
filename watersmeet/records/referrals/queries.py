"""What others ask about referrals. Every read starts from who is asking, and passes the gate."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Card
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import REASONS, NextAction, Reason, State

ANSWERER = "answerer"
"""Who took a step, where it was somebody who answers for a partner by link."""


_UNREAD = ("words", "own_answers")
"""What long lists leave where it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A referral as the actor may see it; `card` is None for those who may not know who it is about."""

    id: UUID
    reference: str
    person: UUID
    card: Card | None
    state: State
    next_action: NextAction | None
    due_on: date | None
    days_late: int
    service: UUID | None
    need: UUID | None
    referrer: UUID
    receiver: UUID
    holder: UUID | None
    made_at: datetime
    closed: bool
    question_open: bool
    handover_offered: bool | None
    queue_place: int | None
    expected_on: date | None
    version: int
    words: str = ""
    own_answers: tuple[tuple[str, str], ...] = ()
    assigned_to: UUID | None = None
    awaits_choice: bool = False
    urgent: bool = False  # it waits for somebody whom it was sent to by name


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a referral's story."""

    what: str
    happened_at: datetime
    recorded_at: datetime
    reason: Reason | None
    words: str
    actor_kind: str
    version: int
    told_later: bool = False  # it was written down on another day: of its hour nothing is known


@dataclass(frozen=True, slots=True)
class Late:
    """A referral that stands still, as those outside the partner may know it."""

    reference: str
    days_late: int
    due_on: date
    next_action: NextAction


def open_for(actor: Actor, *, named: bool = True) -> list[Seen]:
    """What the actor's own partner holds, the most urgent first, with the names the actor may know.

    Without `named` nobody's key is opened: for long lists, which ask for the names of what they show.
    """
    policy.insist(actor, "worklist.see")
    held = (
        rules.visible(actor).filter(holder=actor.partner, closed_at=None).defer(*_UNREAD).order_by("due_on", "made_at")
    ).select_related("service")
    rows = [row for row in held if _may_see(actor, row)]
    cards = people.cards(actor, (row.person_id for row in rows), on_duty=True) if named else {}
    today, late = clock.today(), _counts_late()
    return [_seen(row, cards.get(row.person_id), today, late=late) for row in rows]


def away_from(actor: Actor) -> list[Seen]:
    """What the actor's partner sent or asked about, while another has the next step. No key is opened."""
    today, late = clock.today(), _counts_late()
    return [_seen(row, None, today, late=late) for row in _away(actor)]


def count_away(actor: Actor) -> int:
    """How many of those there are."""
    return len(_away(actor))


def _away(actor: Actor) -> list[Referral]:
    policy.insist(actor, "worklist.see")
    if actor.partner is None:
        return []
    sides = Q(referrer=actor.partner) | Q(receiver=actor.partner)
    away = rules.visible(actor).filter(sides, sent_at__isnull=False, closed_at=None).exclude(holder=actor.partner)
    return [row for row in away.defer(*_UNREAD).order_by("due_on", "made_at") if _may_see(actor, row)]


def get(actor: Actor, referral: UUID) -> Seen:
    """One referral, for those who may see what was asked for with the words. Raises NotFound for who may not see it."""
    row = row_for(actor, referral)
    holds = rules.holds(actor, row)
    card = people.cards(actor, [row.person_id], on_duty=holds).get(row.person_id)
    knows = people.allowed(
        Referral.objects.filter(pk=referral),
        actor=actor,
        category=Category.NEEDS,
        purpose=Purpose.REFERRAL,
        on_duty=holds,
    )
    return _seen(row, card, clock.today(), asked=knows.exists())


def history(actor: Actor, referral: UUID) -> list[Step]:
    """The story of a referral from its beginning. Raises NotFound for those who may not see it."""
    events = list(ReferralEvent.objects.filter(subject=row_for(actor, referral)).order_by("version"))
    answerers = by_answerers(events)
    return [
        Step(
            event.what,
            event.happened_at,
            event.recorded_at,
            Reason(event.reason_code) if event.reason_code else None,
            event.words or "",
            ANSWERER if event.actor_id in answerers else event.actor_kind,
            event.version,
            event.happened_at.date() < event.recorded_at.date(),
        )
        for event in events
    ]


def by_answerers(events: Iterable[ReferralEvent]) -> set[UUID]:
    """Which of those who acted by a link answer for a partner: the others are the person."""
    return partnerships.answerers_among(event.actor_id for event in events if event.actor_kind == Kind.LINK)


def of_person(actor: Actor, person: UUID) -> list[Seen]:
    """A person's referrals that the actor may see, the newest first."""
    rows = rules.visible(actor).filter(person=person).order_by("-made_at")
    card = people.cards(actor, [person]).get(person)
    return [_seen(row, card, clock.today()) for row in rows if _may_see(actor, row)]


def moves(actor: Actor, referral: UUID) -> dict[State, tuple[Reason, ...]]:
    """The steps this actor may take now, each with the reasons it asks for."""
    row = row_for(actor, referral)
    standing = rules.relations(actor, row)
    possible = [to for to in State if to in rules.may_become(row)]
    return {to: REASONS.get(to, ()) for to in possible if policy.may(actor, rules.VERBS[to], standing)}


def awaits_reading(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may close the loop now by reading the outcome."""
    row = row_for(actor, referral)
    return rules.awaits_reading(row) and policy.may(actor, "referral.see_outcome", rules.relations(actor, row))


def may_ask_question(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may ask the referrer something now."""
    row = row_for(actor, referral)
    return rules.may_be_questioned(row) and policy.may(actor, "referral.ask_question", rules.relations(actor, row))


def may_answer_question(actor: Actor, referral: UUID) -> bool:
    """Whether a question waits for the actor's answer."""
    row = row_for(actor, referral)
    return row.question_open and policy.may(actor, "referral.answer_question", rules.relations(actor, row))


def open_question(actor: Actor, referral: UUID) -> str:
    """What the receiver asked and nobody answered yet; "" when nothing is open."""
    row = row_for(actor, referral)
    if not row.question_open:
        return ""
    asked = ReferralEvent.objects.filter(subject=row, what="ask_question").latest("version")
    return asked.words or ""


def awaits_yes(actor: Actor, referral: UUID) -> bool:
    """Whether it is not sent, and the person has not said yes to the receiver yet. Raises NotFound."""
    row = row_for(actor, referral)
    if row.state == State.DRAFT and rules.awaits_own_yes(row) is not None:
        return True
    if row.state != State.DRAFT or row.receiver_id == row.referrer_id:
        return False
    answer = people.gate_all(
        row.person_id,
        giver=row.referrer_id,
        receiver=row.receiver_id,
        purpose=Purpose.REFERRAL,
        categories=rules.SENT_WITH,
    )
    return isinstance(answer, Refusal)


def instead(actor: Actor, referral: UUID) -> list[ServiceView]:
    """What the receiver said to try instead, as far as it is still on offer, by name."""
    found = []
    for service in row_for(actor, referral).instead.order_by("name").values_list("pk", flat=True):
        with suppress(NotFound):
            found.append(directory.service(actor, service))
    return found


def may_re_offer(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may have another service asked instead now."""
    row = row_for(actor, referral)
    return rules.may_be_offered_anew(row) and policy.may(actor, "referral.re_offer", rules.relations(actor, row))


def may_aim(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may choose now who is to be asked: it waits with the referrer, and is not sent."""
    row = row_for(actor, referral)
    return row.state == State.DRAFT and policy.may(actor, "referral.send", rules.relations(actor, row))


def offered_anew(actor: Actor, referral: UUID) -> UUID | None:
    """The referral by which another service was asked instead; None when there is none that the actor may see."""
    found = rules.visible(actor).filter(based_on=row_for(actor, referral)).first()
    return found.pk if found and _may_see(actor, found) else None


def came_from(actor: Actor, referral: UUID) -> UUID | None:
    """The referral that this one is based on; None when there is none that the actor may see."""
    earlier = row_for(actor, referral).based_on_id
    found = rules.visible(actor).filter(pk=earlier).first() if earlier else None
    return found.pk if found and _may_see(actor, found) else None


def may_say_where(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may say now where somebody waits."""
    row = row_for(actor, referral)
    waits = row.state == State.WAITING and row.closed_at is None
    return waits and policy.may(actor, "referral.wait", rules.relations(actor, row))


def awaits_acknowledgement(actor: Actor, referral: UUID) -> bool:
    """Whether the actor may say now that they have an urgent referral. Raises NotFound."""
    row = row_for(actor, referral)
    return rules.awaits_acknowledgement(row) and policy.may(actor, "referral.acknowledge", rules.relations(actor, row))


def named_worker(referral: UUID) -> UUID | None:
    """Which user the receiver's side of a referral is for: for processes that no actor asked. Raises NotFound."""
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NotFound
    return row.receiver_worker_id


def late_in(actor: Actor) -> list[Late]:
    """What stands still anywhere in the lead's partnership: references and days late, never the person."""
    if actor.role is not Role.LEAD:
        return []
    today, late = clock.today(), _counts_late()
    rows = Referral.objects.filter(partnership=actor.partnership, closed_at=None, due_on__lt=today).order_by("due_on")
    return [
        Late(row.reference, late(row, today), row.due_on, NextAction(row.next_action)) for row in rows if row.due_on
    ]


def days_late(referral: UUID) -> int:
    """How many working days the next step is late: for messages that name a reference only. Raises NotFound."""
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NotFound
    return _days_late(row, clock.today())


def may_be_answered(referral: UUID, partner: UUID) -> Allowed | Refusal:
    """Whether a partner without accounts may still be sent a link to it: for processes that no actor asked.

    Not where it is somebody else's, or the gate is shut: it looks as if there were no such referral. Raises NotFound.
    """
    row = rules.visible(Actor(Kind.LINK, partner=partner, about=referral)).filter(sent_at__isnull=False).first()
    if row is None:
        raise NotFound
    return Refusal("over", _("This has ended.")) if row.closed_at else Allowed("asked")


def check() -> dict[str, int]:
    """Counts of all referrals, the open ones, and orphans: open, and nobody has a next step there that they can see."""
    rows = Referral.objects.all()
    open_rows = rows.filter(closed_at=None)
    gone = Q(holder=None) | Q(due_on=None) | Q(next_action="") | Q(holder__left_on__lte=clock.today())
    lost, kept = open_rows.filter(gone).count(), open_rows.exclude(gone)
    for holder in kept.order_by().values_list("holder", flat=True).distinct():
        lost += kept.filter(holder=holder).exclude(pk__in=rules.visible(rules.worker_of(holder)).values("pk")).count()
    return {"referrals": rows.count(), "open": open_rows.count(), "orphans": lost}


def readers(actor: Actor, referral: UUID) -> list[UUID]:
    """The partners whose workers read the referral, and why it was stopped: the referrer, the receiver. NotFound."""
    row = row_for(actor, referral)
    seats = [
        Actor(Kind.USER, partnership=row.partnership_id, partner=partner, role=Role.PRACTITIONER)
        for partner in dict.fromkeys((row.referrer_id, row.receiver_id))
    ]
    return [seat.partner for seat in seats if seat.partner and rules.visible(seat).filter(pk=referral).exists()]


def row_for(actor: Actor, referral: UUID) -> Referral:
    """The row, for reading. Raises NotFound for those who may not see it."""
    row = rules.visible(actor).filter(pk=referral).first()
    if row is None or not _may_see(actor, row):
        raise NotFound
    return row


def _may_see(actor: Actor, row: Referral) -> bool:
    return policy.may(actor, "referral.see", rules.relations(actor, row))


def _seen(
    row: Referral,
    card: Card | None,
    today: date,
    asked: bool = False,
    late: Callable[[Referral, date], int] | None = None,
) -> Seen:
    return Seen(
        id=row.pk,
        reference=ids.reference(row.pk),
        person=row.person_id,
        card=card,
        state=State(row.state),
        next_action=NextAction(row.next_action) if row.next_action else None,
        due_on=row.due_on,
        days_late=(late or _days_late)(row, today),
        service=row.service_id,
        need=row.need_id,
        referrer=row.referrer_id,
        receiver=row.receiver_id,
        holder=row.holder_id,
        made_at=row.made_at,
        closed=row.closed_at is not None,
        question_open=row.question_open,
        handover_offered=row.handover_offered,
        queue_place=row.queue_place,
        expected_on=row.expected_on,
        version=row.version,
        words=(row.words or "") if asked else "",
        own_answers=_own_answers(row) if asked else (),
        assigned_to=row.assigned_to,
        awaits_choice=rules.awaits_choice(row),
        urgent=rules.awaits_acknowledgement(row),
    )


def _own_answers(row: Referral) -> tuple[tuple[str, str], ...]:
    """What the place's own questions were, and what was answered."""
    return tuple((question, answer) for question, answer in row.own_answers or [])


def _counts_late() -> Callable[[Referral, date], int]:
    """Counts days late for many rows: each model is looked up once."""
    model_of = cache(lambda partnership, number: partnerships.model_numbered(partnership, number).model)
    return lambda row, today: rules.days_late(row, today, model_of(row.partnership_id, row.model_number))


def _days_late(row: Referral, today: date) -> int:
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    return rules.days_late(row, today, model)


def named(people_seen: Iterable[Seen]) -> list[UUID]:
    """Whose names a list shows: for the audit's line of who was looked at."""
    return [seen.person for seen in people_seen if seen.card]
