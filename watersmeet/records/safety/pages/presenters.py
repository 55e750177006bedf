"""Shifts and alerts in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.base import clock
from watersmeet.design import dates
from watersmeet.design.phones import as_dialled
from watersmeet.records.people.api import ANY_DAYTIME, DAYTIMES, WAYS, SafeContact
from watersmeet.records.safety.queries import SeatView, ShiftView
from watersmeet.records.safety.seen import AlertView, Practised, Step, how
from watersmeet.records.safety.states import Rank, SeatState, State

_HAPPENED: dict[str, Promise] = {
    "raise": gettext_lazy("An answer asked for a call"),
    "begin": gettext_lazy("A practice began"),
    "changed_back": gettext_lazy("They changed the answer afterwards"),
    "said_again": gettext_lazy("They gave that answer again"),
    "acknowledge": gettext_lazy("I have it"),
    "act": gettext_lazy("Done"),
    "hand_on": gettext_lazy("Handed on to somebody else"),
    "pass_on": gettext_lazy("The next person was told"),
    "close": gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story (see design.macros.story)."""

    what: str
    words: str
    said: str
    when: str
    by: str
    leaf: bool


class AlertPresenter:
    """An alert as its page shows it."""

    def __init__(self, alert: AlertView) -> None:
        self.alert = alert
        self.practice = alert.practice
        self.title = _("Practice alert") if alert.practice else alert.name or _("Somebody needs a call")
        self.is_open = alert.state is not State.CLOSED
        self.waits = alert.state is State.RAISED
        self.reach = [] if alert.practice else _reach(alert)
        self.steps = [_line(step) for step in alert.steps]

    @property
    def phone(self) -> str:
        """The number to ring, as people dial it."""
        return as_dialled(self.alert.contact.phone)

    @property
    def why(self) -> str:
        """What happened, and no more: an answer asks for a call. It does not say how great a danger is."""
        if self.alert.late:
            when = dates.moment(self.alert.answered_at)
            return _("Late: this was answered on %(when)s, and written down here only now.") % {"when": when}
        return _("They answered on %(when)s.") % {"when": dates.moment(self.alert.answered_at)}

    @property
    def stands(self) -> str:
        """Who has it, or who was told, and what happens if nothing is done."""
        told = {"name": self.alert.holder, "time": dates.clock(self.alert.due_at)}
        if self.waits:
            return _("%(name)s was told. If nobody says by %(time)s that they have it, the next person is told.") % told
        if self.is_open:
            return _("%(name)s has it. If nothing is written down by %(time)s, the next person is told.") % told
        return _("%(name)s closed it on %(when)s.") % {
            "name": self.alert.holder,
            "when": dates.moment(self.alert.steps[-1].at),
        }


class ShiftPresenter:
    """A shift on the rota."""

    def __init__(self, shift: ShiftView) -> None:
        self.id = shift.id
        self.when = f"{dates.day(shift.begins_at)}, {_span(shift.begins_at, shift.ends_at)}"
        self.stands = shift.stands
        self.now = shift.begins_at <= clock.now() < shift.ends_at
        self.rows = [_rank(shift, rank) for rank in Rank]
        self.mine = [one for one in shift.seats if one.is_me and one.state in {SeatState.ASKED, SeatState.ACCEPTED}]


def gap(begins: datetime, ends: datetime) -> str:
    """Hours in which nobody is on call."""
    return f"{dates.day(begins)}, {_span(begins, ends)}"


def practised_row(one: Practised) -> tuple[str, str]:
    """One practice: when, and after how long somebody had it, of how many who were told."""
    if one.minutes is None:
        after = _("nobody yet")
    else:
        after = ngettext("after %(many)s minute", "after %(many)s minutes", one.minutes) % {"many": one.minutes}
    told = ngettext("%(many)s person told", "%(many)s people told", one.told) % {"many": one.told}
    return dates.moment(one.at), f"{after}, {told}"


def _rank(shift: ShiftView, rank: Rank) -> dict[str, Any]:
    yes, asked = shift.said_yes(rank), shift.asked(rank)
    return {
        "rank": rank.value,
        "label": str(rank.label),
        "words": _who(yes, asked),
        "free": yes is None and asked is None,
    }


def _who(yes: SeatView | None, asked: SeatView | None) -> str:
    if yes and asked:
        return _("%(name)s, until %(other)s says yes") % {"name": yes.name, "other": asked.name}
    if yes:
        return _("%(name)s said yes") % {"name": yes.name}
    return _("%(name)s has not answered yet") % {"name": asked.name} if asked else _("nobody")


def _span(begins: datetime, ends: datetime) -> str:
    if clock.day(begins) == clock.day(ends):
        return _("%(from)s to %(until)s") % {"from": dates.clock(begins), "until": dates.clock(ends)}
    told = {"from": dates.clock(begins), "until": dates.clock(ends), "day": dates.day(ends)}
    return _("%(from)s to %(until)s on %(day)s") % told


def _line(step: Step) -> Line:
    return Line(
        what=str(_HAPPENED.get(step.what, step.what)),
        words=how(step),
        said=step.words,
        when=dates.moment(step.at),
        by=step.by,
        leaf=step.what in {"acknowledge", "close"},
    )


def _reach(alert: AlertView) -> list[tuple[str, str]]:
    """How to reach the person safely, the number first."""
    contact: SafeContact = alert.contact
    return [
        (_("Where they are"), alert.where or _("they did not say")),
        (_("Phone"), "" if contact.phone else _("none known")),
        (_("Whom to ring in an emergency"), alert.emergency or _("they did not say")),
        (_("Their GP"), alert.gp or _("they did not say")),
        *reach_rows(contact)[1:],
    ]


def reach_rows(contact: SafeContact) -> list[tuple[str, str]]:
    """What the person said of reaching them, the number first."""
    rows = [
        (_("Phone"), contact.phone or _("none known")),
        (_("Say this first"), contact.code_word),
        (_("Leave a message?"), _("Yes") if contact.leave_message else _("No")),
        (
            _("If somebody else answers"),
            _("You may say who you are") if contact.say_who else _("Do not say who you are, nor what it is about"),
        ),
        (_("Ways that are safe"), ", ".join(str(WAYS[one]) for one in contact.channels) or _("They come back to us")),
        (_("Times that are safe"), ", ".join(str(DAYTIMES[one]) for one in contact.daytimes) or str(ANY_DAYTIME)),
        (_("Email"), contact.email),
    ]
    return [(name, words) for name, words in rows if words]


def colleagues(alert: AlertView) -> list[tuple[UUID, str]]:
    """To whom it can be handed on."""
    return list(alert.colleagues)
