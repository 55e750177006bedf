"""What can be done to a plan: name a need, settle it, set a goal, reword it, leave it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import rules
from watersmeet.records.plans.models import Domain, Goal, GoalEvent, Met, Need, NeedEvent


@transaction.atomic
def record_need(
    *,
    person: UUID,
    controller: UUID,
    partnership: UUID,
    domain: Domain,
    words: str,
    by: Actor,
    matters: int | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """The person named a need. It is a part of asking for help, whose action insists on the policy. Raises Invalid."""
    rules.insist_need(domain, matters)
    said, named = rules.tidy_words(words), rules.when(at)

    def do() -> str:
        need = Need(
            partnership_id=partnership,
            person_id=person,
            controller_id=controller,
            domain=domain,
            words=said or None,
            matters=matters,
            named_at=named,
            recorded_at=clock.now(),
        )
        happened(NeedEvent, "need.record", subject=need, by=by, key_owner=person, at=named)
        return str(need.pk)

    content = {"controller": str(controller), "domain": domain, "words": said, "matters": matters}
    return UUID(str(once(f"need.record:{person}", key, content, do)))


@transaction.atomic
def settle_need(*, need: UUID, met: Met, by: Actor, words: str = "", at: datetime | None = None) -> None:
    """Say what became of a need: the person, or a worker who may see it. The latest word stands,
    by when it was said: what was said earlier and written down later is history.

    Raises NotFound, Refused, Invalid.
    """
    row = _need(need, by)
    insist(by, "need.settle", relations(by, person=row.person_id, receiver=by.partner))
    settled = rules.when(at)
    rules.insist_settled(met, row.named_at, settled)
    if row.settled_at is None or row.settled_at <= settled:
        row.met, row.settled_at, row.settled_by_kind, row.settled_by = met, settled, by.kind, by.id
    said = rules.tidy_words(words)
    happened(
        NeedEvent, "need.settle", subject=row, by=by, key_owner=row.person_id, at=settled, reason_code=met, words=said
    )


@transaction.atomic
def add_goal(
    *,
    person: UUID,
    controller: UUID,
    partnership: UUID,
    words: str,
    by: Actor,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """A new goal, numbered after the person's others. Raises Refused, Invalid."""
    insist(by, "goal.set", relations(by, person=person, receiver=controller))
    said, set_at = rules.insist_words(words), rules.when(at)

    def do() -> str:
        people.lock(person)
        last = Goal.objects.filter(person=person).aggregate(last=Max("number"))["last"] or 0
        goal = Goal(
            partnership_id=partnership,
            person_id=person,
            controller_id=controller,
            number=last + 1,
            words=said,
            set_at=set_at,
            recorded_at=clock.now(),
        )
        happened(GoalEvent, "goal.set", subject=goal, by=by, key_owner=person, at=set_at)
        return str(goal.pk)

    return UUID(str(once(f"goal.set:{person}", key, {"controller": str(controller), "words": said}, do)))


@transaction.atomic
def reword_goal(*, goal: UUID, words: str, by: Actor) -> None:
    """The same goal in better words; earlier words are history. Raises NotFound, Refused, Invalid, Conflict."""
    row = _goal(goal, by)
    said, before = rules.insist_words(words), row.words
    if said != before:
        row.words = said
        happened(GoalEvent, "goal.reword", subject=row, by=by, key_owner=row.person_id, words=before)


@transaction.atomic
def leave_goal(*, goal: UUID, by: Actor) -> None:
    """It is not a goal any more: nobody is asked about it again. Raises NotFound, Refused, Conflict."""
    row = _goal(goal, by)
    row.left_at = clock.now()
    happened(GoalEvent, "goal.leave", subject=row, by=by, key_owner=row.person_id)


def _need(need: UUID, by: Actor) -> Need:
    rows = Need.objects.select_for_update().filter(pk=need)
    row = people.allowed(rows, actor=by, category=Category.NEEDS, purpose=Purpose.REFERRAL).first()
    if row is None:
        raise NotFound
    return row


def _goal(goal: UUID, by: Actor) -> Goal:
    row = Goal.objects.select_for_update().filter(pk=goal).first()
    mine = row is not None and (row.person_id == by.person if by.kind is Kind.LINK else row.controller_id == by.partner)
    if row is None or not mine:
        raise NotFound
    insist(by, "goal.set", relations(by, person=row.person_id, receiver=row.controller_id))
    if row.left_at:
        raise Conflict(_("This is not a goal any more."), _("Set it as a new goal."))
    return row
