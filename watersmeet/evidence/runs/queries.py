"""Runs that an actor may read: those of their own partner, and only with the right to exact figures."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import ids
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound, Problem
from watersmeet.evidence.runs.models import Run
from watersmeet.evidence.runs.rules import insist_exact


def get(actor: Actor, run: UUID) -> Run:
    """One run. Raises Refused, NotFound."""
    found = _own(actor).filter(pk=run).first()
    if found is None:
        raise NotFound
    return found


def named(actor: Actor, words: str) -> Run:
    """One run by its identifier, or by its reference however that is typed. Raises Refused, Problem."""
    own, code = _own(actor), ids.tidy_code(words)
    for identifier in own.values_list("pk", flat=True):
        if ids.reference(identifier) == code or str(identifier) == words.strip().lower():
            return get(actor, identifier)
    raise Problem(
        _("There is no run %(words)s here.") % {"words": words},
        _("Give its reference, such as 7Q4K-2MXA: the page Evidence shows it."),
    )


def latest(actor: Actor, question: str) -> Run | None:
    """The newest run that answered a question, or None. Raises Refused."""
    return _own(actor).filter(question=question).first()


def earlier(actor: Actor, question: str, limit: int = 10) -> list[Run]:
    """The newest runs of a question, newest first. Raises Refused."""
    return list(_own(actor).filter(question=question)[:limit])


def _own(actor: Actor) -> QuerySet[Run]:
    insist_exact(actor)
    if actor.partnership is None or actor.partner is None:
        return Run.objects.none()
    mine = Run.objects.filter(partnership=actor.partnership, partner=actor.partner)
    return mine.select_related("partner__organisation")
