"""A warm handover: a joint first contact is planned with the person; somebody says afterwards how it went."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Handover, Referral, ReferralEvent
from watersmeet.records.referrals.moving import locked
from watersmeet.records.referrals.states import How, Meeting
from watersmeet.records.referrals.telling import tell_person, tell_sides

SOON = timedelta(hours=36)
REMIND_AT = time(10)
"""On the day before, on the place's wall clock; safe contact is asked when it leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who meets, when, where and how, what was agreed with the person, and what happens if it comes to nothing."""

    starts_at: datetime
    how: How
    who: str
    agreed: str
    where: str = ""
    fallback: str = ""


@transaction.atomic
def hand_over(referral: UUID, plan: Plan, *, by: Actor, key: str | None = None, at: datetime | None = None) -> UUID:
    """Plan a joint first contact; the planner's partner says afterwards how it went. Returns its id.

    Raises NotFound, Refused, Conflict (none can be planned now), Invalid, KeyReused.
    """

    def do() -> str:
        row = locked(referral, by)
        policy.insist(by, "handover.plan", rules.relations(by, row))
        if not rules.may_be_handed_over(row):
            raise Conflict(_("No joint first contact can be planned now."), _("Open it again to see what changed."))
        rules.insist_shared(row)
        _insist_plan(row, plan)
        return str(_plan(row, plan, by, at).pk)

    content = {"starts_at": plan.starts_at, "how": plan.how, "who": plan.who, "agreed": plan.agreed}
    return UUID(str(once(f"referral.hand_over:{referral}", key, content, do)))


@transaction.atomic
def settle_handover(
    handover: UUID,
    outcome: Meeting,
    *,
    by: Actor,
    words: str = "",
    starts_at: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Say how it went. Moved: the same plan at `starts_at`. The person alone may say that they choose not to, for
    themself; workers say what the person told them.

    Raises NotFound, Refused, Conflict (it was settled before) or Invalid (not yet, or no new time).
    """
    found = Handover.objects.filter(pk=handover).first()
    if found is None:
        raise NotFound
    row = locked(found.referral_id, by)
    verb = "handover.choose_not" if outcome is Meeting.CHOSE_NOT else "handover.settle"
    policy.insist(by, verb, rules.relations(by, row))
    meeting = Handover.objects.select_for_update().get(pk=handover)
    if meeting.outcome != Meeting.PLANNED:
        raise Conflict(_("Somebody said before how it went."), _("Open it again to see what changed."))
    _insist_outcome(row, meeting, outcome, starts_at)
    meeting.outcome, meeting.holder, meeting.due_on, meeting.ended_at = outcome, None, None, at or clock.now()
    meeting.save()
    event = f"referral.handover_{outcome.value}"
    happened(ReferralEvent, event, subject=row, by=by, key_owner=row.person_id, at=at, words=words.strip())
    tell_sides(row, by)
    if outcome is Meeting.MOVED and starts_at:
        again = Plan(
            starts_at=starts_at,
            how=How(meeting.how),
            who=meeting.who or "",
            agreed=meeting.agreed or "",
            where=meeting.where or "",
            fallback=meeting.fallback or "",
        )
        _plan(row, again, by, at, worker=meeting.worker_id)


def meets_soon(referral: UUID) -> None:
    """Raises NotFound unless a joint first contact is still planned and near: for reminders that wait to leave."""
    now = clock.now()
    near = Handover.objects.filter(referral=referral, outcome=Meeting.PLANNED, starts_at__gte=now)
    if not near.filter(starts_at__lte=now + SOON).exists():
        raise NotFound


def _insist_plan(row: Referral, plan: Plan) -> None:
    wrong = {name: [_("Write a few words.")] for name in ("who", "agreed") if not getattr(plan, name).strip()}
    if plan.starts_at <= clock.now():
        wrong["starts_at"] = [_("The time must be in the future.")]
    elif outside := _outside_hours(row, plan.starts_at):
        wrong["starts_at"] = [outside]
    if plan.how is How.IN_PERSON and not plan.where.strip():
        wrong["where"] = [_("Say where they meet.")]
    if wrong:
        raise Invalid(wrong)


def _outside_hours(row: Referral, starts_at: datetime) -> str:
    """What is said of a time at which nobody here is written to either, by the model's days and hours; "" within."""
    if people.within_hours(row.partnership_id, starts_at):
        return ""
    contact = partnerships.model_at(row.partnership_id).model.contact
    week = list(partnerships.Weekday)
    told = {
        "from": dates.clock(contact.from_),
        "until": dates.clock(contact.until),
        "days": ", ".join(str(WEEKDAYS[week.index(day)]) for day in contact.days),
    }
    return _("That is outside the hours of this place. Choose a time from %(from)s to %(until)s on: %(days)s.") % told


def _insist_outcome(row: Referral, meeting: Handover, outcome: Meeting, starts_at: datetime | None) -> None:
    now = clock.now()
    if outcome in {Meeting.PLANNED, Meeting.CALLED_OFF}:
        raise Invalid({"outcome": [_("Choose one of the answers offered")]})
    if outcome in {Meeting.MET, Meeting.DID_NOT_COME} and meeting.starts_at > now:
        raise Invalid({"outcome": [_("It has not taken place yet.")]})
    if outcome is Meeting.MOVED and (starts_at is None or starts_at <= now):
        raise Invalid({"starts_at": [_("Say the new time, in the future.")]})
    if outcome is Meeting.MOVED and starts_at and (outside := _outside_hours(row, starts_at)):
        raise Invalid({"starts_at": [outside]})


def _plan(row: Referral, plan: Plan, by: Actor, at: datetime | None, worker: UUID | None = None) -> Handover:
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    day = plan.starts_at.astimezone(ZoneInfo(model.zone)).date()
    meeting = Handover.objects.create(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.referrer_id,
        referral=row,
        starts_at=plan.starts_at,
        how=plan.how,
        who=plan.who.strip(),
        where=plan.where.strip() or None,
        agreed=plan.agreed.strip(),
        fallback=plan.fallback.strip() or None,
        holder_id=by.partner,
        worker_id=worker or (by.id if by.kind is Kind.USER else None),
        due_on=working_days.add(day, model.limits.handover, model.nation),
        made_at=at or clock.now(),
    )
    happened(ReferralEvent, "referral.hand_over", subject=row, by=by, key_owner=row.person_id, at=at)
    tell_person(row, by)
    tell_sides(row, by)
    _remind(row, meeting, model.zone, by)
    return meeting


def _remind(row: Referral, meeting: Handover, zone: str, by: Actor) -> None:
    """The person is reminded on the day before, when there is one; by then it must still be planned."""
    day_before = meeting.starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    due = datetime.combine(day_before, REMIND_AT, ZoneInfo(zone))
    if due > clock.now():
        outbox.put(
            "person.handover",
            subject=Ref("referral", row.pk),
            to=Ref("person", row.person_id),
            person=row.person_id,
            partnership=row.partnership_id,
            key=str(meeting.pk),
            due=due,
            ordered_by=by,
        )
