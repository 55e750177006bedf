"""Asking for somebody else: the same pages in other words, and three of their own. Who asks hears nothing later."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import CharField, RadioField
from watersmeet.records.people.api import Age
from watersmeet.records.referrals.api import Authority, OnBehalf, is_same_way
from watersmeet.records.referrals.pages import forms
from watersmeet.records.referrals.pages.draft import ME, OTHER, Draft
from watersmeet.records.referrals.pages.forms import COME_BACK, StepForm

AGREES, UNSURE, NOT_YET = "agrees", "unsure", "not_yet"
_SHORTEST = 7  # figures in a telephone number


class WhoForm(StepForm):
    """For themself, or for somebody else."""

    who = RadioField(
        label=_("Is this for you, or for somebody else?"),
        missing=_("Choose who it is for"),
        choices=[(ME, _("For me")), (OTHER, _("For somebody else"))],
        hints={
            OTHER: _("Such as somebody in your family, a friend, a neighbour, or somebody you care for or work with.")
        },
        heading=True,
    )


class AuthorityForm(StepForm):
    """Why they may ask for somebody else."""

    authority = RadioField(
        label=_("Why do you ask for them?"),
        missing=_("Choose why you ask for them"),
        choices=Authority.choices,
        heading=True,
    )
    other = CharField(
        label=_("If it is something else: what is it?"),
        hint=_("Such as: I am their support worker"),
        required=False,
        max_length=100,
    )

    def add_fields(self) -> None:
        """A parent can ask this way for somebody of 16 or 17."""
        if self.draft.age is not Age.YOUNG:
            left = [one for one in Authority.choices if one[0] != Authority.PARENT]
            self.fields["authority"].choices = left  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when something else is not named."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("authority") == Authority.OTHER and not told.get("other"):
            self.add_error("other", _("Say what it is"))
        return told


class AgreesForm(StepForm):
    """Whether the person knows of it and wants it: without that nothing is kept."""

    agrees = RadioField(
        label=_("Do they know that you are asking, and do they want it?"),
        missing=_("Choose if they know and want it"),
        choices=[
            (AGREES, _("Yes, they know and they want it")),
            (UNSURE, _("They know, but it is hard for them to decide")),
            (NOT_YET, _("No, or not yet")),
        ],
        hints={UNSURE: _("We take time to talk with them about it.")},
        heading=True,
    )


class ProxyForm(StepForm):
    """Who asks, and how they are reached: apart from how the person is."""

    name = CharField(
        label=_("Your own first name"),
        missing=_("Write your own first name"),
        max_length=60,
        width=20,
        autocomplete="given-name",
    )
    reach = CharField(
        label=_("How do we reach you?"),
        hint=_("Your own phone number or email address. We use it only if we have a question about what you wrote."),
        missing=_("Write your own phone number or email address"),
        max_length=100,
        autocomplete="off",
    )

    def clean_reach(self) -> str:
        """Their own, never the one by which the person is reached."""
        reach: str = self.cleaned_data["reach"]
        if "@" not in reach and sum(one.isdigit() for one in reach) < _SHORTEST:
            self.add_error("reach", _("Write a whole phone number or email address"))
        if is_same_way(reach, self.draft.answer("details", "phone") or "", self.draft.answer("details", "email") or ""):
            self.add_error("reach", _("Give your own number or address. This one is theirs."))
        return reach


class AgeForm(forms.AgeForm):
    """How old the person is."""

    def add_fields(self) -> None:
        """In other words."""
        _reword(self, "age", _("How old are they?"), missing=_("Choose how old they are"))


class NeedForm(forms.NeedForm):
    """What would help the person."""

    def add_fields(self) -> None:
        """In other words."""
        _reword(
            self,
            "words",
            _("In their words, or in yours"),
            hint=_("A few words are enough. They can read it too. Nobody reads this at once. In danger, call 999."),
        )


class NameForm(forms.NameForm):
    """What to call the person."""

    def add_fields(self) -> None:
        """In other words."""
        _reword(
            self,
            "name",
            _("What should we call them?"),
            missing=_("Write what we should call them"),
            hint=_("A first name is fine, or any name they like."),
        )
        self.fields["name"].autocomplete = "off"  # type: ignore[attr-defined]


class WaysForm(forms.WaysForm):
    """How the person may be reached: never by way of who asks, unless they have no other and say so themself."""

    def add_fields(self) -> None:
        """In other words."""
        _reword(
            self,
            "ways",
            _("How can we reach them safely?"),
            missing=_("Choose a way that is safe, or that they come to us"),
            hint=_("Their own phone, email or address, not yours. Ask them. Who else can see their phone or post?"),
        )
        ways: Any = self.fields["ways"]
        ways.choices = [*ways.choices[:-1], (COME_BACK, _("They come to us themself, or I do not know"))]
        ways.hints = {COME_BACK: _("We do not contact them. Please tell them to ring us or come in.")}


class DetailsForm(forms.DetailsForm):
    """The person's own number or address."""

    def add_fields(self) -> None:
        """In other words."""
        super().add_fields()
        for name, label, missing in (
            ("phone", _("Their own phone number"), _("Enter their phone number")),
            ("email", _("Their own email address"), _("Enter their email address")),
            ("address", _("Their address"), _("Enter their address")),
            ("postcode", _("Their postcode"), _("Enter their postcode")),
        ):
            if name in self.fields:
                _reword(self, name, label, missing=missing)
                self.fields[name].autocomplete = "off"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for the number or address of who asks, given on an earlier visit to the last page."""
        told: dict[str, Any] = super().clean() or {}
        mine = self.draft.answer("you", "reach") or ""
        if mine and is_same_way(mine, told.get("phone", ""), told.get("email", "")):
            self.add_error("email" if "@" in mine else "phone", _("This is yours. Give one that is theirs."))
        return told


class TimesForm(forms.TimesForm):
    """When it is safe to reach the person."""

    def add_fields(self) -> None:
        """In other words."""
        _reword(self, "times", _("When is it safe to reach them?"), missing=_("Choose when it is safe to reach them"))


class SafeForm(forms.SafeForm):
    """What keeps the person safe."""

    def add_fields(self) -> None:
        """In other words."""
        super().add_fields()
        for name, label in (
            ("message", _("If they do not answer, may we leave a message?")),
            ("code_word", _("A code word that they know")),
            ("not_partners", _("Is there anyone who should not contact them?")),
            ("gp_online", _("If we write to their GP, can the letter be read online?")),
            ("hidden", _("Keep where they live secret")),
        ):
            if name in self.fields:
                _reword(self, name, label)
        if "code_word" in self.fields:
            self.fields["code_word"].help_text = _("We say it first, so that they know it is us.")
        self.fields["gp_online"].help_text = _("Think of who else can open their health record.")


def told_by(draft: Draft) -> OnBehalf:
    """Who asks, as the action takes it."""
    return OnBehalf(
        authority=Authority(draft.answer("authority", "authority")),
        other=draft.answer("authority", "other") or "",
        name=draft.answer("you", "name"),
        reach=draft.answer("you", "reach"),
        in_doubt=draft.answer("agrees", "agrees") == UNSURE,
    )


def rows_of(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """What is asked of them alone, to check: the question in short, the answer, the page."""
    on_behalf = told_by(draft)
    yield _now("Why you ask for them"), on_behalf.other or str(on_behalf.authority.label), "authority"
    knows = _now("It is hard for them to decide") if on_behalf.in_doubt else _now("They know, and they want it")
    yield _now("Do they know"), knows, "agrees"
    yield _now("Your own name"), on_behalf.name, "you"
    yield _now("How we reach you"), on_behalf.reach, "you"


def _reword(
    form: StepForm, name: str, label: Promise, *, missing: Promise | None = None, hint: Promise | None = None
) -> None:
    """Ask the same thing in other words."""
    field: Any = form.fields[name]
    field.label = label
    if missing is not None:
        field.error_messages["required"] = missing
    if hint is not None:
        field.help_text = hint
