"""The walk in words: what each page of it shows."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.records.outcomes.instrument import About, Item
from watersmeet.records.outcomes.pages.forms import choices
from watersmeet.records.outcomes.pages.steps import Kind, Step, Walk
from watersmeet.records.outcomes.queries import readers
from watersmeet.records.outcomes.scoring import Number
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans import api as plans


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the walk."""

    id: UUID
    intro: str
    progress: str
    left: str
    back: str
    resume: str
    begun: bool
    until: date
    count: int
    sees: list[str] = field(default_factory=list)
    sees_needs: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    with_worker: bool = False
    whole: bool = True
    watched: bool = False
    closed: bool = False
    hours: str = ""
    past_closed: str = ""


def page(actor: Actor, way: Walk, step: Step) -> Page:
    """What this page shows."""
    question, count, starts = step.question, len(way.questions), step.kind is Kind.START
    model = partnerships.model_at(way.asked.partnership).model
    return Page(
        id=way.asked.id,
        intro=question.intro if question else "",
        progress=_("Question %(number)s of %(count)s") % {"number": way.number(question), "count": count}
        if question in way.questions
        else "",
        left=_left(count - way.number(question)) if question in way.questions else "",
        back=way.before(step),
        resume=way.resume(),
        begun=bool(way.asked.saved),
        until=way.asked.due_on,
        count=count,
        sees=[str(partnerships.partner(one)) for one in readers(actor, way.asked)] if starts else [],
        sees_needs=_sees_needs(actor, way) if starts else [],
        answers=_answers(way) if step.kind is Kind.SEND else [],
        with_worker=actor.kind is ActorKind.USER,
        whole=way.asked.whole,
        watched=way.watched,
        closed=way.closed,
        hours=partnerships.watched_hours(model),
        past_closed=way.past_closed() if way.closed else "",
    )


def in_words(item: Item, value: Number | None) -> str:
    """An answer as it was offered."""
    return dict(choices(item)).get(str(value), _("Skipped"))


def _left(many: int) -> str:
    """How many questions come after this one."""
    if many == 0:
        return _("This is the last one.")
    return _("Then there is 1 more.") if many == 1 else _("Then there are %(many)s more.") % {"many": many}


def _sees_needs(actor: Actor, way: Walk) -> list[str]:
    """Who will see whether they got what they asked for: more people than see the other answers."""
    needs = {UUID(question.key) for question in way.questions if question.instrument.about is About.NEED}
    return plans.who_reads_needs(actor, way.asked.person, needs)


def _answers(way: Walk) -> list[tuple[str, str, str]]:
    """Each question, the answer, and the page where it is changed."""
    open_now = way.questions
    asking = [(step.slug, step.question) for step in way.steps if step.question and step.question in open_now]
    return [(question.asks, in_words(question.item, way.saved(question)), slug) for slug, question in asking]
