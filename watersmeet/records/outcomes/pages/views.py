"""Views of measures: read the form, call one action or query, present. GET shows, POST acts."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.audit import api as audit
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import actions, queries
from watersmeet.records.outcomes.pages import goals
from watersmeet.records.outcomes.pages.course import course_page
from watersmeet.records.outcomes.pages.forms import GoalsForm, QuestionForm, WhereForm
from watersmeet.records.outcomes.pages.presenters import page
from watersmeet.records.outcomes.pages.steps import Kind, Question, Step, Walk, walk
from watersmeet.records.outcomes.states import State

_EASY = "easy_questions"


@require_http_methods(["GET", "POST"])
def answer(request: WebRequest, request_id: UUID, slug: str = Kind.START) -> HttpResponse:
    """One page of the walk: who sees it, goals, one question, sending or stopping."""
    asked = queries.asked(request.actor, request_id)
    if not asked.waits:
        return redirect("outcomes:thanks", request_id)
    if request.actor.person is None:
        audit.looked(by=request.actor, subjects=[Ref("person", asked.person), Ref("request", asked.id)], why="measures")
    way = walk(request.actor, asked)
    try:
        step = way.step(slug)
    except NotFound:
        if request.method != "POST":
            raise
        return redirect("outcomes:answer", request_id, way.resume())  # what it asked was taken back meanwhile
    return _PAGES[step.kind](request, way, step)


@require_GET
def thanks(request: WebRequest, request_id: UUID) -> HttpResponse:
    """It is done: sent, stopped or closed."""
    asked = queries.asked(request.actor, request_id)
    if asked.waits:
        return redirect("outcomes:answer", request_id)
    state = (asked.state is State.STOPPED and queries.why_stopped(asked.id)) or asked.state.value
    return render(request, "outcomes/thanks.html", {"state": state, "moment": asked.moment.value, "id": asked.id})


@require_GET
def course(request: WebRequest, person: UUID) -> HttpResponse:
    """What changed, for those who may see it; for others there is no such page."""
    return render(request, "outcomes/course.html", {"course": course_page(request.actor, person)})


def _start(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    """Who sees it; and the choice of the easy layout, kept as long as this browser stays signed in or the link open."""
    if request.method == "POST":
        request.session[_EASY] = str(way.asked.id) if "easy" in request.POST else ""
        return redirect("outcomes:answer", way.asked.id, *([way.resume()] if "easy" in request.POST else []))
    return _shown(request, way, step)


def _goals(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    form = GoalsForm(_typed(request), initial=goals.written(request.actor, way.asked))
    if request.method == "POST" and form.is_valid():
        try:
            goals.keep(request.actor, way.asked, form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            changed = walk(request.actor, way.asked)
            return redirect("outcomes:answer", way.asked.id, changed.after(step))
    return _shown(request, way, step, form)


def _where(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    if way.closed:
        return _closed(request, way, step)
    form = WhereForm(_typed(request), initial=dict(way.asked.whereabouts or {}))
    if request.method == "POST" and form.is_valid():
        actions.say_where(request=way.asked.id, by=request.actor, **form.cleaned_data)
        return redirect("outcomes:answer", way.asked.id, way.after(step))
    return _shown(request, way, step, form)


def _closed(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    """Nobody is on call now: when somebody is, whom to ring, how to go on without these questions."""
    context = {"page": page(request.actor, way, step), "easy": _easy(request, way)}
    return render(request, "outcomes/closed.html", context)


def _question(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    question = _of(step)
    easy = _easy(request, way)
    form = QuestionForm(question, _typed(request), initial={"answer": way.saved(question)}, easy=easy)
    skipped = "skip" in request.POST
    if request.method == "POST" and (skipped or form.is_valid()):
        try:
            actions.save_item(
                request=way.asked.id,
                instrument=question.instrument.code,
                item=question.key,
                value=None if skipped else int(form.cleaned_data["answer"]),
                by=request.actor,
            )
        except Conflict:
            if not way.is_closed(step):
                raise
            return _closed(request, way, step)
        return redirect("outcomes:answer", way.asked.id, way.after(step))
    if way.is_closed(step):
        return _closed(request, way, step)
    return _shown(request, way, step, form)


def _send(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    if request.method == "POST":
        attending = request.actor.id if request.actor.kind is ActorKind.USER else None
        actions.answer(request=way.asked.id, by=request.actor, attended_by=attending)
        return redirect("outcomes:thanks", way.asked.id)
    return _shown(request, way, step)


def _stop(request: WebRequest, way: Walk, step: Step) -> HttpResponse:
    if request.method == "POST":
        actions.stop(request=way.asked.id, by=request.actor)
        return redirect("outcomes:thanks", way.asked.id)
    return _shown(request, way, step)


def _shown(request: WebRequest, way: Walk, step: Step, form: Form | None = None) -> HttpResponse:
    refused = form is not None and form.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    context = {"page": page(request.actor, way, step), "form": form, "easy": _easy(request, way)}
    return render(request, f"outcomes/{step.kind.value}.html", context, status=status)


def _easy(request: WebRequest, way: Walk) -> bool:
    """Whether these questions are shown in the easy layout: of these alone, not of the next person's."""
    return bool(request.session.get(_EASY) == str(way.asked.id))


def _typed(request: WebRequest) -> QueryDict | None:
    """What was posted; an empty post is a post."""
    return request.POST if request.method == "POST" else None


def _of(step: Step) -> Question:
    if step.question is None:
        raise ValueError(f"{step.slug} asks nothing")
    return step.question


_PAGES: dict[Kind, Callable[[WebRequest, Walk, Step], HttpResponse]] = {
    Kind.START: _start,
    Kind.GOALS: _goals,
    Kind.WHERE: _where,
    Kind.QUESTION: _question,
    Kind.SEND: _send,
    Kind.STOP: _stop,
}
