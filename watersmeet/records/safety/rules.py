"""When somebody is on call, and who is told next. Pure; the policy says who may."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.partnerships.api import Model, Watch, Weekday
from watersmeet.records.safety.states import MOVES, SEAT_MOVES, SeatState, State

STANDS_STILL = timedelta(minutes=5)
"""An alert that is over its time for so long was not passed on: no worker process is running, and nobody is told."""
LONGEST = timedelta(hours=24)
"""How long one shift may be at most."""
_SAID = {
    State.RAISED: gettext_lazy("Nobody has said yet that they have this alert."),
    State.ACKNOWLEDGED: gettext_lazy("Somebody has this alert already."),
    State.CLOSED: gettext_lazy("This alert is closed."),
}


@dataclass(frozen=True, slots=True)
class OnCall:
    """Two people who said yes to a while: who is told first, and who stands in."""

    shift: UUID
    first: UUID
    deputy: UUID
    begins_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is then: the end is not included."""
        return self.begins_at <= at < self.ends_at


def covered_until(shifts: Iterable[OnCall], at: datetime) -> datetime | None:
    """Until when somebody is on call without a gap, from then on; None when nobody is then."""
    until = at
    for shift in sorted(shifts, key=lambda one: one.begins_at):
        if shift.begins_at <= until < shift.ends_at:
            until = shift.ends_at
    return until if until > at else None


def watched(shifts: Iterable[OnCall], watch: Watch, at: datetime) -> bool:
    """Whether what may raise an alert can be answered now: somebody is on call until an alert of now is due."""
    until = covered_until(shifts, at)
    return until is not None and until >= at + timedelta(minutes=watch.acknowledge_minutes)


def in_window(model: Model, at: datetime) -> bool:
    """Whether it may be answered without a worker there: within the hours that the rules name as watched."""
    local = at.astimezone(ZoneInfo(model.zone))
    watch = model.watch
    return tuple(Weekday)[local.weekday()] in watch.days and watch.from_ <= local.time() < watch.until


def next_in(chain: Sequence[UUID], holder: UUID) -> UUID:
    """Who is told after the one who has it; after the last, the first again. The holder where there is nobody else."""
    others = [one for one in chain if one != holder]
    if holder in chain:
        place = list(chain).index(holder)
        others = [*chain[place + 1 :], *chain[:place]]
    return others[0] if others else holder


def insist_shift(begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise Invalid for a shift that is over, upside down, or longer than a day."""
    if ends_at <= begins_at:
        raise Invalid({"ends_at": [_("Give an end that is after the beginning.")]})
    if ends_at <= now:
        raise Invalid({"ends_at": [_("Give an end that is still to come.")]})
    if ends_at - begins_at > LONGEST:
        raise Invalid({"ends_at": [_("Give a shift of a day or less: after that, people need sleep.")]})


def insist_two(first: UUID, deputy: UUID, able: Collection[UUID]) -> None:
    """Raise Invalid unless they are two people who may be on call there."""
    for name, user in (("first", first), ("deputy", deputy)):
        if user not in able:
            raise Invalid({name: [_("Choose somebody who may be on call here.")]})
    if first == deputy:
        raise Invalid({"deputy": [_("Choose somebody else than the one who is first.")]})


def insist_seat_move(state: str, to: SeatState) -> None:
    """Raise Conflict unless somebody's answer may become `to`."""
    if to not in SEAT_MOVES[SeatState(state)]:
        raise Conflict(_("This was settled already."), _("Look at the rota for how it stands."))


def insist_move(state: str, to: State) -> None:
    """Raise Conflict unless an alert in `state` may become `to`."""
    if to not in MOVES[State(state)]:
        raise Conflict(str(_SAID[State(state)]), _("Open it to see how it stands."))


def insist_raised(state: str) -> None:
    """Raise Conflict unless nobody has said yet that they have it."""
    if state != State.RAISED:
        raise Conflict(str(_SAID[State(state)]), _("Open it to see how it stands."))
