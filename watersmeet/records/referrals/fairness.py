"""How requests were shared among providers: what every partner may read of it, and nothing of anybody's.

Exact figures are for those who may see exact evidence, and for a partner its own row. Everybody else reads bands of
whole months that are over and settled: such a month is counted once, in one way, so that nothing is learned by looking
twice. Single allocations are read by those who had a part in them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.fair_words import rules_in_words
from watersmeet.records.referrals.models import Allocation, Candidate, Referral, ReferralEvent, WayIn
from watersmeet.records.referrals.states import DecidedBy, LeftOut, NotFirst, State, Taken

SETTLES_IN = timedelta(days=14)  # a yes counts when it came within so long; a month is settled so long after its end
LOOK_BACK = 12
SMALL = 8  # a count below it is people who could be told apart


@dataclass(frozen=True, slots=True)
class Band:
    """A count as the actor may know it: from `low` to `high`, the same where it is exact."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One provider in one month: what it was offered, how that was chosen, to how much it said yes.

    `capacity` is how many people it says it can take in a month, `fair` its part of what all can take, from 0 to 1.
    """

    provider: UUID
    name: str
    offered: Band
    by_person: Band
    by_rule: Band
    by_other: Band
    accepted: Band
    capacity: int | None
    fair: float | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One service of an allocation, as every partner may read it."""

    name: str
    provider: str
    place: int | None
    decided_by: DecidedBy | None
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """One allocation by its reference, without the person: the month, what was taken and how, the list."""

    reference: str
    month: date
    provider: str
    service: str
    taken: Taken
    reason: NotFirst | None
    model_number: int
    listed: tuple[Listed, ...]


def rules_said(partnership: UUID) -> list[str]:
    """The rules of the model in force, in plain words."""
    return rules_in_words(partnerships.model_at(partnership).model.allocation)


def months_shown(actor: Actor) -> list[date]:
    """The months whose shares the actor may read, each by its first day, the newest first. Raises Refused."""
    _insist(actor)
    today = clock.now().astimezone(_zone(actor)).date()
    months = [today.replace(day=1)]
    while len(months) <= LOOK_BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months if _exact(actor) else [one for one in months if today > _after(one) + SETTLES_IN]


def fair_shares(actor: Actor, month: date) -> list[Share]:
    """What each provider of the actor's place was offered in a month, by name. Raises Refused, NotFound."""
    if month not in months_shown(actor) or actor.partnership is None:
        raise NotFound
    zone = _zone(actor)
    first, after = (datetime.combine(day, datetime.min.time(), zone) for day in (month, _after(month)))
    sent = Referral.objects.filter(partnership=actor.partnership, sent_at__gte=first, sent_at__lt=after)
    counts = _counts(sent.exclude(state=State.ENTERED_IN_ERROR).defer("words", "own_answers"))
    capacities = directory.capacities(actor.partnership)
    total = sum(capacities.values())
    there = {one.pk: str(one) for one in partnerships.partners(actor.partnership)}
    return [
        Share(
            provider=who,
            name=name,
            capacity=capacities.get(who),
            fair=capacities[who] / total if who in capacities and total else None,
            **{
                what: _band(counts[who, what], exact=_exact(actor) or who == actor.partner)
                for what in ("offered", "by_person", "by_rule", "by_other", "accepted")
            },
        )
        for who, name in there.items()
        if who in capacities or counts[who, "offered"]
    ]


def recent_allocations(actor: Actor, many: int = 20) -> list[Allocated]:
    """The newest allocations of what was sent, by reference: all of the place for those who may see exact figures.

    Everybody else reads those in which their own partner had a part: it referred, stood in the list or was left out.
    """
    _insist(actor)
    rows = Allocation.objects.filter(partnership=actor.partnership, referral__sent_at__isnull=False)
    if not _exact(actor):
        listed = Candidate.objects.filter(allocation=OuterRef("pk"), provider=actor.partner)
        rows = rows.filter(Q(controller=actor.partner) | Q(receiver=actor.partner) | Q(Exists(listed)))
    found = rows.exclude(referral__state=State.ENTERED_IN_ERROR).order_by("-shown_at").defer("told", "referral__words")
    found = found.select_related("referral", "receiver__organisation", "service")
    zone = _zone(actor)
    return [
        Allocated(
            reference=row.referral.reference,
            month=row.shown_at.astimezone(zone).date().replace(day=1),
            provider=str(row.receiver),
            service=row.service.name if row.service else "",
            taken=Taken(row.taken),
            reason=NotFirst(row.reason) if row.reason else None,
            model_number=row.model_number,
            listed=tuple(_listed(row.candidates.select_related("service", "provider__organisation").order_by("place"))),
        )
        for row in found.prefetch_related("candidates")[:many]
    ]


def _insist(actor: Actor) -> None:
    policy.insist(actor, "allocation.see", policy.relations(actor, here=actor.partnership))


def _exact(actor: Actor) -> bool:
    return policy.may(actor, "evidence.exact")


def _zone(actor: Actor) -> ZoneInfo:
    if actor.partnership is None:
        raise NotFound
    return ZoneInfo(partnerships.model_at(actor.partnership).model.zone)


def _after(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def _counts(sent: QuerySet[Referral]) -> Counter[tuple[UUID, str]]:
    """How many of each kind every provider had."""
    rows = list(sent)
    taken = dict(Allocation.objects.filter(referral__in=rows).order_by("shown_at").values_list("referral_id", "taken"))
    answers = ReferralEvent.objects.filter(subject__in=rows, what="accept").order_by("-version")
    said_yes = dict(answers.values_list("subject_id", "happened_at"))
    counts: Counter[tuple[UUID, str]] = Counter()
    names = {Taken.PERSON: "by_person", Taken.FIRST: "by_rule", Taken.OTHER: "by_other"}
    for row in rows:
        chosen = taken.get(row.pk) or (Taken.PERSON if row.way_in == WayIn.SELF and row.service_id else Taken.OTHER)
        counts[row.receiver_id, "offered"] += 1
        counts[row.receiver_id, names[Taken(chosen)]] += 1
        answered = said_yes.get(row.pk)
        if answered and row.sent_at and answered <= row.sent_at + SETTLES_IN:
            counts[row.receiver_id, "accepted"] += 1
    return counts


def _band(count: int, *, exact: bool) -> Band:
    """The count, or for those who may not know it "fewer than 8", and above that to the nearest five."""
    if exact:
        return Band(count, count)
    return Band(0, SMALL - 1) if count < SMALL else Band(5 * round(count / 5) - 2, 5 * round(count / 5) + 2)


def _listed(rows: Iterable[Candidate]) -> Iterable[Listed]:
    """Those in the order first, then those left out."""
    for one in sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.service.name)):
        yield Listed(
            one.service.name,
            str(one.provider),
            one.place,
            DecidedBy(one.decided_by) if one.decided_by else None,
            LeftOut(one.left_out) if one.left_out else None,
        )
