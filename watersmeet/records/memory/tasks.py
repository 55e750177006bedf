"""What of the memory waits for somebody at their work: reviews, experiments, commitments, questions of colleagues."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.memory.models import Entry, Remark
from watersmeet.records.memory.queries import may_see
from watersmeet.records.memory.states import WAITS, Kind, Status
from watersmeet.records.partnerships import api as partnerships

AHEAD = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=14)
_SAYS: dict[Kind, Promise] = {
    Kind.DECISION: _("Look again at the decision: %(title)s"),
    Kind.EXPERIMENT: _("Look at what happened in the experiment: %(title)s"),
    Kind.COMMITMENT: _("Promised: %(title)s"),
    Kind.QUESTION: _("You asked, and wait for an answer: %(title)s"),
}
_ASKED = _("A colleague asks: %(title)s")


def tasks_for(actor: Actor) -> list[Due]:
    """What falls due within a fortnight and is the actor's to look at, and what colleagues ask their sector."""
    if not may_see(actor) or actor.partnership is None:
        return []
    soon = clock.today() + AHEAD
    rows = Entry.objects.filter(partnership=actor.partnership, superseded_by=None, struck_at=None)
    waits = Q(status__in=WAITS, day__lte=soon) | Q(status="", review_on__lte=soon)
    own = [_due(row, str(_SAYS[Kind(row.kind)]), row.review_on or row.day) for row in rows.filter(waits & _mine(actor))]
    asked = [_due(row, str(_ASKED), row.day) for row in _asked(actor, rows)]
    return own + asked


def _mine(actor: Actor) -> Q:
    """What the actor holds; a commitment is its partner's who promised it; for a lead also what nobody holds."""
    by_partner = Q(kind=Kind.COMMITMENT, body__isnull=False)
    mine = (Q(holder=actor.id) & ~by_partner) | Q(kind=Kind.COMMITMENT, body=actor.partner)
    leads = policy.may(actor, "partnership.change", policy.relations(actor, here=actor.partnership))
    return mine | (Q(holder=None) & ~by_partner) if leads else mine


def _asked(actor: Actor, rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Questions to the actor's sector, or to everybody, that their own partner neither asked nor answered."""
    if actor.partner is None or not policy.may(
        actor, "question.answer", policy.relations(actor, here=actor.partnership)
    ):
        return rows.none()
    sector = partnerships.partner(actor.partner).organisation.sector
    answered = Remark.objects.filter(entry=OuterRef("pk"), partner=actor.partner)
    asked = rows.filter(kind=Kind.QUESTION, status=Status.OPEN, sector__in=("", sector)).exclude(partner=actor.partner)
    return asked.filter(~Exists(answered))


def _due(row: Entry, says: str, day: date | None) -> Due:
    return Due(
        task=f"memory.{row.kind}",
        says=says % {"title": row.title},
        href=reverse("memory:entry", args=[row.pk]),
        due_on=day or clock.day(row.made_at) + ANSWER_WITHIN,
        since=row.made_at,
        about=Ref("entry", row.pk),
        assigned_to=None if row.body_id else row.holder_id,
    )
