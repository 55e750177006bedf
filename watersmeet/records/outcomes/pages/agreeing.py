"""For the named clinical owner: what waits for their yes, as people will read it, and what they agreed to."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked as WebRequest
from watersmeet.design.fields import ConfirmField
from watersmeet.design.forms import Form
from watersmeet.records.outcomes import agreeing
from watersmeet.records.outcomes.agreeing import Sheet


class AgreeForm(Form):
    """That they read it."""

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data)
        own = _(
            "I read every question. None asks about being dead, about hurting oneself or about being hurt: "
            "nobody would be told"
        )
        self.fields["read"] = ConfirmField(
            label=own if sheet.own else _("I read every word, and the licence lets us ask it"),
            missing=_("Read it first. Tick this if it is so"),
        )


@require_GET
def listed(request: WebRequest) -> HttpResponse:
    """All that was brought."""
    return render(request, "outcomes/agreeing.html", {"sheets": agreeing.sheets(request.actor)})


@require_http_methods(["GET", "POST"])
def one(request: WebRequest, subject: UUID) -> HttpResponse:
    """GET shows it as people will read it; POST says yes to exactly that, or no."""
    sheet = agreeing.sheet(request.actor, subject)
    if "no" in request.POST:
        agreeing.take_back(subject=subject, by=request.actor)
        messages.success(request, _("It is asked no more. What was answered stays. Tell the lead why."))
        return redirect("outcomes:agreeing")
    form = AgreeForm(sheet, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreeing.agree(subject=subject, digest=request.POST.get("digest", ""), by=request.actor)
        messages.success(request, _("Agreed. It can be asked where the rules name it."))
        return redirect("outcomes:agreeing")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "outcomes/agree.html", {"sheet": sheet, "form": form}, status=status)
