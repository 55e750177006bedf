"""A place's own questions, for its lead: what there is, bring a version, ask it no more."""

from http import HTTPStatus
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.fields import ConfirmField, DateField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import own
from watersmeet.records.partnerships import api as partnerships


class BringForm(Form):
    """The document, whole, and that its words may be used."""

    document = TextAreaField(
        label=gettext_lazy("The questions, as a TOML file"),
        hint=gettext_lazy("An example stands here. Change it, or paste a file of your own over it."),
        missing=gettext_lazy("Paste the questions"),
        rows=24,
        max_length=20000,
    )
    ours = ConfirmField(
        label=gettext_lazy("We may use these words here: they are ours, or their owner let us"),
        missing=gettext_lazy("Tick this if you may use the words. If not, do not bring them"),
    )


class DayForm(Form):
    """From which day."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"day": clock.today()})
        self.fields["day"] = DateField(
            label=_("From which day is it asked no more?"),
            hint=_("What waits for an answer is not asked further from then. What was answered stays."),
            missing=_("Enter the day from which it is asked no more"),
            earliest=clock.today(),
        )


@require_GET
def listed(request: WebRequest) -> HttpResponse:
    """Every version, which is asked, and who agrees."""
    found = own.own_here(request.actor)
    context = {"found": found, "owner": partnerships.clinical_owner(_place(request))}
    return render(request, "outcomes/own.html", context)


@require_http_methods(["GET", "POST"])
def bring(request: WebRequest) -> HttpResponse:
    """Bring one version: it waits for the clinical owner."""
    owner = partnerships.clinical_owner(_place(request))
    begun = files("watersmeet.records.outcomes").joinpath("own_example.toml").read_text("utf-8")
    form = BringForm(request.POST if request.method == "POST" else None, initial={"document": begun})
    if request.method == "POST" and form.is_valid():
        try:
            own.bring(document=form.cleaned_data["document"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Brought. It can be asked once the clinical owner has agreed to it."))
            return redirect("outcomes:own")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "outcomes/bring.html", {"form": form, "owner": owner}, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: WebRequest, own_id: UUID) -> HttpResponse:
    """Asked no more from a day."""
    one = next((one for one in own.own_here(request.actor) if one.id == own_id), None)
    if one is None:
        raise NotFound
    form = DayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        own.withdraw(own=own_id, from_on=form.cleaned_data["day"], by=request.actor)
        messages.success(request, _("Withdrawn. What was answered stays."))
        return redirect("outcomes:own")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "outcomes/withdraw.html", {"form": form, "one": one}, status=status)


def _place(request: WebRequest) -> UUID:
    if request.actor.partnership is None:
        raise NotFound
    return request.actor.partnership
