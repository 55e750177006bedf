"""Who is on call, who could be, and what of it others may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Absence, Membership, Model
from watersmeet.records.safety import rules
from watersmeet.records.safety.models import Alert, Drill, Seat, Shift
from watersmeet.records.safety.rules import OnCall
from watersmeet.records.safety.states import Rank, SeatState, State

ON_CALL = (Role.SAFEGUARDING_LEAD, Role.PRACTITIONER, Role.MANAGER)
"""Who may be on call, and in which order they are told where nobody on call answers."""
FAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class SeatView:
    """One place in a shift: who, what they said, whether that is the one who reads."""

    id: UUID
    user: UUID
    name: str
    rank: Rank
    state: SeatState
    is_me: bool


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift, its places that count, and whether two people said yes to it."""

    id: UUID
    begins_at: datetime
    ends_at: datetime
    seats: tuple[SeatView, ...]
    stands: bool

    def said_yes(self, rank: Rank) -> SeatView | None:
        """Who said yes to a rank."""
        return next((one for one in self.seats if one.rank is rank and one.state is SeatState.ACCEPTED), None)

    def asked(self, rank: Rank) -> SeatView | None:
        """Who was asked and has not answered."""
        return next((one for one in self.seats if one.rank is rank and one.state is SeatState.ASKED), None)


def able(partner: UUID, *, on: datetime | None = None) -> dict[UUID, Membership]:
    """Who may be on call at a partner, by user: those whose account is open and whose role lets them."""
    there = partnerships.members(partner, (on or clock.now()).date())
    return {seat.user_id: seat for seat in there if seat.user.is_active and seat.role in ON_CALL}


def standing(partner: UUID, since: datetime, until: datetime | None = None) -> list[OnCall]:
    """The shifts not over by then to which two people said yes, who still work there and are not away."""
    wanted = Shift.objects.filter(partner=partner, ended_at=None, ends_at__gt=since)
    if until is not None:
        wanted = wanted.filter(begins_at__lte=until)
    said_yes: dict[UUID, dict[str, UUID]] = {}
    seats = Seat.objects.filter(shift__in=wanted, state=SeatState.ACCEPTED).select_related("shift")
    shifts = {seat.shift_id: seat.shift for seat in seats}
    for seat in seats:
        said_yes.setdefault(seat.shift_id, {})[seat.rank] = seat.user_id
    whole = [shifts[pk] for pk, ranks in said_yes.items() if len(ranks) == len(Rank)]
    there = able(partner) if whole else {}
    absent = partnerships.away(partner) if whole else []
    found = [
        OnCall(row.pk, said_yes[row.pk][Rank.FIRST], said_yes[row.pk][Rank.DEPUTY], row.begins_at, row.ends_at)
        for row in whole
    ]
    return [one for one in found if _both_there(one, there, absent)]


def on_call(partner: UUID, at: datetime) -> OnCall | None:
    """Who is on call there then; the one who began first where there are two."""
    now = [one for one in standing(partner, at, at) if one.holds(at)]
    return min(now, key=lambda one: (one.begins_at, str(one.shift)), default=None)


def watches(partner: UUID, model: Model, at: datetime | None = None) -> bool:
    """Whether what may raise an alert can be answered there now, with a worker: somebody is on call for long enough.

    Not while an alert stands still there: then nobody would be told of another.
    """
    when = at or clock.now()
    until = when + timedelta(minutes=model.watch.acknowledge_minutes)
    if not model.watch.owner or not rules.watched(standing(partner, when, until), model.watch, when):
        return False
    late = Q(controller=partner, due_at__lt=when - rules.STANDS_STILL) & ~Q(state=State.CLOSED)
    return not Alert.objects.filter(late).exists()


def watches_alone(partner: UUID, model: Model, at: datetime | None = None) -> bool:
    """The same for somebody by themselves: within the hours that the rules name as watched, too."""
    when = at or clock.now()
    return rules.in_window(model, when) and watches(partner, model, when)


def will_watch(partner: UUID, model: Model, until: datetime, *, since: datetime | None = None) -> bool:
    """Whether somebody is on call there at any time until then: else there is no sense in asking."""
    return bool(model.watch.owner) and bool(standing(partner, since or clock.now(), until))


def chain(partner: UUID, at: datetime, not_these: Iterable[UUID] = ()) -> list[UUID]:
    """Whom to tell of an alert, one after the other: who is on call, then the rest by their role and name.

    Who is away comes last; those whom the person does not want only where there is nobody else.
    """
    there = able(partner)
    now = on_call(partner, at)
    first = [now.first, now.deputy] if now else []
    rest = sorted(there.values(), key=lambda seat: (ON_CALL.index(Role(seat.role)), seat.user.name, str(seat.pk)))
    everybody = list(dict.fromkeys([*first, *(seat.user_id for seat in rest)]))
    away, unwanted = partnerships.cover_today(partner), set(not_these)
    wanted = sorted((one for one in everybody if one not in unwanted), key=lambda one: one in away)
    return wanted or everybody


