"""Asking only to be rung: what to call them, a safe number, when. One page, and nothing else is asked."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms as plain
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base import ids
from watersmeet.design import dates
from watersmeet.design.fields import CharField, CheckboxesField, PhoneField, RadioField
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partnership
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Ring
from watersmeet.records.referrals.pages.begin import BeginForm, open_places
from watersmeet.records.referrals.pages.forms import UNDER_16, YES, YES_NO

RUNG = "rung"


class RingForm(BeginForm):
    """Where, when there are several places; then all that a safe call needs."""

    age = RadioField(
        label=_("How old are you?"),
        missing=_("Choose how old you are"),
        choices=[(UNDER_16, _("Under 16")), (Age.YOUNG, Age.YOUNG.label), (Age.ADULT, Age.ADULT.label)],
    )
    name = CharField(
        label=_("What should we call you?"),
        hint=_("A first name is fine, or any name you like."),
        missing=_("Write what we should call you"),
        max_length=100,
        width=20,
        autocomplete="nickname",
    )
    phone = PhoneField(
        label=_("A phone number that is safe"), hint=_("Like 07700 900 982"), missing=_("Enter your phone number")
    )
    times = CheckboxesField(
        label=_("When is it safe to ring you?"),
        missing=_("Choose when it is safe to ring you"),
        choices=[
            (Daytime.MORNING, _("Morning, 9am to 12")),
            (Daytime.AFTERNOON, _("Afternoon, 12 to 5pm")),
            (Daytime.EVENING, _("Evening, after 5pm")),
        ],
    )
    message = RadioField(
        label=_("If you do not answer, may we leave a message?"),
        missing=_("Say if we may leave a message"),
        choices=YES_NO,
        inline=True,
    )
    say_who = RadioField(
        label=_("If somebody else answers, may we say who we are?"),
        missing=_("Say if we may say who we are"),
        choices=YES_NO,
        inline=True,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, places: Sequence[Partnership], *args: Any, **more: Any) -> None:
        super().__init__(places, None, *args, **more)
        self.order_fields(["place", "age"])

    @property
    def ring(self) -> Ring:
        """What was told, as the action takes it."""
        told = self.cleaned_data
        contact = SafeContact(
            channels=(Channel.PHONE,),
            phone=told["phone"],
            daytimes=tuple(Daytime(one) for one in told["times"]),
            leave_message=told["message"] == YES,
            say_who=told["say_who"] == YES,
        )
        return Ring(partnership=self.partnership, name=told["name"], age=Age(told["age"]), contact=contact)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ring(request: Asked) -> HttpResponse:
    """Ask to be rung. Under 16 nothing is kept."""
    places = open_places()
    if not places:
        return render(request, "referrals/ask/nowhere.html", {"personal": True})
    form = RingForm(places, request.POST if request.method == "POST" else None, initial={"key": str(ids.new())})
    if form.settled:
        request.actor = replace(request.actor, partnership=form.settled)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["age"] == UNDER_16:
            return redirect("referrals:ask", "young-people")
        if throttle.allows("ask", get_adapter(request).get_client_ip(request), tries=30, seconds=3600):
            return _keep(request, form)
        form.add_error(None, _now("Many requests came from here just now. Please wait a little, or ring us."))
    page = {"form": form, "personal": True}
    return render(request, "referrals/ring/ring.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else 200)


@require_GET
def rung(request: Asked) -> HttpResponse:
    """By when we ring, and what we do not do."""
    told: Any = Drawer.of(request).get(RUNG)
    if told is None:
        return redirect("referrals:ring")
    request.actor = replace(request.actor, partnership=UUID(told["partnership"]))
    return render(request, "referrals/ring/rung.html", {"told": told, "personal": True})


def _keep(request: Asked, form: RingForm) -> HttpResponse:
    asked = form.ring
    request.actor = replace(request.actor, partnership=asked.partnership)
    day = referrals.ask_to_be_rung(asked, by=request.actor, key=form.cleaned_data["key"])
    front_door = partnerships.partner(partnerships.model_at(asked.partnership).front_door)
    drawer = Drawer.of(request)
    drawer.put(RUNG, {"partnership": str(asked.partnership), "day": dates.day(day), "front_door": str(front_door)})
    answer = redirect("referrals:rung")
    drawer.hand_to(answer)
    return answer
