"""What of the memory waits for somebody at their work: reviews, experiments, commitments, gatherings, questions."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
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
from watersmeet.records.partnerships.api import Partner

AHEAD = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=14)
TELL_WITHIN, ASKED_FOR = timedelta(days=14), timedelta(days=90)
"""What was said in a gathering is told within a fortnight, and asked for so long."""
_SAYS: dict[Kind, Promise] = {
    Kind.DECISION: _("Look again at the decision: %(title)s"),
    Kind.EXPERIMENT: _("Look at what happened in the experiment: %(title)s"),
    Kind.COMMITMENT: _("Promised: %(title)s"),
    Kind.GATHERING: _("Write down what was said and learned: %(title)s"),
    Kind.QUESTION: _("You asked, and wait for an answer: %(title)s"),
}
_ASKED = _("A colleague asks: %(title)s")


def tasks_for(actor: Actor) -> list[Due]:
    """What falls due within a fortnight and is the actor's to look at, and what colleagues ask their sector."""
    if not may_see(actor) or actor.partnership is None:
        return []
    soon = clock.today() + AHEAD
    waits = Q(status__in=WAITS, day__lte=soon) | Q(status="", review_on__lte=soon)
    waits |= Q(kind=Kind.GATHERING, day__lt=clock.today(), day__gte=clock.today() - ASKED_FOR)
    rows = Entry.objects.filter(partnership=actor.partnership, superseded_by=None, struck_at=None)
    found = rows.filter((waits & _mine(actor)) | _asked(actor))
    return [_due(row, actor) for row in found if row.kind != Kind.GATHERING or not row.parts.get("notes")]


def _mine(actor: Actor) -> Q:
    """What the actor holds; a commitment is its partner's who promised it; for a lead also what nobody holds."""
    by_partner = Q(kind=Kind.COMMITMENT, body__isnull=False)
    mine = (Q(holder=actor.id) & ~by_partner) | Q(kind=Kind.COMMITMENT, body=actor.partner)
    leads = policy.may(actor, "partnership.change", policy.relations(actor, here=actor.partnership))
    return mine | ((Q(holder=None) | Q(holder__is_active=False)) & ~by_partner) if leads else mine


def _asked(actor: Actor) -> Q:
    """Questions to the actor's sector, or to everybody, that their own partner neither asked nor answered."""
    may = policy.may(actor, "question.answer", policy.relations(actor, here=actor.partnership))
    if actor.partner is None or not may:
        return Q(pk=None)
    sector = Partner.objects.filter(pk=actor.partner).values("organisation__sector")[:1]
    asked = Q(kind=Kind.QUESTION, status=Status.OPEN) & (Q(sector="") | Q(sector=Subquery(sector)))
    answered = Remark.objects.filter(entry=OuterRef("pk"), partner=actor.partner)
    return asked & ~Q(partner=actor.partner) & ~Q(Exists(answered))


def _due(row: Entry, actor: Actor) -> Due:
    others = row.kind == Kind.QUESTION and row.partner_id != actor.partner and row.holder_id != actor.id
    says = _ASKED if others else _SAYS[Kind(row.kind)]
    return Due(
        task=f"memory.{row.kind}",
        says=str(says) % {"title": row.title},
        href=reverse("memory:entry", args=[row.pk]),
        due_on=_due_on(row),
        since=row.made_at,
        about=Ref("entry", row.pk),
        assigned_to=None if row.body_id else row.holder_id,
    )


def _due_on(row: Entry) -> date:
    if row.kind == Kind.GATHERING and row.day:
        return row.day + TELL_WITHIN
    return row.review_on or row.day or clock.day(row.made_at) + ANSWER_WITHIN
