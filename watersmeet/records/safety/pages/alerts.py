"""An alert: open it, say that one has it, write down what was done, hand it on, close it. GET shows, POST acts."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.design.forms import Form
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.pages.forms import ActForm, CloseForm, WhoForm
from watersmeet.records.safety.pages.presenters import AlertPresenter
from watersmeet.records.safety.states import Act, Outcome

ON, WHO = "on", gettext_lazy("Who should have it?")


@require_GET
def alert(request: Asked, call: UUID) -> HttpResponse:
    """How to reach them safely, who has it, what was done."""
    return _page(request, call)


@post_only
def acknowledge(request: Asked, call: UUID) -> HttpResponse:
    """I have it."""
    safety.acknowledge(call, by=request.actor)
    messages.success(request, _("You have it. Nobody else is told, as long as you write down what you do."))
    return redirect("safety:alert", call)


@post_only
def act(request: Asked, call: UUID) -> HttpResponse:
    """What I did."""
    form = ActForm(request.POST)
    if not form.is_valid():
        return _page(request, call, act=form)
    safety.act(call, what=Act(form.cleaned_data["what"]), words=form.cleaned_data["words"], by=request.actor)
    messages.success(request, _("Written down. It stays with you until it is closed or handed on."))
    return redirect("safety:alert", call)


@post_only
def hand_on(request: Asked, call: UUID) -> HttpResponse:
    """A colleague is told instead."""
    form = WhoForm(safety.alert(request.actor, call).colleagues, request.POST, called=ON, label=WHO)
    if not form.is_valid():
        return _page(request, call, hand_on=form)
    try:
        safety.hand_on(call, to=UUID(form.cleaned_data["user"]), by=request.actor)
    except Invalid as problem:
        form.add_error("user", problem.fields["to"])
        return _page(request, call, hand_on=form)
    messages.success(request, _("They are told now. It is theirs once they say that they have it."))
    return redirect("safety:alert", call)


@post_only
def close(request: Asked, call: UUID) -> HttpResponse:
    """It is done; of a practice nothing has to be said."""
    if safety.alert(request.actor, call).practice:
        safety.close(call, outcome=Outcome.PRACTICE, words="", by=request.actor)
        messages.success(request, _("The practice is closed. Thank you."))
        return redirect("safety:cover")
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, call, close=form)
    outcome = Outcome(form.cleaned_data["outcome"])
    safety.close(call, outcome=outcome, words=form.cleaned_data["words"], by=request.actor)
    messages.success(request, _("Closed. Thank you."))
    return redirect("safety:alert", call)


def _page(request: Asked, call: UUID, **forms: Form) -> HttpResponse:
    """The page, with the form that must be mended where there is one."""
    found = safety.alert(request.actor, call)
    if found.person:
        audit.looked(by=request.actor, subjects=[Ref("person", found.person), Ref("alert", found.id)], why="alert")
    wrong = next(iter(forms.values()), None)
    told = {
        "page": AlertPresenter(found),
        "act": forms.get("act") or ActForm(),
        "hand_on": forms.get("hand_on") or WhoForm(found.colleagues, called=ON, label=WHO),
        "close": forms.get("close") or CloseForm(),
        "wrong": wrong or Form(),
    }
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return render(request, "safety/alert.html", told, status=status)
