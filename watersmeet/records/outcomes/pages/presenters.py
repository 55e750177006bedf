"""The walk in words: what each page of it shows."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.records.outcomes.instrument import Item
from watersmeet.records.outcomes.pages.forms import choices
from watersmeet.records.outcomes.pages.steps import Kind, Step, Walk
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the walk."""

    id: UUID
    intro: str
    progress: str
    back: str
    resume: str
    begun: bool
    until: date
    count: int
    sees: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    with_worker: bool = False


def page(actor: Actor, way: Walk, step: Step) -> Page:
    """What this page shows."""
    question, count = step.question, len(way.questions)
    return Page(
        id=way.asked.id,
        intro=question.intro if question else "",
        progress=_("Question %(number)s of %(count)s") % {"number": way.number(question), "count": count}
        if question
        else "",
        back=way.before(step),
        resume=way.resume(),
        begun=bool(way.asked.saved),
        until=way.asked.due_on,
        count=count,
        sees=_sees(actor, way) if step.kind is Kind.START else [],
        answers=_answers(way) if step.kind is Kind.SEND else [],
        with_worker=actor.kind is ActorKind.USER,
    )


def in_words(item: Item, value: int | None) -> str:
    """An answer as it was offered."""
    return dict(choices(item)).get(str(value), _("Skipped"))


def _sees(actor: Actor, way: Walk) -> list[str]:
    """The organisations whose workers will see the answers: who asked, then those with the person's yes."""
    own = partnerships.partner(way.asked.controller).organisation.name
    shares = people.shared_with(actor, way.asked.person) if actor.person else []
    seeing = [
        share.name
        for share in shares
        if Category.WELLBEING_SCORES in share.categories and Purpose.SUPPORT in share.purposes
    ]
    return list(dict.fromkeys([own, *seeing]))


def _answers(way: Walk) -> list[tuple[str, str, str]]:
    """Each question, the answer, and the page where it is changed."""
    asking = [(step.slug, step.question) for step in way.steps if step.question]
    return [(question.asks, in_words(question.item, way.saved(question)), slug) for slug, question in asking]
