"""Telling a person by hand what no message could: made by the clock, done by a worker, never lost.

A message that was refused, or could not be delivered, becomes an errand for whoever has the next step, unless the
person comes back by themself. One errand stands for all the news there is until it is done. It lies with a partner that
may see the referral: where it does not any more, it goes to one that does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.api import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Errand, ErrandEvent, ErrandOutcome, Referral
from watersmeet.records.referrals.suggesting import suggestion_waits
from watersmeet.records.referrals.threads import waits_for_person

LOOK_BACK = timedelta(days=14)
NEWS = ("person.referral", "person.message", "person.suggestion")
BY_HAND = (Channel.PHONE, Channel.POST, Channel.SMS)
NOTHING_TO_DO = frozenset({"over", "erased", "no_person", "contact_none"})
"""Refusals after which there is nobody to tell, or nothing."""
OUTCOMES: dict[str, tuple[ErrandOutcome, ...]] = {
    Channel.PHONE: (ErrandOutcome.SPOKE, ErrandOutcome.MESSAGE, ErrandOutcome.NO_ANSWER, ErrandOutcome.NOT_SAFE),
    Channel.POST: (ErrandOutcome.POSTED, ErrandOutcome.NOT_SAFE),
    Channel.SMS: (ErrandOutcome.MESSAGE, ErrandOutcome.NOT_SAFE),
    "": (ErrandOutcome.SPOKE, ErrandOutcome.NOT_SAFE),
}
"""What can come of each way."""


@dataclass(frozen=True, slots=True)
class ErrandSeen:
    """An errand as those who may see the referral know it; `way` is None when no safe way is left."""

    id: UUID
    referral: UUID
    person: UUID
    partner: UUID
    way: Channel | None
    why: str
    due_on: date
    tries: int
    made_at: datetime
    done_at: datetime | None
    done_by: UUID | None
    outcome: ErrandOutcome | None


def raise_errands() -> int:
    """Make an errand for each message that could not leave and that nobody tells of yet; returns how many were made.

    Before that, errands whose partner lost sight of the referral go to another: so what is open is in somebody's work.
    """
    for person in _out_of_sight().values_list("person", flat=True).distinct():
        _hand_on_by_clock(person)
    stuck = [one for kind in NEWS for one in outbox.stuck(kind, since=clock.now() - LOOK_BACK)]
    waiting = [posting for posting in stuck if posting.why not in NOTHING_TO_DO and _is_news(posting)]
    return sum(_raise(posting) for posting in _untold(waiting))


def errands_of(actor: Actor, referral: UUID) -> list[ErrandSeen]:
    """The errands of a referral, the newest first; none for those who may not see it."""
    rows = Errand.objects.filter(referral__in=rules.visible(actor).filter(pk=referral)).order_by("-made_at")
    return [_seen(row) for row in rows]


def errand(actor: Actor, identifier: UUID) -> ErrandSeen:
    """One errand, for the partner that does it. Raises NotFound."""
    return _seen(_own(actor, identifier))


def tasks_for(actor: Actor, seen: QuerySet[Referral]) -> list[Due]:
    """What the actor's partner is to tell somebody by hand, about the referrals the actor may see."""
    if actor.partner is None or not policy.may(actor, "errand.do", policy.relations(actor, keeper=actor.partner)):
        return []
    rows = Errand.objects.filter(controller=actor.partner, done_at=None, referral__in=seen)
    return [
        Due(
            task="errand",
            says=_say(row.way) % {"reference": ids.reference(row.referral_id)},
            href=reverse("desk:errand", args=[row.referral_id, row.pk]),
            due_on=row.due_on,
            since=row.made_at,
            about=Ref("referral", row.referral_id),
            person=row.person_id,
        )
        for row in rows.order_by("due_on", "made_at")
    ]


