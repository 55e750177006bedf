"""Mistakes in listings: anyone tells of one without saying who they are; whoever answers for the listing looks."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms as plain
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Invalid, NotFound, TooOften
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Reported, Settled, Wrong
from watersmeet.records.directory.reports import LONGEST

REPORTS_AN_HOUR = 10


class MistakeForm(Form):
    """What is wrong in a listing."""

    what = RadioField(
        label=gettext_lazy("What is wrong?"), choices=Wrong.choices, missing=gettext_lazy("Choose what is wrong")
    )
    words = TextAreaField(
        label=gettext_lazy("What did you see, or hear?"),
        hint=gettext_lazy("A few words. Please name nobody, and say nothing of yourself."),
        required=False,
        max_length=LONGEST,
        rows=3,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)


class ReportedRow:
    """One report, as whoever looks into it reads it."""

    def __init__(self, one: Reported) -> None:
        self.id, self.service, self.name, self.words = one.id, one.service, one.name, one.words
        self.what = one.what.label
        self.when = dates.date(one.said_on)
        self.by_when = dates.date(one.due_on)
        self.from_owner = one.from_owner


def not_too_often(request: Asked) -> None:
    """Raises TooOften when many were sent from the same place within an hour."""
    here = get_adapter(request).get_client_ip(request)
    if not throttle.allows("listing report", here, tries=REPORTS_AN_HOUR, seconds=3600):
        raise TooOften(_("Many reports came from here within this hour."), _("Try again in an hour."))


@sensitive_post_parameters("words")
@require_http_methods(["GET", "POST"])
def report(request: Asked, identifier: UUID) -> HttpResponse:
    """Tell that something is wrong in a listing."""
    service = directory.service(request.actor, identifier)
    form = MistakeForm(request.POST if request.method == "POST" else None, initial={"key": str(ids.new())})
    if request.method == "POST" and form.is_valid():
        not_too_often(request)
        try:
            directory.report_mistake(identifier, by=VISITOR, **said(form))  # whoever is signed in here
        except Invalid as problem:
            form.refuse(problem)
        else:
            return render(request, "directory/reported.html", {"service": service})
    page = {"service": service, "form": form}
    return render(request, "directory/report.html", page, status=400 if form.errors else 200)


@require_GET
def reports(request: Asked) -> HttpResponse:
    """What was said to be wrong, for whoever looks into it."""
    found = directory.reports_for(request.actor)
    audit.looked(by=request.actor, subjects=[Ref("report", one.id) for one in found], why="reports")
    return render(request, "directory/reports.html", {"rows": [ReportedRow(one) for one in found]})


@post_only
def settle_report(request: Asked, report: UUID) -> HttpResponse:
    """It is put right, or it was right."""
    how = next((one for one in Settled if one.value == request.POST.get("how")), None)
    if how is None:
        raise NotFound
    directory.settle_report(report, how=how, by=request.actor)
    messages.success(request, _("Thank you. Nobody waits for this any more."))
    return redirect("directory:reports")


def said(form: MistakeForm) -> dict[str, Any]:
    """What a form says, as the actions take it."""
    return {**form.cleaned_data, "what": Wrong(form.cleaned_data["what"])}
