"""What time does to referrals that stand still: told of by reference only, chased, closed in the end."""

from datetime import date, timedelta
from functools import cache
from itertools import starmap
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Allowed, Refusal
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules, urgent
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.moving import close, silence
from watersmeet.records.referrals.states import NextAction, Reason, State, standing

AHEAD = timedelta(days=40)
"""No reminder comes so long before: twenty working days with every holiday between."""
_STANDS = {
    "partner.due": "reminded_on",
    "partner.late": "late_told_on",
    "lead.late": "lead_told_on",
    "partner.unread": "chases",
}
"""By what a referral shows that it was told of by such a message: every later step takes it away (see `stand`)."""


def keep_time() -> int:
    """Look at every open referral whose due date comes or has passed, as far as it was not told of; returns how many.

    The holder is reminded before the day; then its managers hear, and some days after them the lead. What waits for
    somebody by name who went away does not wait for its day. A yes that ran out ends what the referrer is told.
    """
    latest = clock.today("Etc/GMT-14")  # wherever a place may lie, its day is no later than this one
    late = Referral.objects.filter(closed_at=None, due_on__lt=latest).filter(
        Q(late_told_on=None) | Q(lead_told_on=None) | Q(next_action=NextAction.SEE_OUTCOME)
    )
    done = sum(starmap(_silence, list(rules.run_out().values_list("person", "pk"))))
    done += sum(starmap(_hear_again, list(rules.given_again().values_list("person", "pk"))))
    done += sum(map(urgent.pass_on_from_the_away, urgent.waiting_for_the_away()))
    done += sum(starmap(_keep, list(late.values_list("person", "pk"))))
    return done + sum(starmap(_remind, _soon_due(latest)))


def still_stands(kind: str, referral: UUID, to: UUID) -> Allowed | Refusal:
    """Whether what a message of that kind says of a referral is still so, and still for them: asked as it leaves.

    Not once a step was taken, it was closed, or another partner has the next step; "due soon" not once the day is over.
    """
    row = Referral.objects.filter(pk=referral, closed_at=None).defer("words").first()
    waits = row is not None and getattr(row, _STANDS[kind]) and to in {row.holder_id, row.partnership_id}
    if row is None or not waits or (kind == "partner.due" and not _is_soon(row, _model_of(row))):
        return Refusal("over", _("This does not wait for them any more."))
    return Allowed("still waits")


@transaction.atomic
def _silence(person: UUID, identifier: UUID) -> bool:
    """The referrer learns nothing more, as if the person had stopped it; what it learned before is its own."""
    people.lock(person)
    row = rules.run_out().select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        return False
    silence(row, by=_clock_of(row), verb="referral.yes_ran_out")
    return True


@transaction.atomic
def _hear_again(person: UUID, identifier: UUID) -> bool:
    """The person said yes anew: the referrer is told again."""
    people.lock(person)
    row = rules.given_again().select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        return False
    row.silent_since = None
    happened(ReferralEvent, "referral.told_again", subject=row, by=_clock_of(row), key_owner=row.person_id)
    return True


def _soon_due(latest: date) -> list[tuple[UUID, UUID]]:
    """Person and id of those whose day comes within the model's reminder, and who were not reminded."""
    coming = Referral.objects.filter(closed_at=None, reminded_on=None, late_told_on=None, due_on__lte=latest + AHEAD)
    coming = coming.exclude(next_action=NextAction.SEE_OUTCOME).defer("words", "own_answers")
    model_of = cache(lambda partnership, number: partnerships.model_numbered(partnership, number).model)
    return [(row.person_id, row.pk) for row in coming if _is_soon(row, model_of(row.partnership_id, row.model_number))]


def _is_soon(row: Referral, model: Model) -> bool:
    """Whether its day is near enough; a limit no longer than the reminder itself is not reminded of."""
    today, limit = clock.today(model.zone), standing(State(row.state), asked=row.question_open).limit
    if row.due_on is None or row.due_on < today or rules.awaits_acknowledgement(row):
        return False
    if getattr(model.limits, limit, 0) <= model.limits.remind:
        return False
    return working_days.between(today, row.due_on, model.nation) <= model.limits.remind


@transaction.atomic
def _remind(person: UUID, identifier: UUID) -> bool:
    people.lock(person)
    row = Referral.objects.select_for_update().filter(pk=identifier, closed_at=None, reminded_on=None).first()
    if row is None or row.holder_id is None:
        return False
    model = _model_of(row)
    if not _is_soon(row, model):
        return False
    row.reminded_on = clock.today(model.zone)
    by = _clock_of(row)
    happened(ReferralEvent, "referral.remind", subject=row, by=by, key_owner=row.person_id)
    _tell("partner.due", Ref("partner", row.holder_id), row, by)
    return True


@transaction.atomic
def _keep(person: UUID, identifier: UUID) -> bool:
    people.lock(person)
    row = Referral.objects.select_for_update().filter(pk=identifier, closed_at=None).first()
    if row is None or row.due_on is None or row.holder_id is None:
        return False
    model = _model_of(row)
    today = clock.today(model.zone)
    days = rules.days_late(row, today, model)
    if not days:
        return False
    if row.next_action == NextAction.SEE_OUTCOME:
        _chase(row, model, today)
        return True
    if urgent.may_pass_on(row):
        urgent.pass_on(row, by=_clock_of(row))
        return True
    managers, lead = row.late_told_on is None, row.lead_told_on is None and days >= model.limits.tell_lead
    if managers or lead:
        _escalate(row, row.holder_id, today, managers=managers, lead=lead)
    return managers or lead


def _escalate(row: Referral, holder: UUID, today: date, *, managers: bool, lead: bool) -> None:
    """The holder's managers, then the partnership's lead, hear of it: a reference and how late, never the person."""
    by = _clock_of(row)
    row.late_told_on = row.late_told_on or today
    row.lead_told_on = today if lead else row.lead_told_on
    verb = "referral.escalate" if managers else "referral.tell_lead"
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id)
    if managers:
        _tell("partner.late", Ref("partner", holder), row, by)
    if lead:
        _tell("lead.late", Ref("partnership", row.partnership_id), row, by)


def _tell(kind: str, to: Ref, row: Referral, by: Actor) -> None:
    outbox.put(
        kind,
        subject=Ref("referral", row.pk),
        to=to,
        person=row.person_id,
        key=f"{row.pk}:{row.version}",
        ordered_by=by,
    )


def _chase(row: Referral, model: Model, today: date) -> None:
    """Nobody has read the outcome: ask again as often as the model says, then close it, coded."""
    by = _clock_of(row)
    if row.chases >= model.limits.outcome_chases:
        close(row, "referral.close", by=by, reason=Reason.NOT_SEEN)
        return
    row.chases += 1
    row.due_on = working_days.add(today, model.limits.outcome_seen, model.nation)
    happened(ReferralEvent, "referral.chase", subject=row, by=by, key_owner=row.person_id)
    _tell("partner.unread", Ref("partner", row.referrer_id), row, by)


def _clock_of(row: Referral) -> Actor:
    return Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a due date passed")


def _model_of(row: Referral) -> Model:
    return partnerships.model_numbered(row.partnership_id, row.model_number).model
