"""What time does to registers: what is late is told of once more; what ends soon is a task 14 days before."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.copies import forget_copies
from watersmeet.records.people.gate import lock
from watersmeet.records.people.matters import begin, end
from watersmeet.records.people.models import Ground, Matter, Permission
from watersmeet.records.people.states import Acts, Kind, Outcome, of_who

SOON = timedelta(days=14)


def keep_time() -> int:
    """Look at every register once: run by the worker. Returns how many things it did."""
    now = clock.now()
    done = sum(_tell_late(one) for one in _late(now))
    done += sum(_ask_again(*pair, now) for pair in _ending_yeses(now))
    done += forget_copies(now)
    done += sum(_let_go(one, now) for one in _open(Kind.YES_ENDS))
    return done + sum(_look_at_agreements(place.pk) for place in partnerships.partnerships())


def _late(now: datetime) -> list[UUID]:
    rows = Matter.objects.filter(kind__in=of_who(Acts.PRIVACY), settled_at=None, late_told_at=None, due_at__lt=now)
    return list(rows.values_list("pk", flat=True))


def _open(kind: Kind) -> list[UUID]:
    return list(Matter.objects.filter(kind=kind, settled_at=None).values_list("pk", flat=True))


@transaction.atomic
def _tell_late(matter: UUID) -> bool:
    """The officer hears of it once more, and the leads: a reference, never the person."""
    row = Matter.objects.select_for_update().filter(pk=matter, settled_at=None, late_told_at=None).first()
    if row is None or row.partner_id is None:
        return False
    row.late_told_at = clock.now()
    row.save()
    key, by = f"{row.pk}:{row.version}", _clock_of(row.partnership_id)
    outbox.put(
        "privacy.overdue", subject=Ref("matter", row.pk), to=Ref("partner", row.partner_id), key=key, ordered_by=by
    )
    return True


def _ending_yeses(now: datetime) -> list[tuple[UUID, UUID]]:
    rows = Permission.objects.filter(
        ground=Ground.EXPLICIT,
        withdrawn_at=None,
        renewed_at=None,
        until__gt=now,
        until__lte=now + SOON,
        person__erased_at=None,
    )
    return list(rows.order_by().values_list("person_id", "receiver_id").distinct())


@transaction.atomic
def _ask_again(person: UUID, receiver: UUID, now: datetime) -> bool:
    """The partner that looks after the record asks the person whether it may go on."""
    row = lock(person)
    ending = Permission.objects.filter(
        person=row, receiver=receiver, ground=Ground.EXPLICIT, withdrawn_at=None, renewed_at=None, until__gt=now
    ).order_by("until")
    first = ending.filter(until__lte=now + SOON).first()
    if first is None or Matter.objects.filter(kind=Kind.YES_ENDS, person=row, about=receiver, settled_at=None).exists():
        return False
    begin(
        Kind.YES_ENDS,
        partnership=row.partnership_id,
        partner=row.controller_id,
        person=person,
        about=receiver,
        due_at=first.until,
        by=_clock_of(row.partnership_id),
    )
    return True


@transaction.atomic
def _let_go(matter: UUID, now: datetime) -> bool:
    """Nobody asked in time: the yes has run out, and so has the task."""
    row = Matter.objects.select_for_update().filter(pk=matter, settled_at=None).first()
    if row is None or row.due_at is None or row.due_at > now:
        return False
    end(row, Outcome.ENDED, by=_clock_of(row.partnership_id))
    return True


@transaction.atomic
def _look_at_agreements(place: UUID) -> int:
    """One task for the leads for each agreement that ends soon; it is over when the agreement goes on, or has ended."""
    ending = {one.id: one for one in partnerships.agreements(place) if one.ends_within(SOON.days)}
    done = 0
    for row in Matter.objects.select_for_update().filter(partnership=place, kind=Kind.AGREEMENT_ENDS, settled_at=None):
        known = ending.pop(row.about, None) if row.about else None
        if known is None:
            goes_on = row.about in {one.id for one in partnerships.agreements(place) if one.in_force}
            end(row, Outcome.RENEWED if goes_on else Outcome.ENDED, by=_clock_of(place))
            done += 1
    for one in ending.values():
        last = datetime.combine(one.until, time(12), ZoneInfo("UTC"))
        begin(Kind.AGREEMENT_ENDS, partnership=place, about=one.id, due_at=last, by=_clock_of(place))
        done += 1
    return done


def _clock_of(place: UUID) -> Actor:
    return Actor(ActorKind.PROCESS, partnership=place, name="clock", reason="a day came near")
