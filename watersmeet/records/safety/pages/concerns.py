"""Safeguarding concerns: the list, one of them, what is done about it. GET shows, POST acts."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Answer, ConcernView, Deed, Ending, Reason, Way
from watersmeet.records.safety.pages.concern_forms import (
    AnswerForm,
    DeedForm,
    EndForm,
    NotReferForm,
    OnForm,
    PartForm,
    RangForm,
    ReferForm,
    StaffForm,
)
from watersmeet.records.safety.pages.concern_presenters import ConcernPresenter, HeardPresenter, RowPresenter

Said = dict[str, Any]
Do = Callable[[UUID, Said, Actor], None]


@require_GET
def home(request: Asked) -> HttpResponse:
    """The concerns that the actor may read, those open first."""
    still_open, closed = safety.concerns(request.actor)
    seen = [Ref("concern", one.id) for one in (*still_open, *closed)]
    audit.looked(by=request.actor, subjects=seen, why="concern")
    page = {"open": [RowPresenter(one) for one in still_open], "closed": [RowPresenter(one) for one in closed]}
    return render(request, "safety/concerns.html", page)


@require_GET
def concern(request: Asked, concern: UUID) -> HttpResponse:
    """What was written down, how to reach the person safely, who has it, what was done."""
    return _page(request, concern)


@post_only
def take(request: Asked, concern: UUID) -> HttpResponse:
    """I have it."""
    safety.take_concern(concern, by=request.actor)
    messages.success(request, _("You have it. Write down what you do, so that it stays with you."))
    return redirect("safety:concern", concern)


@post_only
def act(request: Asked, concern: UUID) -> HttpResponse:
    """What I did."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.act_on_concern(of, what=Deed(said["what"]), words=said["words"], by=by)

    return _done(request, concern, "act", do, _("Written down. It stays with you until it is closed or handed on."))


@post_only
def refer(request: Asked, concern: UUID) -> HttpResponse:
    """The council was asked."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.refer_to_council(of, **{**said, "way": Way(said["way"])}, by=by)

    return _done(request, concern, "refer", do, _("Written down. You are asked when no answer comes in time."))


@post_only
def answer(request: Asked, concern: UUID) -> HttpResponse:
    """The council answered."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.council_answered(of, **{**said, "answer": Answer(said["answer"])}, by=by)

    return _done(request, concern, "answer", do, _("Written down."))


@post_only
def no_council(request: Asked, concern: UUID) -> HttpResponse:
    """The council is not asked."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.not_referred(of, **{**said, "reason": Reason(said["reason"])}, by=by)

    return _done(request, concern, "no_council", do, _("Written down, with why."))


@post_only
def close(request: Asked, concern: UUID) -> HttpResponse:
    """It is done."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.close_concern(of, **{**said, "ending": Ending(said["ending"])}, by=by)

    return _done(request, concern, "close", do, _("Closed. Thank you."))


@post_only
def hand_on(request: Asked, concern: UUID) -> HttpResponse:
    """Somebody else has it."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.hand_on_concern(of, to=UUID(said["to"]), by=by)

    return _done(request, concern, "hand_on", do, _("They are told now. It is theirs once they say that they have it."))


@post_only
def part(request: Asked, concern: UUID) -> HttpResponse:
    """Somebody who works here is part of it."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.name_in_concern(of, names=said["names"], by=by)

    return _done(request, concern, "part", do, _("Written down. They never read it from now on."))


@post_only
def staff(request: Asked, concern: UUID) -> HttpResponse:
    """It is about what a worker did."""

    def do(of: UUID, said: Said, by: Actor) -> None:
        safety.is_about_staff(of, against=UUID(said["against"]), by=by)

    return _done(request, concern, "staff", do, _("Written down. Nobody who works there reads it from now on."))


@post_only
def copy(request: Asked, concern: UUID) -> HttpResponse:
    """Whether it goes into a copy that the person asks for."""
    yes = request.POST.get("copy") == "yes"
    safety.let_into_copy(concern, yes=yes, by=request.actor)
    said = _("It goes into a copy that they ask for.") if yes else _("It stays out of copies.")
    messages.success(request, said)
    return redirect("safety:concern", concern)


@require_http_methods(["GET", "POST"])
def heard(request: Asked, concern: UUID) -> HttpResponse:
    """A reference, and whom to ring; POST says that one has rung."""
    found = safety.heard_concern(request.actor, concern)
    audit.looked(by=request.actor, subjects=[Ref("concern", concern)], why="concern")
    form = RangForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        safety.rang(concern, words=form.cleaned_data["words"], by=request.actor)
        messages.success(request, _("Written down. Thank you."))
        return redirect("safety:heard", concern)
    page = {"page": HeardPresenter(found), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "safety/concern_heard.html", page, status=status)


def _done(request: Asked, concern: UUID, name: str, do: Do, said: str) -> HttpResponse:
    """The deed of a form, or the page with what must be mended. Whoever may read it no more comes to the list."""
    form = _forms(request.actor, safety.concern(request.actor, concern), name, request.POST)[name]
    if not form.is_valid():
        return _page(request, concern, name)
    try:
        do(concern, form.cleaned_data, request.actor)
    except Invalid as problem:
        for field, wrong in problem.fields.items():
            form.add_error(field, wrong)
        return _page(request, concern, name, form)
    messages.success(request, said)
    try:
        safety.concern(request.actor, concern)
    except NotFound:
        return redirect("desk:home")
    return redirect("safety:concern", concern)


def _forms(actor: Actor, view: ConcernView, sent: str = "", data: Any = None) -> dict[str, Form]:
    """Every form of the page; the one that was sent with what was sent."""
    there = [(one.pk, str(one)) for one in partnerships.partners(actor.partnership)] if actor.partnership else []
    made: dict[str, Callable[[Any], Form]] = {
        "act": lambda said: DeedForm(said, auto_id="act-%s"),
        "refer": lambda said: ReferForm(said, auto_id="refer-%s"),
        "answer": lambda said: AnswerForm(said, auto_id="answer-%s"),
        "no_council": lambda said: NotReferForm(said, auto_id="no-%s"),
        "close": lambda said: EndForm(said, auto_id="close-%s"),
        "hand_on": lambda said: OnForm(view.colleagues, said, auto_id="on-%s"),
        "part": lambda said: PartForm(said, auto_id="part-%s"),
        "staff": lambda said: StaffForm(there, said, auto_id="staff-%s"),
    }
    return {name: make(data if name == sent else None) for name, make in made.items()}


def _page(request: Asked, concern: UUID, sent: str = "", wrong: Form | None = None) -> HttpResponse:
    """The page, with the form that must be mended where there is one."""
    view = safety.concern(request.actor, concern)
    whom = [Ref("person", view.person)] if view.person else []
    audit.looked(by=request.actor, subjects=[Ref("concern", view.id), *whom], why="concern")
    made = _forms(request.actor, view, sent, request.POST if sent else None)
    if wrong is not None:
        made[sent] = wrong
    page = {"page": ConcernPresenter(view), "forms": made, "sent": sent, "wrong": made[sent] if sent else Form()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return render(request, "safety/concern.html", page, status=status)
