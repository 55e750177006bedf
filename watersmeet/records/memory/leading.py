"""A leader's own page, computed from what people wrote: what we assume, do not know, try; where we were wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.base.actor import Actor
from watersmeet.records.memory.queries import Seen, recall
from watersmeet.records.memory.states import Kind, Looked, Status

Picks = Callable[[Seen], bool]


@dataclass(frozen=True, slots=True)
class Question:
    """Something a leader asks themself: the entries that say something of it, each with the part that does."""

    code: str
    title: str
    says: str
    found: tuple[tuple[Seen, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    title: Promise
    says: Promise
    picks: Picks
    part: str = ""


def _stands(one: Seen) -> bool:
    return one.superseded_by is None


ROWS = (
    _Row(
        "assumed",
        _("What do we assume?"),
        _("Each decision that stands rests on something. Is it still so?"),
        lambda one: one.kind is Kind.DECISION and _stands(one),
        "assumes",
    ),
    _Row(
        "asked",
        _("What do we not know?"),
        _("Questions that nobody has answered yet."),
        lambda one: one.kind is Kind.QUESTION and one.status is Status.OPEN,
    ),
    _Row(
        "running",
        _("What are we trying?"),
        _("Experiments that run, with what was expected before they began."),
        lambda one: one.kind is Kind.EXPERIMENT and one.status in {Status.RUNNING, Status.STUDIED},
        "prediction",
    ),
    _Row(
        "stopped",
        _("What did we stop?"),
        _("An experiment that was stopped taught something too."),
        lambda one: one.kind is Kind.EXPERIMENT and one.status is Status.STOPPED,
        "study",
    ),
    _Row(
        "surprised",
        _("What surprised us?"),
        _("Lessons in which somebody wrote what they had not expected."),
        lambda one: one.kind is Kind.LESSON and "surprise" in one.parts,
        "surprise",
    ),
    _Row(
        "dissent",
        _("Where were those who disagreed right?"),
        _("Decisions that were looked at again, and what was said against them at the time."),
        lambda one: one.looked is Looked.DISSENT_RIGHT,
        "dissent",
    ),
    _Row(
        "learners",
        _("What did learners say, and what did we do?"),
        _("What learners said, and what was done about it, as it was written down."),
        lambda one: one.kind is Kind.LESSON and "learners" in one.parts,
        "learners",
    ),
    _Row(
        "together",
        _("When did we learn together?"),
        _("Gatherings and joint trainings, and what was learned there."),
        lambda one: one.kind is Kind.GATHERING and "notes" in one.parts,
        "learned",
    ),
)


def leading(actor: Actor) -> list[Question]:
    """Every question with what was written of it, the newest first; one that nothing was written of says so too.

    Raises Refused, NotFound.
    """
    insist(actor, "memory.lead", relations(actor, here=actor.partnership))
    everything = recall(actor)
    return [
        Question(
            row.code,
            str(row.title),
            str(row.says),
            tuple((one, str(one.parts.get(row.part, ""))) for one in everything if _says(row, one)),
        )
        for row in ROWS
    ]


def _says(row: _Row, one: Seen) -> bool:
    """Whether it belongs there: of what is assumed, only where something is said of it."""
    return not one.struck and row.picks(one) and (row.code != "assumed" or row.part in one.parts)
