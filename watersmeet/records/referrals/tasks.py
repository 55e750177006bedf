"""What of referrals waits for a worker besides the next steps that their partner holds."""

from collections.abc import Callable, Sequence

from django.db.models import CharField, QuerySet, Value

from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.records.referrals import behalf, calls, errands, meetings, paper_typing, rules, threads
from watersmeet.records.referrals.models import CallBack, Errand, Handover, Message, Proxy, Referral
from watersmeet.records.referrals.paper_models import PaperAsk
from watersmeet.records.referrals.states import Meeting

DueFor = Callable[[Actor, QuerySet[Referral]], Sequence[Due]]
KINDS: dict[str, DueFor] = {
    "errand": errands.tasks_for,
    "message": threads.messages_due,
    "meeting": meetings.meetings_due,
    "alone": behalf.seeing_due,
    "call": calls.calls_due,
    "paper": paper_typing.papers_due,
}


def tasks_for(actor: Actor) -> list[Due]:
    """Errands, messages nobody read, joint first contacts, whom the actor's partner is to see alone or ring, papers."""
    if actor.partner is None:
        return []
    seen = rules.visible(actor)
    there = _kinds(actor, seen)
    return [task for kind, due_for in KINDS.items() if kind in there for task in due_for(actor, seen)]


def _kinds(actor: Actor, seen: QuerySet[Referral]) -> set[str]:
    """Which kinds of task there may be: on most days one statement answers for all, and each kind is asked no more."""
    there = {"referral__in": seen}
    may_be = {
        "errand": Errand.objects.filter(controller=actor.partner, done_at=None, **there),
        "message": threads.unread_there(Message.objects.filter(to=actor.partner, **there), actor.partner),
        "meeting": Handover.objects.filter(holder=actor.partner, outcome=Meeting.PLANNED, **there),
        "alone": Proxy.objects.filter(controller=actor.partner, **there),
        "call": CallBack.objects.filter(controller=actor.partner, ended_at=None),
        "paper": PaperAsk.objects.filter(controller=actor.partner, became=""),
    }
    named = [
        rows.order_by().annotate(task=Value(kind, CharField())).values_list("task", flat=True)
        for kind, rows in may_be.items()
    ]
    return set(named[0].union(*named[1:]))
