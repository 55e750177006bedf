"""Somebody is worried: workers write it down, and the person by their own link. There is no public button."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.pages.concern_forms import SayForm, WriteForm
from watersmeet.records.safety.pages.concern_presenters import OwnPresenter


@require_http_methods(["GET", "POST"])
def write(request: Asked, person: UUID | None = None) -> HttpResponse:
    """A worker writes a concern down, about somebody known here or in words; a person has a page of their own."""
    actor = request.actor
    if actor.person:
        return redirect("safety:worried")
    name = safety.whom(actor, person) if person else ""
    if person:
        audit.looked(by=actor, subjects=[Ref("person", person)], why="concern")
    data = request.POST if request.method == "POST" else None
    form = WriteForm(_partners(actor), safety.would_read(actor), data, known=bool(person))
    if data is not None and form.is_valid():
        try:
            safety.write_concern(form.worry(person), by=actor, key=form.cleaned_data["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is written down, and somebody is told now."))
            return redirect("safety:own_concerns")
    page = {"form": form, "name": name}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "safety/concern_write.html", page, status=status)


@require_GET
def own(request: Asked) -> HttpResponse:
    """What the actor wrote down, and that somebody has it."""
    if request.actor.person:
        return redirect("safety:worried")
    page = {"own": [OwnPresenter(one) for one in safety.own_concerns(request.actor)]}
    return render(request, "safety/concern_own.html", page)


@require_GET
def start(request: Asked) -> HttpResponse:
    """The person reads first who reads it, and who may be told; and that what they said before was taken."""
    page = {"own": [OwnPresenter(one) for one in safety.own_concerns(request.actor)], "personal": True}
    return render(request, "safety/worried.html", page)


@require_http_methods(["GET", "POST"])
def say(request: Asked) -> HttpResponse:
    """The person says it."""
    data = request.POST if request.method == "POST" else None
    form = SayForm(_partners(request.actor), data)
    if data is not None and form.is_valid():
        try:
            safety.write_concern(form.worry(), by=request.actor, key=form.cleaned_data["key"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Thank you for telling us. Somebody is told now."))
            return redirect("safety:worried")
    page = {"form": form, "personal": True}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "safety/worried_say.html", page, status=status)


def _partners(actor: Actor) -> list[tuple[UUID, str]]:
    return [(one.pk, str(one)) for one in partnerships.partners(actor.partnership)] if actor.partnership else []
