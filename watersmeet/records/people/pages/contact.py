"""How to reach me safely: the person changes it, one part a page."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    ConfirmField,
    EmailField,
    PhoneField,
    RadioField,
    TextAreaField,
)
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel, Daytime, SafeContact
from watersmeet.records.people.pages.where import Where, until_said

YES, NO = "yes", "no"
COME_BACK, ANY_TIME = "come_back", "any"
_YES_NO = [(YES, _("Yes")), (NO, _("No"))]


class Part(Form):
    """One part of the rules: begins with what is so now, answers with the rules as they would be."""

    def __init__(self, now: SafeContact, others: list[tuple[str, str]], data: Any = None) -> None:
        self.now, self.others = now, others
        super().__init__(data, initial=self.begin())

    def begin(self) -> dict[str, Any]:
        """What the fields hold at first."""
        raise NotImplementedError

    def changed(self) -> SafeContact:
        """The rules, with this part as it was told."""
        raise NotImplementedError


class WaysPart(Part):
    """Which ways are safe, with the number or address of each."""

    ways = CheckboxesField(
        label=_("Which ways are safe?"),
        hint=_("Think of who else can see your phone or your post."),
        missing=_("Choose a way that is safe, or that you will come back yourself"),
        choices=[
            (Channel.SMS, _("Text message")),
            (Channel.PHONE, _("Phone call")),
            (Channel.EMAIL, _("Email")),
            (Channel.POST, _("Letter")),
            (COME_BACK, _("I will come back myself")),
        ],
        nothing=COME_BACK,
    )
    phone = PhoneField(label=_("Your phone number"), hint=_("For texts and calls"), required=False)
    email = EmailField(label=_("Your email address"), required=False)
    address = TextAreaField(
        label=_("Your address"), hint=_("For letters"), required=False, rows=3, max_length=300,
        autocomplete="street-address",
    )  # fmt: skip

    def begin(self) -> dict[str, Any]:
        """As it is now."""
        now = self.now
        ways = [str(one) for one in now.channels] or [COME_BACK]
        return {"ways": ways, "phone": now.phone, "email": now.email, "address": now.address}

    def clean(self) -> dict[str, Any]:
        """Each way that is safe needs its number or address."""
        told: dict[str, Any] = super().clean() or {}
        ways = set(told.get("ways") or ())
        if ways & {Channel.SMS, Channel.PHONE} and not told.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter your phone number"))
        if Channel.EMAIL in ways and not told.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter your email address"))
        if Channel.POST in ways and not told.get("address"):
            self.add_error("address", _("Enter your address"))
        return told

    def changed(self) -> SafeContact:
        """Numbers that no way needs are forgotten."""
        told = self.cleaned_data
        ways = tuple(Channel(way) for way in told["ways"] if way != COME_BACK)
        phone = told["phone"] if {Channel.SMS, Channel.PHONE} & set(ways) else ""
        email = told["email"] if Channel.EMAIL in ways else ""
        address = told["address"] if Channel.POST in ways else ""
        hidden = self.now.hidden_address and Channel.POST not in ways
        return replace(self.now, channels=ways, phone=phone or "", email=email, address=address, hidden_address=hidden)


class TimesPart(Part):
    """When it is safe."""

    times = CheckboxesField(
        label=_("When is it safe to reach you?"),
        missing=_("Choose when it is safe to reach you"),
        choices=[
            (Daytime.MORNING, _("Morning, 9am to 12")),
            (Daytime.AFTERNOON, _("Afternoon, 12 to 5pm")),
            (Daytime.EVENING, _("Evening, after 5pm")),
            (ANY_TIME, _("Any of these")),
        ],
        nothing=ANY_TIME,
    )

    def begin(self) -> dict[str, Any]:
        """As it is now."""
        return {"times": list(self.now.daytimes) or [ANY_TIME]}

    def changed(self) -> SafeContact:
        """Other times from now on."""
        chosen = (time for time in self.cleaned_data["times"] if time != ANY_TIME)
        return replace(self.now, daytimes=tuple(Daytime(time) for time in chosen))


class SafePart(Part):
    """What keeps them safe when somebody else is near."""

    message = RadioField(
        label=_("If you do not answer, may we leave a message?"),
        missing=_("Say if we may leave a message"), choices=_YES_NO, inline=True,
    )  # fmt: skip
    say_who = RadioField(
        label=_("If somebody else answers, may we say who we are?"),
        missing=_("Say if we may say who we are"), choices=_YES_NO, inline=True,
    )  # fmt: skip
    code_word = CharField(
        label=_("A code word"),
        hint=_("We say it first, so that you know it is us."),
        required=False, max_length=40, width=10, autocomplete="off",
    )  # fmt: skip
    not_partners = CheckboxesField(label=_("Is there anyone who should not contact you?"), choices=[], required=False)
    hidden = ConfirmField(label=_("Keep where I live secret"), required=False)

    def __init__(self, now: SafeContact, others: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(now, others, data)
        self.fields["not_partners"].choices = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["not_partners"]
        if Channel.POST in now.channels:
            del self.fields["hidden"]

    def begin(self) -> dict[str, Any]:
        """As it is now."""
        now = self.now
        return {
            "message": YES if now.leave_message else NO,
            "say_who": YES if now.say_who else NO,
            "code_word": now.code_word,
            "not_partners": [str(one) for one in now.not_partners],
            "hidden": now.hidden_address,
        }

    def changed(self) -> SafeContact:
        """What else keeps them safe from now on."""
        told = self.cleaned_data
        return replace(
            self.now,
            leave_message=told["message"] == YES,
            say_who=told["say_who"] == YES,
            code_word=told["code_word"],
            not_partners=tuple(UUID(one) for one in told.get("not_partners") or ()),
            hidden_address=bool(told.get("hidden")),
        )


PARTS: dict[str, Callable[..., Part]] = {"ways": WaysPart, "times": TimesPart, "safe": SafePart}


@require_http_methods(["GET", "POST"])
def change(request: Asked, part: str, person: UUID | None = None) -> HttpResponse:
    """One part of how to reach the person; POST changes it from now on."""
    here = Where(request, person)
    if part not in PARTS:
        raise NotFound
    now = people.contact_rules(request.actor, here.person)
    mark = people.contact_mark(now)
    stale = request.method == "POST" and request.POST.get("seen") != mark
    typed = request.POST if request.method == "POST" and not stale else None
    form = PARTS[part](now, _others(request, here), typed)
    if typed is not None and form.is_valid():
        people.set_contact(person=here.person, contact=form.changed(), by=request.actor, seen=now)
        return redirect(here.url("sharing") + "#contact")
    context = {"form": form, "here": here, "part": part, "mark": mark, "stale": stale, "personal": True}
    context["until"] = until_said(here)
    status = HTTPStatus.CONFLICT if stale else HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "people/contact.html", context, status=status)


def _others(request: Asked, here: Where) -> list[tuple[str, str]]:
    """Partners that could be ruled out: all but the one that looks after the record."""
    keeper = partnerships.partner(people.keeper(request.actor, here.person))
    there = partnerships.partners(keeper.partnership_id)
    return [(str(one.pk), one.organisation.name) for one in there if one.pk != keeper.pk]
