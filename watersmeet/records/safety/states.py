"""What becomes of a call to somebody on call, and of a seat in a shift: tables to be read aloud."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rank(models.TextChoices):
    """Who is told first, and who stands in at once."""

    FIRST = "first", _("First on call")
    DEPUTY = "deputy", _("Deputy")


class SeatState(models.TextChoices):
    """What somebody said who was asked to be on call."""

    ASKED = "asked", _("Asked, no answer yet")
    ACCEPTED = "accepted", _("Said yes")
    DECLINED = "declined", _("Said no")
    PASSED_ON = "passed_on", _("Passed on to somebody else")
    ENDED = "ended", _("Not needed any more")


SEAT_MOVES: dict[SeatState, frozenset[SeatState]] = {
    SeatState.ASKED: frozenset({SeatState.ACCEPTED, SeatState.DECLINED, SeatState.ENDED}),
    SeatState.ACCEPTED: frozenset({SeatState.DECLINED, SeatState.PASSED_ON, SeatState.ENDED}),
    SeatState.DECLINED: frozenset(),
    SeatState.PASSED_ON: frozenset(),
    SeatState.ENDED: frozenset(),
}


class State(models.TextChoices):
    """Where an alert stands. It is not a score of risk: it says only whether somebody has it."""

    RAISED = "raised", _("Nobody has said yet that they have it")
    ACKNOWLEDGED = "acknowledged", _("Somebody has it")
    CLOSED = "closed", _("Closed")


MOVES: dict[State, frozenset[State]] = {
    State.RAISED: frozenset({State.RAISED, State.ACKNOWLEDGED}),
    State.ACKNOWLEDGED: frozenset({State.RAISED, State.ACKNOWLEDGED, State.CLOSED}),
    State.CLOSED: frozenset(),
}
"""An alert is closed only by somebody who has it; whoever has it and does nothing loses it to the next person."""


class Act(models.TextChoices):
    """What somebody did about an alert."""

    SPOKE = "spoke", _("I spoke with them")
    NO_ANSWER = "no_answer", _("I rang: no answer")
    EMERGENCY_CONTACT = "emergency_contact", _("I spoke with the person they named for an emergency")
    TOLD_GP = "told_gp", _("I told their GP practice, or the crisis team")
    CALLED_999 = "called_999", _("I called 999")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    """How an alert was closed: somebody spoke with the person, or somebody said that they have it now."""

    SPOKE = "spoke", _("We spoke, and agreed what happens next")
    TAKEN_ON = "taken_on", _("Their GP, the crisis team or the emergency services have said that they have it")
    ALREADY_HELPED = "already_helped", _("Somebody who helps them already knows, and has said so")
    PRACTICE = "practice", _("It was a practice")
