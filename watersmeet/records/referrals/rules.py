"""When may a referral move, and by when is the next step due? Who may, the policy table says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, Refusal, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Model, Purpose, Sector
from watersmeet.records.people import api as people
from watersmeet.records.referrals.models import Proxy, Referral, ReferralEvent
from watersmeet.records.referrals.states import (
    ANEW,
    ENDED,
    MEETS_FIRST,
    REASONS,
    SAID_YES,
    SAYS,
    SETTLED,
    STATES,
    Direction,
    Meeting,
    Reason,
    Standing,
    State,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a step says besides words and reason (see states.SAYS): services to try, place in the queue, a day."""

    instead: tuple[UUID, ...] = ()
    queue_place: int | None = None
    expected_on: date | None = None

    @property
    def said(self) -> frozenset[str]:
        """The names of what was said."""
        given = {"instead": self.instead, "queue_place": self.queue_place, "expected_on": self.expected_on}
        return frozenset(name for name, value in given.items() if value)


NOTHING = Details()
VERBS: dict[State, str] = {
    State.SENT: "referral.send",
    State.ACCEPTED: "referral.accept",
    State.DECLINED: "referral.decline",
    State.WAITING: "referral.wait",
    State.STARTED: "referral.start",
    State.PAUSED: "referral.pause",
    State.COMPLETED: "referral.complete",
    State.LEFT: "referral.leave",
    State.WITHDRAWN: "referral.withdraw",
    State.ENTERED_IN_ERROR: "referral.enter_in_error",
}


SENT_WITH = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)
"""What a receiver must be allowed to see before a referral can be sent to it."""
_TELLING: Any = {
    "giver": "receiver_id",
    "receiver": "referrer_id",
    "category": Category.REFERRAL,
    "purpose": Purpose.REFERRAL,
}
"""The receiver of a referral tells its referrer."""
CARE = frozenset({Sector.PRIMARY_CARE, Sector.MENTAL_HEALTH})
"""The sectors between which and all others a referral has a direction."""


def directions(referrer: str, receiver: str) -> tuple[Direction, ...]:
    """The directions that a referral between two sectors may have; none when neither or both are care."""
    if (referrer in CARE) == (receiver in CARE):
        return ()
    if receiver in CARE:
        return (Direction.TO_CARE,)
    return (Direction.BESIDE_CARE, Direction.INSTEAD_OF_CARE, Direction.WHILE_WAITING)


def relations(actor: Actor, referral: Referral) -> frozenset[policy.Relation]:
    """How the actor stands to the referral."""
    return policy.relations(
        actor,
        person=referral.person_id,
        referrer=referral.referrer_id,
        receiver=referral.receiver_id,
        writer=referral.referrer_worker_id if actor.partner == referral.referrer_id else None,
        asked=referral.pk if actor.partner == referral.receiver_id else None,
        confirmed=referral.pk if actor.partner == referral.receiver_id and referral.state in SAID_YES else None,
    )


def worker_of(partner: UUID) -> Actor:
    """Any worker of a partner: for what is asked of its sight when nobody looks."""
    return Actor(Kind.PROCESS, partner=partner)


def visible(actor: Actor) -> QuerySet[Referral]:
    """The referrals that the actor may see: by the gate, and those it holds when a yes or an agreement has ended."""
    seen = people.allowed(
        Referral.objects.all(),
        actor=actor,
        category=Category.REFERRAL,
        purpose=Purpose.REFERRAL,
        on_duty=Q(holder=actor.partner, closed_at=None),
    )
    if actor.about is not None:
        return seen.filter(pk=actor.about, receiver=actor.partner)
    silenced = Q(referrer=actor.partner, silent_since__isnull=False) & ~Q(receiver=actor.partner)
    return seen.exclude(silenced) if actor.partner else seen