@transaction.atomic
def do_errand(identifier: UUID, outcome: ErrandOutcome, *, by: Actor) -> None:
    """What came of it. Nobody answered: it stays, due again on the next working day.

    Raises NotFound, Refused, Conflict when it was done already, Invalid when the outcome does not fit the way.
    """
    _own(by, identifier)
    row = Errand.objects.select_for_update().get(pk=identifier)
    policy.insist(by, "errand.do", policy.relations(by, keeper=row.controller_id))
    if row.done_at:
        raise Conflict(_("Somebody has done this already."))
    if outcome not in OUTCOMES[row.way]:
        raise Invalid({"outcome": [_("Choose what happened.")]})
    if outcome is ErrandOutcome.NO_ANSWER:
        row.tries, row.due_on = row.tries + 1, _next_working_day(row.referral)
        happened(ErrandEvent, "errand.try", subject=row, by=by, key_owner=row.person_id, reason_code=outcome)
    else:
        _end(row, outcome, by)


def drop_errands(person: UUID, *, by: Actor) -> None:
    """Nobody is to be told any more. In the caller's transaction."""
    for row in Errand.objects.select_for_update().filter(person=person, done_at=None):
        _end(row, ErrandOutcome.DROPPED, by)


def hand_on_errands(person: UUID, *, by: Actor) -> None:
    """What lies with a partner that lost sight of it goes to one that may still see and tell; else it ends, coded.

    The caller holds the person's gate row.
    """
    for referral in Referral.objects.select_for_update().filter(pk__in=_out_of_sight(person).values("referral")):
        for row in _out_of_sight(person).select_for_update(of=("self",)).filter(referral=referral):
            _hand_on(row, referral, by)


def _end(row: Errand, outcome: ErrandOutcome, by: Actor) -> None:
    row.outcome, row.done_at, row.done_by = outcome, clock.now(), by.id
    happened(ErrandEvent, "errand.end", subject=row, by=by, key_owner=row.person_id, reason_code=outcome)


def _is_news(posting: Posting) -> bool:
    """Whether it is still news to them: what they have read, or answered, on their own page is none."""
    waits = {"person.message": waits_for_person, "person.suggestion": suggestion_waits}.get(posting.kind)
    if waits is None:
        return True
    try:
        waits(posting.subject_id)
    except NotFound:
        return False
    return True


def _untold(stuck: Iterable[Posting]) -> list[Posting]:
    """Those that no errand covers: none was open when they were made (else, ended), or is."""
    found = list(stuck)
    covers: dict[UUID, list[datetime | None]] = {}
    errands = Errand.objects.filter(referral__in={posting.subject_id for posting in found})
    for referral, done_at in errands.values_list("referral_id", "done_at"):
        covers.setdefault(referral, []).append(done_at)
    return [
        posting
        for posting in found
        for since in [posting.made_at or posting.ended_at]
        if not any(done is None or (since is not None and done >= since) for done in covers.get(posting.subject_id, ()))
    ]


@transaction.atomic
def _raise(posting: Posting) -> bool:
    row = Referral.objects.select_for_update().filter(pk=posting.subject_id).first()
    if row is None or not _untold([posting]):
        return False
    could_text = posting.state != outbox.State.DEAD  # what could not be delivered may have been a text
    found = _teller(row, could_text=could_text)
    if found:
        _make(row, *found, posting)
    return found is not None


def _teller(row: Referral, *, could_text: bool) -> tuple[UUID, str] | None:
    """Which partner tells the person, and how: who has the next step, else the other side; None where nobody may."""
    sides = [row.holder_id or row.referrer_id, row.referrer_id, *([row.receiver_id] if row.sent_at else [])]
    for partner in dict.fromkeys(sides):
        way = _way(row.person_id, partner, could_text=could_text) if _sees(partner, row) else None
        if way is not None:
            return partner, way
    return None


def _sees(partner: UUID, row: Referral) -> bool:
    """Whether somebody there sees the referral, and may know how to reach the person."""
    worker = rules.worker_of(partner)
    if not _is_staffed(partner) or not rules.may_see(worker, row):
        return False
    try:
        people.contact_rules(worker, row.person_id, on_duty=True)
    except NotFound:
        return False
    return True


