"""What can become of an ask for measures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    """Where on the road the person is asked."""

    START = "start", _("At the start")
    BEGIN = "begin", _("On the day it began")
    MIDDLE = "middle", _("On the way")
    END = "end", _("At the end")
    LATER = "later", _("A while after the end")


class State(models.TextChoices):
    """Where an ask stands."""

    OPEN = "open", _("Not answered yet")
    ANSWERED = "answered", _("Answered")
    STOPPED = "stopped", _("They chose not to answer")
    EXPIRED = "expired", _("Closed")


SHARING_STOPPED = "stopped_sharing"
"""The reason code of an ask that ended because the person stopped sharing, not because they would not answer."""

REQUEST_ENDED = "request_ended"
"""The reason code of an ask that ended because the person's request did."""

INSTEAD = {
    SHARING_STOPPED: _("They stopped sharing before they answered"),
    REQUEST_ENDED: _("The request ended before they answered"),
}
"""What is said of a stopped ask that the person did not themself stop."""

MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ANSWERED, State.STOPPED, State.EXPIRED}),
    State.ANSWERED: frozenset(),
    State.STOPPED: frozenset(),
    State.EXPIRED: frozenset({State.ANSWERED}),
}
"""What is closed is answered after all where paper comes late, for a day on which it was open."""