def may_see(actor: Actor, referral: Referral) -> bool:
    """Whether a referral at hand is among those that are visible to the actor."""
    received = actor.partner == referral.receiver_id
    if actor.about is not None and not (referral.pk == actor.about and received):
        return False
    if actor.partner == referral.referrer_id and referral.silent_since is not None and not received:
        return False
    return people.may_see(
        actor,
        controller=referral.controller_id,
        person=referral.person_id,
        category=Category.REFERRAL,
        purpose=Purpose.REFERRAL,
        on_duty=referral.holder_id == actor.partner and referral.closed_at is None,
    )


def told_of() -> QuerySet[Referral]:
    """The open referrals of which the receiver still tells the referrer."""
    open_ones = Referral.objects.filter(closed_at=None, sent_at__isnull=False, silent_since=None)
    return open_ones.exclude(receiver=F("referrer"))


def run_out() -> QuerySet[Referral]:
    """Those under way whose person's yes to telling the referrer has run out. What had ended before was told of."""
    return people.ran_out(told_of().exclude(state__in=ENDED), **_TELLING)


def given_again() -> QuerySet[Referral]:
    """Those that are silent since such a yes ran out, and were said yes to since then."""
    ran_out = ReferralEvent.objects.filter(subject=OuterRef("pk"), what="yes_ran_out")
    silent = Referral.objects.filter(Exists(ran_out), closed_at=None, silent_since__isnull=False)
    return people.agreed_to(silent, **_TELLING)


def holds(actor: Actor, referral: Referral) -> bool:
    """Whether the actor's partner has the next step."""
    return actor.partner is not None and referral.closed_at is None and referral.holder_id == actor.partner


def may_become(referral: Referral) -> frozenset[State]:
    """The states one step away: those of the table while it is open, and a mistake from wherever it stands.

    It is not sent while nobody was chosen: it would go from the front door to the front door.
    """
    state = State(referral.state)
    mistake = frozenset({State.ENTERED_IN_ERROR}) - {state}
    if referral.closed_at:
        return mistake
    return (mistake | STATES[state].goes_to) - ({State.SENT} if awaits_choice(referral) else set())


def awaits_choice(referral: Referral) -> bool:
    """Whether it is not sent and nobody was chosen: who helps themself chooses a service of their own."""
    if referral.state != State.DRAFT or referral.receiver_id != referral.referrer_id:
        return False
    return referral.service is None or referral.service.partner_id != referral.receiver_id


def insist_move(referral: Referral, to: State, reason: str) -> None:
    """Raises Conflict when there is no such step from here, Invalid when its reason is missing or another step's."""
    if to is State.SENT and awaits_choice(referral):
        raise Conflict(_("Nobody was chosen yet who could help."), _("Choose who could help first. Then send it."))
    if to not in may_become(referral):
        here = State(referral.state).label
        say = _("This referral is: %(here)s. It cannot become: %(there)s.") % {"here": here, "there": to.label}
        raise Conflict(say, _("Open it again to see what changed."))
    reasons = REASONS.get(to, ())
    if bool(reasons) != bool(reason) or (reason and Reason(reason) not in reasons):
        raise Invalid({"reason": [_("Choose a reason from the list.")]})


def insist_shared(referral: Referral) -> None:
    """Raises Refused unless the receiver may be told more now: what it keeps for its duty alone is not added to."""
    people.insist_gate(
        referral.person_id,
        giver=referral.referrer_id,
        receiver=referral.receiver_id,
        purpose=Purpose.REFERRAL,
        category=Category.REFERRAL,
    )


def insist_serves(user: UUID, partner: UUID | None, field: str = "to") -> None:
    """Raises Invalid unless the user serves at the partner today, in a role that may answer referrals."""
    seats = partnerships.members(partner) if partner else []
    if not any(seat.user_id == user and seat.user.is_active and seat.role in policy.HELPERS for seat in seats):
        raise Invalid({field: [_("Choose somebody who answers referrals at the same organisation.")]})


