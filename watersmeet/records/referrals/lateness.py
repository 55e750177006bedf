"""What time does to referrals that stand still: told of by reference only, chased, closed in the end."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.actions import close
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import NextAction, Reason


def keep_time() -> int:
    """Look at every open referral whose due date has passed and was not told of yet; returns how many it acted on."""
    latest = clock.today("Etc/GMT-14")  # wherever a place may lie, its day is no later than this one
    late = Referral.objects.filter(closed_at=None, due_on__lt=latest).filter(
        Q(late_told_on=None) | Q(next_action=NextAction.SEE_OUTCOME)
    )
    return sum(_keep(identifier) for identifier in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _keep(identifier: UUID) -> bool:
    row = Referral.objects.select_for_update().filter(pk=identifier, closed_at=None).first()
    if row is None or row.due_on is None or row.holder_id is None:
        return False
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    today = clock.today(model.zone)
    if not rules.days_late(row, today, model):
        return False
    if row.next_action == NextAction.SEE_OUTCOME:
        _chase(row, model, today)
        return True
    if row.late_told_on is not None:
        return False
    row.late_told_on = today
    _escalate(row, row.holder_id, _clock_of(row))
    return True


def _escalate(row: Referral, holder: UUID, by: Actor) -> None:
    """The holder's managers and the partnership's lead hear of it: a reference and how late, never the person."""
    happened(ReferralEvent, "referral.escalate", subject=row, by=by, key_owner=row.person_id)
    for kind, to in (
        ("partner.late", Ref("partner", holder)),
        ("lead.late", Ref("partnership", row.partnership_id)),
    ):
        outbox.put(kind, subject=Ref("referral", row.pk), to=to, key=f"{row.pk}:{row.version}", ordered_by=by)


def _chase(row: Referral, model: Model, today: date) -> None:
    """Nobody has read the outcome: ask again as often as the model says, then close it, coded."""
    by = _clock_of(row)
    if row.chases >= model.limits.outcome_chases:
        close(row, "referral.close", by=by, reason=Reason.NOT_SEEN)
        return
    row.chases += 1
    row.due_on = working_days.add(today, model.limits.outcome_seen, model.nation)
    happened(ReferralEvent, "referral.chase", subject=row, by=by, key_owner=row.person_id)
    subject, to = Ref("referral", row.pk), Ref("partner", row.referrer_id)
    outbox.put("partner.unread", subject=subject, to=to, key=f"{row.pk}:{row.version}", ordered_by=by)


def _clock_of(row: Referral) -> Actor:
    return Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="a due date passed")
