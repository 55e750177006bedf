"""When something may be asked, saved or answered. Pure but for the clock; the policy says who."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base import clock
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.outcomes.scoring import Answers
from watersmeet.records.outcomes.states import MOVES, State

Given = Mapping[str, Answers]
"""Answers of several instruments: code -> question -> answer, None where it was skipped."""

SAID = {
    State.ANSWERED: gettext_lazy("These questions were answered already."),
    State.STOPPED: gettext_lazy("These questions were stopped."),
    State.EXPIRED: gettext_lazy("These questions are closed now."),
}


def insist_move(state: str, to: State, *, typed_in: bool = False) -> None:
    """Raise Conflict unless an ask in `state` may become `to`. Paper that comes late is typed in after the last day."""
    if to not in MOVES[State(state)] or (state == State.EXPIRED and not typed_in):
        raise Conflict(str(SAID[State(state)]), _("Ring us if you want to tell us more."))


def insist_in_time(due_on: date, answered_on: date) -> None:
    """Raise Conflict when it was answered after the last day."""
    if answered_on > due_on:
        raise Conflict(str(SAID[State.EXPIRED]), _("Ring us if you want to tell us more."))


def insist_asked(instruments: tuple[str, ...], given: Given) -> None:
    """Raise Invalid for an instrument that was not asked."""
    stray = [code for code in given if code not in instruments]
    if stray:
        raise Invalid(
            {
                code: [_("This was not asked. Asked were: %(codes)s.") % {"codes": ", ".join(instruments)}]
                for code in stray
            }
        )


def when(at: datetime | None) -> datetime:
    """When it happened: now if not said. Raises Invalid for a time to come."""
    now = clock.now()
    if at and at > now:
        raise Invalid({"at": [_("Give a time that has passed.")]})
    return at or now


def without(saved: Given, given: Given) -> dict[str, Answers]:
    """What was saved, but for what is given anew."""
    return {
        code: {key: value for key, value in answers.items() if key not in given.get(code, {})}
        for code, answers in saved.items()
    }


def merged(saved: Given, given: Given) -> dict[str, dict[str, int | None]]:
    """What was saved, and over it what is given now."""
    codes = dict.fromkeys([*saved, *given])
    return {code: {**saved.get(code, {}), **given.get(code, {})} for code in codes}
