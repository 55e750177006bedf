"""The rota: a shift is offered, two people say yes to it themselves; they hand it over, or cannot after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import rules
from watersmeet.records.safety.models import Seat, Shift, ShiftEvent
from watersmeet.records.safety.passing import goes_to
from watersmeet.records.safety.queries import able
from watersmeet.records.safety.states import Rank, SeatState


@transaction.atomic
def offer_shift(
    *,
    partner: UUID,
    begins_at: datetime,
    ends_at: datetime,
    first: UUID,
    deputy: UUID,
    by: Actor,
    key: str | None = None,
) -> UUID:
    """Ask two people to be on call for a while; returns the shift's id. It counts once both said yes.

    Whoever offers it to themself has said yes. Raises NotFound, Refused, Invalid.
    """
    insist(by, "cover.offer", relations(by, keeper=partner))
    rules.insist_shift(begins_at, ends_at, clock.now())
    rules.insist_two(first, deputy, able(partner))

    def do() -> str:
        row = Shift(
            partnership_id=partnerships.partner(partner).partnership_id,
            partner_id=partner,
            begins_at=begins_at,
            ends_at=ends_at,
        )
        happened(ShiftEvent, "cover.offer", subject=row, by=by, key_owner=row.partnership_id)
        _ask(row, Rank.FIRST, first, by)
        _ask(row, Rank.DEPUTY, deputy, by)
        return str(row.pk)

    content = {"begins": begins_at, "ends": ends_at, "first": str(first), "deputy": str(deputy)}
    return UUID(str(once(f"cover.offer:{partner}", key, content, do)))


@transaction.atomic
def answer_seat(*, seat: UUID, yes: bool, by: Actor) -> None:
    """Say yes or no to a place that one was asked to take; or no, after a yes: then nobody holds it.

    Alerts of a shift that runs, and that whoever gives the place away has not said that they have, go on at once.
    Raises NotFound, Refused, Conflict.
    """
    row, shift = _own(seat, by)
    to = SeatState.ACCEPTED if yes else SeatState.DECLINED
    rules.insist_seat_move(row.state, to)
    held = row.state == SeatState.ACCEPTED
    if yes:
        _take_over(row, shift, by)
    _say(row, to)
    if held and shift.begins_at <= clock.now():
        goes_to(row.user_id, None, shift.partner_id, by=by)
    happened(ShiftEvent, "cover.accept" if yes else "cover.decline", subject=shift, by=by, key_owner=row.partnership_id)


@transaction.atomic
def pass_on_seat(*, seat: UUID, to: UUID, by: Actor) -> None:
    """Ask somebody else to take one's place; until they say yes, it is still one's own.

    Raises NotFound, Refused, Conflict, Invalid when they may not be on call there, or are in it already.
    """
    row, shift = _own(seat, by)
    if row.state != SeatState.ACCEPTED:
        raise Conflict(_("You do not hold this place."), _("Look at the rota for who does."))
    _insist_another(to, shift)
    _drop_asked(shift, Rank(row.rank))
    _ask(shift, Rank(row.rank), to, by)
    happened(ShiftEvent, "cover.pass_on", subject=shift, by=by, key_owner=row.partnership_id)


@transaction.atomic
def ask_for_seat(*, shift: UUID, rank: Rank, user: UUID, by: Actor) -> None:
    """Ask somebody to take a place that nobody holds. Raises NotFound, Refused, Conflict, Invalid."""
    row = _shift(shift)
    insist(by, "cover.offer", relations(by, keeper=row.partner_id))
    if row.seats.filter(rank=rank, state=SeatState.ACCEPTED).exists():
        raise Conflict(_("Somebody holds this place."), _("They can pass it on, or say that they cannot."))
    _insist_another(user, row)
    _drop_asked(row, rank)
    _ask(row, rank, user, by)
    happened(ShiftEvent, "cover.ask", subject=row, by=by, key_owner=row.partnership_id)


@transaction.atomic
def take_back_shift(*, shift: UUID, by: Actor) -> None:
    """The shift is not needed, or was a slip: nobody is on call by it from now on. Raises NotFound, Refused."""
    row = _shift(shift)
    insist(by, "cover.offer", relations(by, keeper=row.partner_id))
    row.ended_at = clock.now()
    for seat in row.seats.filter(state__in=(SeatState.ASKED, SeatState.ACCEPTED)):
        _say(seat, SeatState.ENDED)
    happened(ShiftEvent, "cover.take_back", subject=row, by=by, key_owner=row.partnership_id)


def leave_seat(row: Seat, *, by: Actor, to: UUID | None = None) -> None:
    """Whoever holds or was asked for it leaves: it is nobody's, and `to` is asked where they may take it."""
    shift = Shift.objects.select_for_update().get(pk=row.shift_id)
    _say(row, SeatState.ENDED)
    if to is not None and _is_another(to, shift):
        _drop_asked(shift, Rank(row.rank))
        _ask(shift, Rank(row.rank), to, by)
    happened(ShiftEvent, "cover.leave", subject=shift, by=by, key_owner=row.partnership_id)


def _is_another(user: UUID, shift: Shift) -> bool:
    """Whether they may be on call there, and are not in the shift already, asked or with a yes: nobody is both."""
    there = shift.seats.filter(user=user, state__in=(SeatState.ASKED, SeatState.ACCEPTED))
    return user in able(shift.partner_id) and not there.exists()


def _insist_another(user: UUID, shift: Shift) -> None:
    """Raise Invalid unless they are."""
    if not _is_another(user, shift):
        raise Invalid({"user": [_("Choose somebody else who may be on call here.")]})


def _ask(shift: Shift, rank: Rank, user: UUID, by: Actor) -> None:
    now = clock.now()
    themself = user == by.id
    Seat.objects.create(
        partnership_id=shift.partnership_id,
        shift=shift,
        user_id=user,
        rank=rank,
        state=SeatState.ACCEPTED if themself else SeatState.ASKED,
        asked_at=now,
        said_at=now if themself else None,
    )


def _take_over(row: Seat, shift: Shift, by: Actor) -> None:
    """Who held the place before has passed it on, with the alerts of this place that they have not said they have."""
    before = shift.seats.filter(rank=row.rank, state=SeatState.ACCEPTED).first()
    if before is None:
        return
    _say(before, SeatState.PASSED_ON)
    if shift.begins_at <= clock.now():
        goes_to(before.user_id, row.user_id, shift.partner_id, by=by)


def _say(row: Seat, to: SeatState) -> None:
    row.state, row.said_at = to, clock.now()
    row.save(update_fields=["state", "said_at"])


def _drop_asked(shift: Shift, rank: Rank) -> None:
    for seat in shift.seats.filter(rank=rank, state=SeatState.ASKED):
        _say(seat, SeatState.ENDED)


def _own(seat: UUID, by: Actor) -> tuple[Seat, Shift]:
    """The actor's own place in a shift that is not over, locked. Raises NotFound, Refused, Conflict."""
    row = Seat.objects.filter(pk=seat, user=by.id).first()
    if row is None:
        raise NotFound
    shift = _shift(row.shift_id)
    insist(by, "cover.answer", relations(by, keeper=shift.partner_id))
    if shift.ends_at <= clock.now():
        raise Conflict(_("This shift is over."), _("Look at the rota for the next."))
    return Seat.objects.select_for_update().get(pk=row.pk), shift


def _shift(shift: UUID) -> Shift:
    row = Shift.objects.select_for_update().filter(pk=shift, ended_at=None).first()
    if row is None:
        raise NotFound
    return row
