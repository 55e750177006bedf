"""Partners that answer by link: the phone their codes go to, and which volunteers may answer; for a lead or manager."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.pages.forms import AnswererForm, RegisterForm


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Every partner for which the actor may say so."""
    return render(request, "partnerships/by_link.html", {"partners": partnerships.by_link_here(request.actor)})


@require_http_methods(["GET", "POST"])
def partner(request: Asked, partner: UUID) -> HttpResponse:
    """One partner; POST registers where its codes go."""
    seen = partnerships.by_link(request.actor, partner)
    held = {"phone": seen.phone, "email": seen.email}
    form = RegisterForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.answer_by_link(partner=partner, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Registered. Links that were sent before have ended."))
            return redirect("partnerships:by_link_of", partner)
    context = {"seen": seen, "form": form}
    return render(request, "partnerships/by_link_of.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add(request: Asked, partner: UUID) -> HttpResponse:
    """One more volunteer."""
    seen = partnerships.by_link(request.actor, partner)
    if not seen.answers:
        raise NotFound
    form = AnswererForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.add_answerer(partner=partner, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        except Conflict as problem:
            form.add_error(None, problem.say)
        else:
            messages.success(request, _("They may answer from now on. Links go to them with the next message."))
            return redirect("partnerships:by_link_of", partner)
    context = {"seen": seen, "form": form}
    return render(request, "partnerships/by_link_add.html", context, status=400 if form.errors else 200)


@post_only
def remove(request: Asked, partner: UUID, answerer: UUID) -> HttpResponse:
    """They do not answer any more."""
    if answerer not in {one.id for one in partnerships.by_link(request.actor, partner).answerers}:
        raise NotFound
    partnerships.remove_answerer(answerer, by=request.actor)
    messages.success(request, _("They do not answer any more. Their links have ended."))
    return redirect("partnerships:by_link_of", partner)


@post_only
def stop(request: Asked, partner: UUID) -> HttpResponse:
    """Nobody answers for this partner by link any more."""
    partnerships.stop_answering(partner=partner, by=request.actor)
    messages.success(request, _("They do not answer by link any more. Every link has ended."))
    return redirect("partnerships:by_link")
