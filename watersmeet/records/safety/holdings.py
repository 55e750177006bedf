"""What users and partners hold here: nobody leaves with an alert, and nobody who has left stays on call."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from watersmeet.audit.happened import removed
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Kept
from watersmeet.records.safety import concern_held
from watersmeet.records.safety.models import Alert, AlertEvent, Drill, Seat
from watersmeet.records.safety.passing import pass_to
from watersmeet.records.safety.phones import drop_phones
from watersmeet.records.safety.queries import able
from watersmeet.records.safety.shifts import leave_seat
from watersmeet.records.safety.states import SeatState, State


class OfUsers:
    """Open alerts, and places in shifts that are not over (see accounts.ports.Holdings)."""

    def holds(self, user: UUID) -> Sequence[Ref]:
        """Both, practice alerts too."""
        return [
            *(Ref("alert", row.pk) for row in _open(Alert).filter(holder=user).defer("known")),
            *(Ref("drill", row.pk) for row in _open(Drill).filter(holder=user)),
            *(Ref("seat", row.pk) for row in _seats().filter(user=user)),
        ]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` is told of each alert, and asked for each place. Raises Invalid when they may not be on call there."""
        for table in (Alert, Drill):
            for row in _open(table).filter(holder=user).select_for_update():
                if to not in able(row.controller_id):
                    raise Invalid({"hand_to": [_("Choose somebody who may be on call: there is an open alert.")]})
                pass_to(row, to, by, "pass_on")
        for seat in _seats().filter(user=user):
            leave_seat(seat, by=by, to=to)

    def pass_on(self, user: UUID, *, by: Actor) -> None:
        """Concerns go on by themselves: who closes an account learns of none. Their own number goes with them."""
        concern_held.pass_on(user, by)
        drop_phones(user)


class OfPartners:
    """Alerts and concerns about people, and what keeps a partner from leaving (see partnerships.ports.Held)."""

    def holds(self, partner: UUID) -> Sequence[Ref]:
        """Open alerts and concerns, and practice alerts that nobody closed."""
        return [
            *(Ref("alert", pk) for pk in _open(Alert).filter(controller=partner).values_list("pk", flat=True)),
            *(Ref("drill", pk) for pk in _open(Drill).filter(controller=partner).values_list("pk", flat=True)),
            *concern_held.open_at(partner),
        ]

    def kept(self, persons: Collection[UUID]) -> Iterator[Kept]:
        """Each alert, for as long as answers are kept; an open one never leaves. Concerns keep the person's key."""
        rows = Alert.objects.filter(person__in=persons).annotate(last=Max("events__recorded_at"))
        for person, controller, last, state in rows.values_list("person_id", "controller_id", "last", "state"):
            yield Kept(person, controller, "measure", last, "" if state == State.CLOSED else "open_alert")
        yield from concern_held.kept(persons)

    def remove(self, person: UUID, controller: UUID, *, by: Actor) -> None:
        """The alerts, with what was done about each. Concern and ConcernEvent leave by a day of their own."""
        rows = Alert.objects.filter(person=person, controller=controller).defer("known")
        removed(AlertEvent, list(rows), by=by, reason_code="retention")


def _open(table: type[Alert] | type[Drill]) -> QuerySet[Alert | Drill]:
    return table.objects.exclude(state=State.CLOSED)


def _seats() -> QuerySet[Seat]:
    waiting = (SeatState.ASKED, SeatState.ACCEPTED)
    return Seat.objects.filter(state__in=waiting, shift__ended_at=None, shift__ends_at__gt=clock.now())
