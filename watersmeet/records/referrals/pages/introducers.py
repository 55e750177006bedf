"""The trusted introducers of a partner, for its manager: who they are, their card, and how many asked with them."""

from typing import Any
from uuid import UUID

from django import forms as plain
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import ids
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import qr
from watersmeet.design.fields import CharField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Introduced
from watersmeet.records.referrals.pages.sitting import Sitting


class IntroducerForm(Form):
    """What the place or person is called, as people who ask will read it."""

    name = CharField(
        label=gettext_lazy("What is the place or person called?"),
        hint=gettext_lazy("People who ask read this name. Such as “the library in Mill Street”."),
        missing=gettext_lazy("Enter the name of the place or person"),
        max_length=120,
        autocomplete="off",
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Those who work now with their counts, and those who ended."""
    before, there = referrals.introduced(request.actor)
    page = {
        "before": before,
        "working": [(one.introducer, _counted(one)) for one in there if not one.introducer.ended],
        "ended": [(one.introducer.name, _counted(one)) for one in there if one.introducer.ended],
    }
    return render(request, "referrals/introduced/introducers.html", page)


@require_http_methods(["GET", "POST"])
def add(request: Asked) -> HttpResponse:
    """One more; POST leads to their card."""
    if request.actor.partner is None:
        raise NotFound
    form = IntroducerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = partnerships.add_introducer(partner=request.actor.partner, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("They can begin. Print the card and take it to them."))
            return redirect("referrals:introducer", made)
    status = 400 if form.errors else 200
    return render(request, "referrals/introduced/add.html", {"form": form}, status=status)


@require_GET
def card(request: Asked, introducer: UUID) -> HttpResponse:
    """A card to print: the address in letters and as a picture, and how to sit with somebody."""
    seen = partnerships.introducer(request.actor, introducer)
    address = settings.WATERSMEET_ADDRESS + reverse("referrals:with", args=[seen.code.lower()])
    page = {
        "seen": seen,
        "address": address,
        "picture": qr.svg(address, name=_("A picture that a phone reads. The address beside it says the same.")),
        "organisation": str(partnerships.partner(request.actor.partner)) if request.actor.partner else "",
        "minutes": Sitting.of(seen).minutes,
    }
    return render(request, "referrals/introduced/card.html", page)


@post_only
def end(request: Asked, introducer: UUID) -> HttpResponse:
    """Their address leads to the ordinary asking from now on."""
    partnerships.end_introducer(introducer, by=request.actor)
    messages.success(request, _("Ended. Their address now leads to the ordinary way to ask."))
    return redirect("referrals:introducers")


def _counted(one: Introduced) -> str:
    return _("fewer than 5") if one.people is None else _("about %(count)s") % {"count": one.people}
