"""What leaves, what stays and why, what left: for those who answer for a partner's privacy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from watersmeet.base.actor import NOBODY, Actor
from watersmeet.records.partnerships.api import Kept
from watersmeet.records.people.keeping import OWN, Pair, kept_of
from watersmeet.records.people.models import Matter
from watersmeet.records.people.registers import insist_officer
from watersmeet.records.people.states import Kind, Outcome

LEAVING_SHOWN = 200
"""So many a page shows; one more is given where there are more."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One controller's part about one person, by reference: `kinds` of what is kept, `stopped_by` why it stays.

    `hold` is the matter of a legal hold, None without one; `outcome` how it ended, None while it has not.
    """

    id: UUID
    reference: str
    kinds: tuple[str, ...]
    stopped_by: tuple[str, ...]
    hold: UUID | None
    hold_words: str
    due_at: datetime | None
    settled_at: datetime | None
    outcome: Outcome | None


def leaving(actor: Actor) -> list[Leaving]:
    """What leaves, the soonest first, with what stops it. Raises Refused."""
    insist_officer(actor, actor.partner)
    rows = list(_rows(actor).filter(settled_at=None).order_by("due_at", "opened_at")[: LEAVING_SHOWN + 1])
    kept = kept_of([row.person_id for row in rows if row.person_id])
    holds = Matter.objects.filter(partner=actor.partner, kind=Kind.HOLD, settled_at=None).select_related("person")
    held = {row.person_id: row for row in holds}
    return [_leaving(row, kept.get(_pair(row), []), held.get(row.person_id)) for row in rows]


def left(actor: Actor) -> list[Leaving]:
    """What left, or stayed after all, the newest first. Raises Refused."""
    insist_officer(actor, actor.partner)
    rows = _rows(actor).filter(settled_at__isnull=False).order_by("-settled_at")[: LEAVING_SHOWN + 1]
    return [
        Leaving(row.pk, row.reference, (), (), None, "", row.due_at, row.settled_at, Outcome(row.outcome))
        for row in rows
    ]


def _pair(row: Matter) -> Pair:
    return row.person_id or NOBODY, row.partner_id or NOBODY


def _leaving(row: Matter, kept: list[Kept], hold: Matter | None) -> Leaving:
    readable = hold is not None and hold.person is not None and hold.person.erased_at is None
    return Leaving(
        id=row.pk,
        reference=row.reference,
        kinds=tuple(sorted({one.kind for one in kept if one.kind and one.kind != OWN})),
        stopped_by=tuple(sorted({one.stopped_by for one in kept if one.stopped_by})),
        hold=hold.pk if hold else None,
        hold_words=(hold.words or "") if hold and readable else "",
        due_at=row.due_at,
        settled_at=None,
        outcome=None,
    )


def _rows(actor: Actor) -> QuerySet[Matter]:
    return Matter.objects.filter(partner=actor.partner, kind=Kind.LEAVES).defer("words", "answer")
