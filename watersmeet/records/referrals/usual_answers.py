"""How a service usually answers: within how many working days, and to how many of ten it says yes.

Counted over six whole months that are over and settled, so that nothing is learned by looking twice, and never of fewer
than are people who could be told apart. It is told on the listing, and ranks nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from watersmeet.base import clock, working_days
from watersmeet.base.actor import Kind
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.fairness import SETTLES_IN, SMALL
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import State

MONTHS = 6
USUALLY = 0.75
"""Three of four, of all that was sent and not withdrawn, were answered within so many days."""
LONGEST = 60
"""Working days: of what takes longer nothing is said."""


@dataclass(frozen=True, slots=True)
class UsualAnswers:
    """`within` working days, None where that cannot be said; yes to about `of_ten` of ten, of all `counted` answers."""

    within: int | None
    of_ten: int
    counted: int


def usual_answers(service: UUID) -> UsualAnswers | None:
    """How a service usually answers what it is asked; None where it answered too few, or its place has no rules yet."""
    place = Referral.objects.filter(service=service).values_list("partnership", flat=True).first()
    if place is None:
        return None
    try:
        model = partnerships.model_at(place).model
    except NotFound:
        return None
    first, after = span(clock.today(model.zone))
    until = clock.midnight(after, model.zone) + SETTLES_IN
    asked = Referral.objects.filter(
        service=service, sent_at__gte=clock.midnight(first, model.zone), sent_at__lt=clock.midnight(after, model.zone)
    )
    asked = asked.exclude(state=State.ENTERED_IN_ERROR)
    sent = dict(asked.values_list("pk", "sent_at"))
    answers = _answers(sent, until)
    if len(answers) < SMALL:
        return None
    silent = asked.filter(Q(ended_at=None) | Q(ended_at__gte=until)).exclude(pk__in=answers).count()
    took = [_days(sent[pk], at, model.zone, model.nation) for pk, (_what, at) in answers.items()]
    yes = sum(what == "accept" for what, _at in answers.values())
    return UsualAnswers(usually(took, silent), round(10 * yes / len(answers)), len(answers))


def span(today: date) -> tuple[date, date]:
    """The first day of the six months that count, and the first day after them: whole months, over and settled."""
    after = today.replace(day=1)
    if today <= after + SETTLES_IN:
        after = (after - timedelta(days=1)).replace(day=1)
    first = after
    for _month in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, after


def usually(took: Sequence[int], silent: int) -> int | None:
    """The fewest days within which three of four were answered; so many (`silent`) were not answered in time at all.

    None where it would be more than LONGEST.
    """
    return next(
        (
            within
            for within in range(1, LONGEST + 1)
            if sum(days <= within for days in took) >= USUALLY * (len(took) + silent)
        ),
        None,
    )


def _answers(referrals: Collection[UUID], until: datetime) -> dict[UUID, tuple[str, datetime]]:
    """The first yes or no of each that came in time, by people; what the clock closed is none."""
    events = ReferralEvent.objects.filter(
        subject__in=list(referrals), what__in=("accept", "decline"), happened_at__lt=until
    )
    rows = events.exclude(actor_kind=Kind.PROCESS).order_by("-version")
    return {subject: (what, at) for subject, what, at in rows.values_list("subject_id", "what", "happened_at")}


def _days(sent: datetime | None, until: datetime, zone: str, nation: working_days.Nation) -> int:
    return working_days.between(clock.day(sent or until, zone), clock.day(until, zone), nation)
