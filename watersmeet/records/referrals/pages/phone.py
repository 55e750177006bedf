"""Somebody is on the phone: every question of asking on one page, read aloud by who answers at the front door."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms as plain
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.links import Second
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import CharField, ConfirmField, PasswordField, PostcodeField, RadioField, TextAreaField
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import OpeningQuestion, Partner
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import State, Told
from watersmeet.records.referrals.pages import opening_questions
from watersmeet.records.referrals.pages.forms import UNDER_16, YES, YES_NO
from watersmeet.records.referrals.pages.refer_forms import ContactForm

ALOUD: dict[str, Promise] = {
    "ways": _("Which ways of reaching you are safe? Think of who else sees your phone or your post."),
    "phone": _("What is your number?"),
    "email": _("What is your email address?"),
    "address": _("What is your address?"),
    "times": _("When is it safe to reach you?"),
    "message": _("If you do not answer, may we leave a message?"),
    "say_who": _("If somebody else answers, may we say who we are?"),
    "code_word": _("Would you like a code word, so that you know it is us?"),
    "hidden": _("Keep where they live secret"),
    "not_partners": _("Is there anyone who should not contact you?"),
}
"""What is asked of others in a worker's words is read aloud here."""


class PhoneForm(ContactForm):
    """Every question of asking, in the order of a talk."""

    age = RadioField(
        label=_("How old are you?"),
        missing=_("Choose how old they are"),
        choices=[(UNDER_16, _("Under 16")), (Age.YOUNG, Age.YOUNG.label), (Age.ADULT, Age.ADULT.label)],
    )
    words = TextAreaField(
        label=_("What would help? A few words are enough"),
        hint=_("Write their words. They can read them, and nobody reads them at once. In danger: 999."),
        required=False,
        rows=4,
        max_length=1000,
    )
    domain = RadioField(
        label=_("What is it most about?"), missing=_("Choose what it is most about"), choices=Domain.choices
    )
    name = CharField(
        label=_("What should we call you?"),
        missing=_("Write what to call them"),
        max_length=100,
        width=20,
        autocomplete="off",
    )
    postcode = PostcodeField(label=_("What is your postcode?"), required=False, autocomplete="off")
    count = ConfirmField(label=_("Yes, they can be counted"), required=False)
    pin = PasswordField(
        label=_("Would you like a PIN, to follow it yourself?"),
        hint=_("4, 5 or 6 numbers that they use nowhere else: you hear it. It can stay empty."),
        required=False,
        autocomplete="off",
        max_length=20,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(
        self,
        service: ServiceView | None,
        receiver: Partner | None,
        asking: Sequence[OpeningQuestion],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.opening = dict(opening_questions.fields(asking))
        self.fields.update(self.opening)
        self.service = service
        for name, words in ALOUD.items():
            self.fields[name].label = words  # type: ignore[assignment]
        if receiver:
            self.fields["share"] = RadioField(
                label=_now("May %(receiver)s see this?") % {"receiver": receiver},
                missing=_("Choose yes or no"),
                choices=YES_NO,
                inline=True,
            )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when the service does not take people of their age."""
        told = super().clean()
        opening_questions.insist_as_asked(self)
        age = told.get("age")
        if self.service and age in set(Age) and not referrals.takes(self.service, Age(age)):
            self.add_error("age", _("This service does not take people of that age. Go on without it, below."))
        return told

    def clean_pin(self) -> Second | None:
        """Its slow hash. Raises Invalid's words when it is too easy."""
        pin = self.cleaned_data["pin"]
        try:
            return Second.pin(pin) if pin else None
        except Invalid as problem:
            self.refuse(problem)
            return None

    def told(self, partnership: UUID) -> Told:
        """All of it, as the action takes it."""
        said = self.cleaned_data
        return Told(
            partnership=partnership,
            age=Age(said["age"]),
            domain=Domain(said["domain"]),
            words=said["words"],
            name=said["name"],
            contact=self.contact(SafeContact()),
            second=said["pin"],
            service=self.service,
            postcode=said["postcode"],
            share=said.get("share") == YES,
            count=said["count"],
            by_phone=True,
            opening=opening_questions.answers(said),
        )


@require_GET
def choose(request: Asked) -> HttpResponse:
    """Did they name a service? The page after this reads out what a yes to it means."""
    _insist_takes(request)
    services = [one for one in directory.choices(request.actor) if one.takes_referrals]
    return render(request, "referrals/phone/choose.html", {"services": services})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def script(request: Asked, service: UUID | None = None) -> HttpResponse:
    """The script; POST asks for them as if they had asked themselves. Under 16 nothing is kept."""
    partnership, front_door = _insist_takes(request)
    wanted = directory.service(request.actor, service) if service else None
    receiver = _receiver(wanted, front_door)
    others = [one for one in partnerships.partners(partnership) if one.pk not in {front_door, _pk(receiver)}]
    again = request.method == "POST" and "without" not in request.POST
    posted = request.POST if request.method == "POST" else None
    asking = partnerships.model_at(partnership).model.asking
    form = PhoneForm(wanted, receiver, asking, others, posted, initial={"key": str(ids.new())})
    if again and form.is_valid():
        if form.cleaned_data["age"] == UNDER_16:
            return redirect("referrals:ask", "young-people")
        asked = referrals.ask(form.told(partnership), by=request.actor, key=form.cleaned_data["key"])
        return redirect("referrals:phone_done", asked.referral)
    page = {
        "form": form,
        "service": wanted,
        "receiver": receiver,
        "front_door": partnerships.partner(front_door),
        "statement": _statement(partnership, front_door, receiver),
        "too_young": again and wanted is not None and "age" in form.errors and form.data.get("age") in set(Age),
    }
    return render(request, "referrals/phone/script.html", page, status=400 if again and form.errors else 200)


@require_GET
def done(request: Asked, referral: UUID) -> HttpResponse:
    """Read back: the reference, who does what by when, and how to follow it."""
    _insist_takes(request)
    seen = referrals.get(request.actor, referral)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="phone")
    page = {
        "seen": seen,
        "holder": partnerships.partner(seen.holder) if seen.holder else None,
        "day": dates.day(seen.due_on) if seen.due_on else "",
        "sent": seen.state is State.SENT,
        "back": settings.WATERSMEET_ADDRESS + reverse("referrals:back"),
        "spelled": " ".join(seen.reference),
    }
    return render(request, "referrals/phone/done.html", page)


def _insist_takes(request: Asked) -> tuple[UUID, UUID]:
    """The place and its front door, for those who answer there. Raises NotFound."""
    actor = request.actor
    if actor.partnership is None or actor.partner is None or not referrals.takes_calls(actor):
        raise NotFound
    return actor.partnership, actor.partner


def _receiver(service: ServiceView | None, front_door: UUID) -> Partner | None:
    """Who may be told straight away, when the person says yes."""
    partner = referrals.answers(service, front_door)
    return partnerships.partner(partner) if partner and referrals.may_pass(front_door, partner) else None


def _statement(partnership: UUID, front_door: UUID, receiver: Partner | None) -> list[str]:
    """The very words that are kept with their yes."""
    return referrals.own_statement(partnership, front_door, receiver.pk).splitlines() if receiver else []


def _pk(partner: Partner | None) -> UUID | None:
    return partner.pk if partner else None