def present(partner: UUID) -> set[UUID]:
    """Who may be on call at a partner, and is not away today."""
    return able(partner).keys() - partnerships.cover_today(partner).keys()


def has_changed_back(row: Alert | Drill) -> bool:
    """Whether the last that the person said to it was otherwise than what called."""
    said = row.events.filter(what__in=("changed_back", "said_again")).order_by("-version").first()
    return said is not None and said.what == "changed_back"


def rota(actor: Actor) -> list[ShiftView]:
    """The shifts of the actor's partner that are not over, the soonest first. Raises Refused, NotFound."""
    insist(actor, "cover.see", relations(actor, keeper=actor.partner))
    if actor.partner is None:
        raise NotFound
    now = clock.now()
    rows = Shift.objects.filter(partner=actor.partner, ended_at=None, ends_at__gt=now).order_by("begins_at", "pk")
    stands = {one.shift for one in standing(actor.partner, now)}
    seats: dict[UUID, list[Seat]] = {}
    for seat in Seat.objects.filter(shift__in=rows).select_related("user").order_by("rank", "asked_at"):
        seats.setdefault(seat.shift_id, []).append(seat)
    return [
        ShiftView(
            row.pk,
            row.begins_at,
            row.ends_at,
            tuple(_seat(actor, seat) for seat in seats.get(row.pk, [])),
            row.pk in stands,
        )
        for row in rows
    ]


def people_on_call(actor: Actor) -> list[tuple[UUID, str]]:
    """Who may be on call at the actor's partner, by name. Raises NotFound."""
    if actor.partner is None or not may(actor, "cover.see", relations(actor, keeper=actor.partner)):
        raise NotFound
    return [(user, seat.user.name) for user, seat in able(actor.partner).items()]


def gaps(actor: Actor, model: Model, days: int = 7) -> list[tuple[datetime, datetime]]:
    """The watched hours of the next days in which nobody is on call, the soonest first. Raises NotFound."""
    if actor.partner is None or not may(actor, "cover.see", relations(actor, keeper=actor.partner)):
        raise NotFound
    now = clock.now()
    shifts = standing(actor.partner, now, now + timedelta(days=days))
    return [gap for hours in _hours(model, now, days) for gap in _uncovered(shifts, *hours)]


def _hours(model: Model, now: datetime, days: int) -> list[tuple[datetime, datetime]]:
    zone = ZoneInfo(model.zone)
    today = now.astimezone(zone).date()
    found = []
    for day in (today + timedelta(days=number) for number in range(days)):
        if tuple(partnerships.Weekday)[day.weekday()] in model.watch.days:
            begins, ends = (
                datetime.combine(day, time, zone).astimezone(now.tzinfo)
                for time in (model.watch.from_, model.watch.until)
            )
            if ends > now:
                found.append((max(begins, now), ends))
    return found


def _uncovered(shifts: list[OnCall], begins: datetime, ends: datetime) -> Iterable[tuple[datetime, datetime]]:
    at = begins
    for shift in sorted(shifts, key=lambda one: one.begins_at):
        if shift.ends_at <= at or shift.begins_at >= ends:
            continue
        if shift.begins_at > at:
            yield at, shift.begins_at
        at = shift.ends_at
    if at < ends:
        yield at, ends


def _both_there(one: OnCall, there: dict[UUID, Membership], absent: list[Absence]) -> bool:
    """Both still work there, and neither is away on any day of it that is not over."""
    both = {one.first, one.deputy}
    since, until = clock.day(one.begins_at), clock.day(one.ends_at)
    away = {row.membership.user_id for row in absent if row.from_on <= until and since <= row.until_on}
    return len(both) == len(Rank) and both <= there.keys() and not both & away


def _seat(actor: Actor, row: Seat) -> SeatView:
    return SeatView(row.pk, row.user_id, row.user.name, Rank(row.rank), SeatState(row.state), row.user_id == actor.id)


def waiting_seats(actor: Actor) -> list[Seat]:
    """The places that the actor was asked to take and has not answered, in shifts still to come."""
    mine = Q(user=actor.id, state=SeatState.ASKED, shift__ended_at=None, shift__ends_at__gt=clock.now())
    return list(Seat.objects.filter(mine, shift__partner=actor.partner).select_related("shift").order_by("asked_at"))
