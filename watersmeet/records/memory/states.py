"""Which kinds of entry there are, what becomes of each, and how a decision looked when it was reviewed."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a partnership remembers."""

    DECISION = "decision", _("Decision")
    LESSON = "lesson", _("Lesson")
    QUESTION = "question", _("Question")
    EXPERIMENT = "experiment", _("Experiment")
    COMMITMENT = "commitment", _("Commitment")
    GATHERING = "gathering", _("Gathering")
    FINDING = "finding", _("Finding")


class Status(models.TextChoices):
    """How an entry stands, where its kind has that."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without an answer")
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    STUDIED = "studied", _("Studied")
    ACTED = "acted", _("Acted on")
    STOPPED = "stopped", _("Stopped")
    PROMISED = "promised", _("Promised")
    CHANGED = "changed", _("Changed, still promised")
    KEPT = "kept", _("Kept")
    NOT_KEPT = "not_kept", _("Not kept")


S = Status
MOVES: Mapping[Kind, Mapping[Status, frozenset[Status]]] = {
    Kind.QUESTION: {
        S.OPEN: frozenset({S.ANSWERED, S.CLOSED}),
        S.ANSWERED: frozenset({S.OPEN}),
        S.CLOSED: frozenset({S.OPEN}),
    },
    Kind.EXPERIMENT: {
        S.PLANNED: frozenset({S.RUNNING, S.STOPPED}),
        S.RUNNING: frozenset({S.STUDIED, S.STOPPED}),
        S.STUDIED: frozenset({S.ACTED, S.RUNNING, S.STOPPED}),
        S.ACTED: frozenset(),
        S.STOPPED: frozenset({S.PLANNED}),
    },
    Kind.COMMITMENT: {
        S.PROMISED: frozenset({S.KEPT, S.CHANGED, S.NOT_KEPT}),
        S.CHANGED: frozenset({S.KEPT, S.CHANGED, S.NOT_KEPT}),
        S.KEPT: frozenset({S.PROMISED}),
        S.NOT_KEPT: frozenset({S.PROMISED}),
    },
}
"""From each status the next ones; a kind that is not here has none. What was a slip can be taken back."""

WAITS = frozenset({S.OPEN, S.PLANNED, S.RUNNING, S.STUDIED, S.PROMISED, S.CHANGED})
"""In these something is still to come, and somebody answers for it."""


class Looked(models.TextChoices):
    """What a review found."""

    STANDS = "stands", _("It still stands")
    CHANGES = "changes", _("It needs to change")
    DISSENT_RIGHT = "dissent_right", _("Those who disagreed were right")


def first(kind: Kind) -> str:
    """The status that a new entry of this kind begins with; "" where it has none."""
    return next(iter(MOVES.get(kind, {})), "")