def insist_details(referral: Referral, to: State, details: Details, today: Callable[[], date]) -> None:
    """Raises Invalid when the step cannot say that, or what it says cannot be."""
    wrong = {name: [_("This step does not say that.")] for name in details.said - SAYS.get(to, frozenset())}
    if details.queue_place is not None and details.queue_place < 1:
        wrong["queue_place"] = [_("The place must be 1 or more.")]
    if details.expected_on and details.expected_on < today():
        wrong["expected_on"] = [_("The day must be today or later.")]
    if referral.service_id in details.instead:
        wrong["instead"] = [_("Choose another service than this one.")]
    if wrong:
        raise Invalid(wrong)


def insist_seen(referral: Referral) -> None:
    """Raises Refused while the person was not yet seen alone, after somebody asked on their behalf."""
    waits = awaits_seeing(referral)
    if waits is not None:
        raise Refused(waits)


def awaits_seeing(referral: Referral) -> Refusal | None:
    """What is missing while somebody who asked on the person's behalf is all there is: the person, seen alone once.

    It holds for whatever is sent for the person, as long as what was asked on their behalf is not sent or ended.
    """
    asked_for = Proxy.objects.filter(person=referral.person_id, referral__state=State.DRAFT)
    if not asked_for.exclude(alone__in=SETTLED).exists():
        return None
    return Refusal(
        "seen_alone",
        _("Somebody asked this on their behalf. Nothing is shared before the person was seen alone."),
        _("Talk with them alone, and say how it went on the page of their request."),
    )


def awaits_own_yes(referral: Referral) -> Refusal | None:
    """What is missing while somebody else asked, and the person has not themself said yes."""
    if not Proxy.objects.filter(referral=referral, yes_at=None).exists():
        return None
    return Refusal(
        "own_yes",
        _("Somebody asked this on their behalf, and the person has not said yes themself."),
        _("Read it with the person, then send it."),
    )


def may_be_handed_over(referral: Referral) -> bool:
    """Whether a joint first contact can be planned: sent to another partner, not started, and none is planned."""
    between_two = referral.referrer_id != referral.receiver_id and referral.silent_since is None
    planned = referral.handovers.filter(outcome=Meeting.PLANNED).exists()
    return between_two and referral.state in MEETS_FIRST and not planned


def may_be_offered_anew(referral: Referral) -> bool:
    """Whether another service can be asked instead: once, when it ended otherwise than by the person's own choice."""
    again = Referral.objects.filter(based_on=referral).exists()
    return referral.state in ANEW and referral.silent_since is None and not again


def awaits_answer(referral: Referral) -> bool:
    """Whether the receiver has not yet said yes or no."""
    return referral.state == State.SENT


def may_be_questioned(referral: Referral) -> bool:
    """Whether the receiver can ask the referrer now: the table says in which states, and one question at a time."""
    between_two = referral.referrer_id != referral.receiver_id and referral.silent_since is None
    return between_two and not referral.question_open and STATES[State(referral.state)].asked is not None


def awaits_reading(referral: Referral) -> bool:
    """Whether it ended and the referrer has not yet looked."""
    return referral.state in ENDED and referral.closed_at is None


def awaits_acknowledgement(referral: Referral) -> bool:
    """Whether a named person was asked, and nobody there has said yet that they have it."""
    return referral.urgent and referral.state == State.SENT and referral.acknowledged_at is None


def due(model: Model, standing: Standing, today: date, *, urgent: bool = False) -> date | None:
    """When the next step is due, in working days of the place's nation; None when nothing is next.

    `urgent`: it waits for a named person to acknowledge it.
    """
    limit = "urgent_answer" if urgent else standing.limit
    return working_days.add(today, getattr(model.limits, limit), model.nation) if limit else None


def days_late(referral: Referral, today: date, model: Model) -> int:
    """Working days since the next step was due; 0 while it is not late."""
    if referral.due_on is None or referral.due_on >= today:
        return 0
    return working_days.between(referral.due_on, today, model.nation)
