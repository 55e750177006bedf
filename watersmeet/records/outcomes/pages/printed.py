"""The questions on paper: printed by the browser without a name, and found again by the number that stands on it."""

from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.fields import CharField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import queries
from watersmeet.records.outcomes.instrument import About, Instrument
from watersmeet.records.outcomes.pages.forms import choices
from watersmeet.records.outcomes.pages.paper import numbered
from watersmeet.records.outcomes.pages.presenters import page
from watersmeet.records.outcomes.pages.steps import Question, Walk, walk
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Printed:
    """One question and its boxes; `number` is the same on the page where it is typed in."""

    number: int
    asks: str
    answers: list[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of one instrument, what stands before them, and whose they are."""

    intro: str
    questions: list[Printed]
    source: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper. `own_words`: goals or needs as the person wrote them are on it."""

    number: str
    back_to: str
    parts: list[Part]
    watched: bool
    own_words: bool


class NumberForm(Form):
    """Which paper it is."""

    number = CharField(
        label=gettext_lazy("Which number stands on the paper?"),
        hint=gettext_lazy("8 letters and figures, such as 7Q4K-2MXA"),
        missing=gettext_lazy("Type in the number of the paper"),
        max_length=20,
    )


@require_GET
def printed(request: WebRequest, request_id: UUID) -> HttpResponse:
    """The questions that can be asked now, for a worker to print."""
    asked = queries.asked(request.actor, request_id)
    if request.actor.person is not None or not asked.whole:
        raise NotFound
    if not asked.waits:
        return redirect("outcomes:thanks", request_id)
    audit.looked(by=request.actor, subjects=[Ref("person", asked.person), Ref("request", asked.id)], why="measures")
    way = walk(request.actor, asked)
    context = {"page": page(request.actor, way, way.steps[0]), "paper": paper_of(way)}
    return render(request, "outcomes/print.html", context)


@require_http_methods(["GET", "POST"])
def papers(request: WebRequest) -> HttpResponse:
    """Which paper came back? POST leads to the page where it is typed in."""
    if request.actor.partner is None:
        raise NotFound
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = queries.numbered(request.actor, form.cleaned_data["number"])
        if found and queries.asked(request.actor, found).whole:
            return redirect("outcomes:paper", found)
        form.add_error("number", _("No paper that you may type in has this number. Look again: 8 letters and figures."))
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "outcomes/papers.html", {"form": form}, status=status)


def paper_of(way: Walk) -> Paper:
    """What can be asked now, with the numbers of the page where it is typed in."""
    every = [step.question for step in way.steps if step.question]
    now = [(number, question) for number, question in numbered(every) if question in way.questions]
    parts = [
        _part(instrument, list(own)) for instrument, own in groupby(now, key=lambda numbered: numbered[1].instrument)
    ]
    return Paper(
        number=ids.reference(way.asked.id),
        back_to=str(partnerships.partner(way.asked.controller)),
        parts=parts,
        watched=any(question.watched for _number, question in now),
        own_words=any(question.instrument.about is not About.SELF for _number, question in now),
    )


def _part(instrument: Instrument, own: list[tuple[int, Question]]) -> Part:
    asked = [Printed(number, one.asks, [words for _value, words in choices(one.item)]) for number, one in own]
    source = _("%(source)s. %(attribution)s") % {"source": instrument.source, "attribution": instrument.attribution}
    return Part(own[0][1].intro, asked, source if instrument.attribution else "")
