"""The passes of a partner's other systems: a manager makes one, sees it once, and ends it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import passes
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import clock
from watersmeet.base.problems import Invalid
from watersmeet.design.fields import CharField, CheckboxesField, RadioField
from watersmeet.design.forms import Form


class PassForm(Form):
    """What is asked to make one."""

    name = CharField(
        label=_("Which system is it for?"),
        hint=_("Such as “Learner records”"),
        missing=_("Say which system it is for"),
        max_length=80,
    )
    scopes = CheckboxesField(
        label=_("What may it do?"), choices=list(passes.SCOPES.items()), missing=_("Choose what it may do")
    )
    days = RadioField(
        label=_("For how long?"),
        choices=[("30", _("30 days")), ("180", _("Half a year")), ("365", _("A year"))],
        missing=_("Choose for how long"),
    )


@require_http_methods(["GET", "POST"])
def everything(request: Asked) -> HttpResponse:
    """The passes there are, and making one. The answer to POST shows it, this once."""
    form = PassForm(request.POST or None)
    made = ""
    if form.is_valid():
        until = clock.now() + timedelta(days=int(form.cleaned_data["days"]))
        try:
            made = passes.make(
                name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"], until=until, by=request.actor
            )
        except Invalid as problem:
            form.refuse(problem)
    told: dict[str, Any] = {
        "form": form,
        "made": made,
        "passes": passes.of_partner(request.actor),
        "scopes": passes.SCOPES,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "accounts/passes.html", told, status=status)


@post_only
def end(request: Asked, identifier: UUID) -> HttpResponse:
    """End one now."""
    passes.end(identifier=identifier, by=request.actor)
    return redirect("accounts:passes")
