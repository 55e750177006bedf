"""What users and partners hold here: an account or a partner does not go before somebody else has it."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from watersmeet.audit.happened import removed
from watersmeet.base.actor import Actor
from watersmeet.base.files import keeping as files
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Kept
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import (
    Allocation,
    CallBack,
    CallBackEvent,
    Candidate,
    Errand,
    ErrandEvent,
    ErrandOutcome,
    Handover,
    Message,
    MessageEvent,
    Proxy,
    Reading,
    Referral,
    ReferralEvent,
    WayIn,
)
from watersmeet.records.referrals.moving import pass_on
from watersmeet.records.referrals.paper_models import PaperAsk
from watersmeet.records.referrals.states import Meeting
from watersmeet.records.referrals.suggestion_models import Suggestion, SuggestionEvent
from watersmeet.records.referrals.telling import tell_person

BEGAN = ("accept", "start", "handover_met")
"""After one of these the person was in touch with somebody; before, they had only asked."""


class OfUsers:
    """Open referrals that a user looks after, at either side, and joint first contacts that they planned.

    See accounts.ports.Holdings.
    """

    def holds(self, user: UUID) -> Sequence[Ref]:
        """Every open one, and every one that is still planned."""
        planned = _planned().filter(worker=user).values_list("pk", flat=True)
        return [
            *(Ref("referral", pk) for pk in _of(user).values_list("pk", flat=True)),
            *(Ref("handover", pk) for pk in planned),
        ]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` looks after each instead. Raises Invalid when they do not answer referrals at the same partner."""
        for row in _of(user).select_for_update():
            if row.receiver_worker_id == user:
                rules.insist_serves(to, row.receiver_id, field="hand_to")
                row.receiver_worker_id = to
            if row.referrer_worker_id == user:
                rules.insist_serves(to, row.referrer_id, field="hand_to")
                row.referrer_worker_id = to
            _hand_on(row, user, to, by)
        for met in _planned().filter(worker=user).select_for_update(of=("self",)).select_related("referral"):
            rules.insist_serves(to, met.holder_id, field="hand_to")
            met.worker_id = to
            met.save(update_fields=["worker"])
            _hand_on(Referral.objects.select_for_update().get(pk=met.referral_id), user, to, by)

    def pass_on(self, user: UUID, *, by: Actor) -> None:
        """Nothing here is kept from whoever closes an account."""


class OfPartners:
    """Open referrals that a partner passed on or was asked for, joint first contacts it planned, and calls it owes.

    See partnerships.ports.Held.
    """

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """Every open one, whoever has the next step."""
        rows = Referral.objects.filter(Q(referrer=partner) | Q(receiver=partner), closed_at=None)
        planned = _planned().filter(holder=partner).values_list("pk", flat=True)
        calls = CallBack.objects.filter(controller=partner, ended_at=None)
        return [
            *(Ref("referral", pk) for pk in rows.values_list("pk", flat=True)),
            *(Ref("handover", pk) for pk in planned),
            *(Ref("callback", pk) for pk in calls.values_list("pk", flat=True)),
        ]

    def kept(self, persons: Collection[UUID]) -> Iterator[Kept]:
        """Each referral, what somebody is still to be told by hand, and each call that was asked for."""
        began = ReferralEvent.objects.filter(subject=OuterRef("pk"), what__in=BEGAN)
        spoke = Errand.objects.filter(referral=OuterRef("pk"), outcome=ErrandOutcome.SPOKE)
        rows = Referral.objects.filter(person__in=persons).annotate(
            last=Max("events__recorded_at"), began=Exists(began) | Exists(spoke)
        )
        for row in rows.values_list("person_id", "controller_id", "began", "last", "closed_at"):
            person, controller, began_once, last, closed = row
            kind = "referral" if began_once else "asked_never_contacted"
            yield Kept(person, controller, kind, last, "" if closed else "open_referral")
        errands = Errand.objects.filter(person__in=persons, done_at=None)
        for person, controller, since in errands.values_list("person_id", "referral__controller_id", "made_at"):
            yield Kept(person, controller, "", since, "open_errand")
        calls = CallBack.objects.filter(person__in=persons).annotate(last=Max("events__recorded_at"))
        for person, controller, last, ended in calls.values_list("person_id", "controller_id", "last", "ended_at"):
            yield Kept(person, controller, "asked_never_contacted", last, "" if ended else "open_call")
        papers = PaperAsk.objects.filter(person__in=persons, became="")
        for person, controller, since in papers.values_list("person_id", "controller_id", "typed_at"):
            yield Kept(person, controller, "", since, "open_paper")

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """Referrals with all that belongs to them, calls, and every event."""
        rows = list(Referral.objects.select_for_update().filter(person=person, controller=controller).defer("words"))
        Referral.objects.filter(based_on__in=rows).update(based_on=None)
        removed(ErrandEvent, Errand.objects.filter(referral__in=rows), by=by, reason_code="retention")
        messages = list(Message.objects.filter(referral__in=rows).defer("words"))
        files.remove(Ref("message", one.pk) for one in messages)
        Reading.objects.filter(message__in=messages).delete()
        removed(MessageEvent, messages, by=by, reason_code="retention")
        lists = Suggestion.objects.filter(referral__in=rows).defer("picks")
        removed(SuggestionEvent, lists, by=by, reason_code="retention")
        Handover.objects.filter(referral__in=rows).delete()
        Proxy.objects.filter(referral__in=rows).delete()
        PaperAsk.objects.filter(referral__in=rows).delete()
        Candidate.objects.filter(allocation__referral__in=rows).delete()
        Allocation.objects.filter(referral__in=rows).delete()
        Referral.instead.through.objects.filter(referral__in=rows).delete()
        removed(ReferralEvent, rows, by=by, reason_code="retention")
        calls = CallBack.objects.filter(person=person, controller=controller)
        removed(CallBackEvent, calls, by=by, reason_code="retention")


def _hand_on(row: Referral, user: UUID, to: UUID, by: Actor) -> None:
    """Somebody else looks after it now; the person hears that there is news, when safe contact allows it."""
    pass_on(row, "referral.hand_on", before=user, after=to, by=by)
    if row.sent_at is not None or row.way_in not in {WayIn.WORKER, WayIn.BEHALF, WayIn.PHONE, WayIn.SPREADSHEET}:
        tell_person(row, by)


def _planned() -> QuerySet[Handover]:
    return Handover.objects.filter(outcome=Meeting.PLANNED)


def _of(user: UUID) -> QuerySet[Referral]:
    return Referral.objects.filter(Q(referrer_worker=user) | Q(receiver_worker=user), closed_at=None)