def _is_staffed(partner: UUID) -> bool:
    """Whether a task can be seen there: not once it has left, nor where everybody answers by link alone."""
    if partnerships.partner(partner).left_on is not None:
        return False
    return bool(partnerships.members(partner)) or not partnerships.answerers_of(partner)


def _out_of_sight(person: UUID | None = None) -> QuerySet[Errand]:
    """The open errands, all or about one person, whose partner may not see the referral any more."""
    open_ones = Errand.objects.filter(done_at=None, **({"person": person} if person else {}))
    lost = Q(pk=None)
    for partner in open_ones.order_by().values_list("controller", flat=True).distinct():
        seen = Q(referral__in=rules.visible(rules.worker_of(partner))) if _is_staffed(partner) else Q(pk=None)
        lost |= Q(controller=partner) & ~seen
    return open_ones.filter(lost)


@transaction.atomic
def _hand_on_by_clock(person: UUID) -> None:
    place = people.lock(person).partnership_id
    reason = "its partner may not see it any more"
    hand_on_errands(person, by=Actor(Kind.PROCESS, partnership=place, name="clock", reason=reason))


def _hand_on(row: Errand, referral: Referral, by: Actor) -> None:
    found = _teller(referral, could_text=row.way == Channel.SMS)
    if found is None:
        _end(row, ErrandOutcome.NOBODY, by)
        return
    row.controller_id, row.way = found
    row.tries, row.due_on = 0, _next_working_day(referral)
    happened(ErrandEvent, "errand.hand_on", subject=row, by=by, key_owner=row.person_id)


def _make(row: Referral, partner: UUID, way: str, posting: Posting) -> None:
    errand = Errand(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=partner,
        referral=row,
        posting=posting.pk,
        why=posting.why or posting.state,
        way=way,
        due_on=_next_working_day(row),
        made_at=clock.now(),
    )
    by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a message could not leave")
    happened(ErrandEvent, "errand.raise", subject=errand, by=by, key_owner=row.person_id)


def _way(person: UUID, partner: UUID, *, could_text: bool) -> str | None:
    """The first way the person's rules leave to a human of that partner; "" when only meeting is left.

    None for nothing: who comes back by themself, or does not want to hear from that partner. Whose records leave no way
    that is safe in all of them is asked when they meet.
    """
    reach = people.reach(person)
    if partner in reach.contact.not_partners:
        return None
    if not reach.contact.channels:
        return "" if reach.at_odds else None
    for channel in BY_HAND:
        answer = reach.may(Attempt(channel, at=clock.now(), partner=partner))
        if channel is Channel.SMS and not could_text:
            continue
        if answer or answer.missing == "contact_hours":
            return channel.value
    return ""


def _own(actor: Actor, identifier: UUID) -> Errand:
    row = Errand.objects.filter(Q(pk=identifier, controller=actor.partner), referral__in=rules.visible(actor)).first()
    if row is None or not policy.may(actor, "errand.do", policy.relations(actor, keeper=row.controller_id)):
        raise NotFound
    return row


def _next_working_day(row: Referral) -> date:
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    return working_days.add(clock.today(model.zone), 1, model.nation)


def _seen(row: Errand) -> ErrandSeen:
    return ErrandSeen(
        id=row.pk,
        referral=row.referral_id,
        person=row.person_id,
        partner=row.controller_id,
        way=Channel(row.way) if row.way else None,
        why=row.why,
        due_on=row.due_on,
        tries=row.tries,
        made_at=row.made_at,
        done_at=row.done_at,
        done_by=row.done_by,
        outcome=ErrandOutcome(row.outcome) if row.outcome else None,
    )


def _say(way: str) -> str:
    if way == Channel.PHONE:
        return _("Ring them: no message could tell them the news of %(reference)s")
    if way == Channel.POST:
        return _("Print and post a letter: the news of %(reference)s")
    if way == Channel.SMS:
        return _("Text them yourself: we cannot send texts, and there is news of %(reference)s")
    return _("No safe way is left to tell them the news of %(reference)s")
