"""How a referral stands after a step that was found allowed: row, event and who is told. The caller insists first."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.people import api as people
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import ENDED, OVER, Holder, Meeting, Reason, State, standing
from watersmeet.records.referrals.telling import tell


def locked(referral: UUID, actor: Actor, seen_version: int | None = None) -> Referral:
    """The row, held until the transaction ends, and before it the person's gate row: what they stopped stays stopped.

    Raises NotFound for those who may not know of it, asked when both are held.
    `seen_version` is the version the actor saw: another since then is a Conflict.
    """
    try:
        people.lock(Referral.objects.filter(pk=referral).values("person")[:1])
    except ObjectDoesNotExist:
        raise NotFound from None
    row = Referral.objects.select_for_update().get(pk=referral)
    if not rules.may_see(actor, row) or not _may_know_of(actor, row):
        raise NotFound
    if seen_version is not None and seen_version != row.version:
        raise Conflict(
            _("Somebody changed this while you were reading."), _("Look at what changed, then choose again.")
        )
    return row


def _may_know_of(actor: Actor, row: Referral) -> bool:
    """A colleague whose role sees no such referral learns from no step that there is one."""
    return actor.kind is not Kind.USER or policy.may(actor, "referral.see", rules.relations(actor, row))


def step(row: Referral, to: State, *, by: Actor, words: str = "", reason: str = "", at: datetime | None = None) -> None:
    """Take a step that was found to be allowed, and tell of it. The caller holds the row."""
    stand(row, to, at)
    if to is State.SENT:
        row.sent_at = at or clock.now()
    if to in ENDED:
        row.ended_at = at or clock.now()
    if to is State.ENTERED_IN_ERROR:
        row.closed_at = row.closed_at or clock.now()
    happened(
        ReferralEvent,
        rules.VERBS[to],
        subject=row,
        by=by,
        key_owner=row.person_id,
        at=at,
        reason_code=reason,
        words=words.strip(),
    )
    if to in ENDED or to in OVER:
        call_off(row, by=by)
    tell(row, by)
    if to in ENDED and row.silent_since:
        close(row, "referral.close", by=by, reason=Reason.NOT_TOLD)
    elif to in ENDED and row.sent_at is None and by.partner == row.referrer_id:
        close(row, "referral.close", by=by)  # it never left: its writer has no outcome to read


def pass_on(row: Referral, verb: str, *, before: UUID | None, after: UUID | None, by: Actor) -> None:
    """Somebody else at a side looks after it from now on; who did is kept beside who does. The caller holds the row."""
    event = happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id)
    event.worker_before, event.worker_after = before, after
    event.save(update_fields=["worker_before", "worker_after"])


def call_off(row: Referral, *, by: Actor) -> None:
    """A joint first contact that is still planned does not take place: the referral ended first."""
    planned = row.handovers.filter(outcome=Meeting.PLANNED)
    if planned.update(outcome=Meeting.CALLED_OFF, holder=None, due_on=None, ended_at=clock.now()):
        happened(ReferralEvent, "referral.handover_called_off", subject=row, by=by, key_owner=row.person_id)


def silence(row: Referral, *, by: Actor, verb: str = "referral.silence") -> None:
    """From now on the referrer learns nothing more: no message, no page, no outcome. The caller holds the row."""
    row.silent_since = clock.now()
    if row.question_open:
        stand(row, State(row.state))
    call_off(row, by=by)
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id)
    if row.state in ENDED:
        close(row, "referral.close", by=by, reason=Reason.NOT_TOLD)


def stand(row: Referral, state: State, at: datetime | None = None, *, asked: bool = False) -> None:
    """Put the referral into a state; holder, next action and due date follow from the table and its model.

    `asked`: the receiver asked a question, and waits for the answer.
    """
    stands = standing(state, asked=asked)
    row.state, row.question_open, row.chases = state, asked, 0
    row.reminded_on = row.late_told_on = row.lead_told_on = None
    holders = {Holder.REFERRER: row.referrer_id, Holder.RECEIVER: row.receiver_id, Holder.NOBODY: None}
    row.holder_id = holders[stands.holder]
    row.next_action = stands.next_action or ""
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    row.due_on = rules.due(
        model, stands, _day(model, at or clock.now()), urgent=rules.awaits_acknowledgement(row) and not asked
    )


def local_day(row: Referral, moment: datetime) -> date:
    """The day of the place then."""
    return _day(partnerships.model_numbered(row.partnership_id, row.model_number).model, moment)


def _day(model: Model, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(model.zone)).date()


def close(row: Referral, verb: str, *, by: Actor, reason: str = "") -> None:
    """Nobody holds it any more. The caller holds the row."""
    row.closed_at = clock.now()
    row.holder, row.next_action, row.due_on = None, "", None
    happened(ReferralEvent, verb, subject=row, by=by, key_owner=row.person_id, reason_code=reason)
