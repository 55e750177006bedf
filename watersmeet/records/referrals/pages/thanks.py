"""A person says thank you to whoever referred them: a few words, and their yes to who reads them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base import ids
from watersmeet.base.problems import Invalid
from watersmeet.design.fields import ConfirmField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals


class ThanksForm(Form):
    """Their words, and their yes."""

    words = TextAreaField(
        label=_("Your words"),
        hint=_("A few words are enough. Nobody reads this at once. If you are in danger, call 999."),
        missing=_("Write a few words"),
        rows=4,
        max_length=500,
    )
    yes = ConfirmField(label=_("Yes, they may read this"), missing=_("Tick the box if they may read it"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})


@require_http_methods(["GET", "POST"])
def thanks(request: Asked, referral: UUID) -> HttpResponse:
    """Who reads it, and a form; POST sends it, once."""
    seen = referrals.get(request.actor, referral)
    form = ThanksForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" and referrals.may_thank(request.actor, referral) is None:
        return redirect("referrals:status", referral)
    if request.method == "POST" and form.is_valid():
        try:
            referrals.thank(referral, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _now("Your thank-you is there. They are told that it waits for them."))
            return redirect("referrals:status", referral)
    page = {
        "form": form,
        "seen": seen,
        "referrer": str(partnerships.partner(seen.referrer)),
        "statement": referrals.thanks_statement(request.actor, referral).splitlines(),
        "personal": True,
    }
    return render(request, "referrals/status/thanks.html", page, status=400 if form.errors else 200)
