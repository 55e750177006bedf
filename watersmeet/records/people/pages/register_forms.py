"""The forms of the registers: writing a matter down, settling it, reviewing an override, telling names."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from watersmeet.base import clock
from watersmeet.design.fields import CheckboxesField, ConfirmField, DateField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.people.api import RULES, Case, Kind, NamedLook, Outcome

YES, NO = "yes", "no"


class UnlockForm(Form):
    """What the person said, before what they asked to be locked is used again."""

    words = TextAreaField(
        label=_("What did they say, and how do you know that it was them?"),
        missing=_("Write what they said, and how you know that it was them"),
        rows=3,
        max_length=1000,
    )


class WriteForm(Form):
    """What came by voice, by letter or was found."""

    words = TextAreaField(
        label=_("What is it about?"),
        hint=_("Sealed. Write no more about anybody than is needed."),
        missing=_("Write what it is about"),
        max_length=5000,
    )
    known_on = DateField(
        label=_("When did your organisation come to know of it?"),
        hint=_("The day counts from then. Leave it empty if it was now."),
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(uuid4())})

    def known_at(self) -> dt.datetime | None:
        """The beginning of that day, so that a clock never starts too late; None for now."""
        day = self.cleaned_data["known_on"]
        if day is None or day == timezone.localdate(clock.now()):
            return None
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class HoldForm(Form):
    """Why something must be kept past its day."""

    words = TextAreaField(
        label=_("What asks for it, and for how long?"),
        hint=_("Sealed. Write no more about anybody than is needed. Nobody reads this at once."),
        missing=_("Write why it must be kept, and for how long."),
        max_length=2000,
    )


class SettleForm(Form):
    """How it ended, in a code and in words."""

    outcome = RadioField(label=_("How did it end?"), missing=_("Choose how it ended"), choices=[])
    words = TextAreaField(
        label=_("What did you find and do?"),
        hint=_("Where it is about a person, they read this. Keep it plain."),
        missing=_("Write what you found and did"),
        max_length=5000,
    )

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data)
        here = (one for one in RULES[case.kind].outcomes if one is not Outcome.FORGOTTEN)
        self.fields["outcome"].choices = [(one.value, one.label) for one in here]  # type: ignore[attr-defined]


class ReviewForm(SettleForm):
    """The review of an override: also whether the person may know of it."""

    tell = RadioField(
        label=_("May the person see on their page that this happened?"),
        hint=_("Say no when telling could put somebody at risk."),
        missing=_("Choose yes or no"),
        choices=[(YES, _("Yes")), (NO, _("No, it could put somebody at risk"))],
    )


class NamesForm(Form):
    """Whose names may be told: nobody's, unless their safety was checked."""

    names = CheckboxesField(
        label=_("Whose names may be told?"),
        hint=_("Ask each of them and their manager first. Tick nobody if telling could put anybody at risk."),
        choices=[],
        required=False,
    )
    checked = ConfirmField(
        label=_("I have checked that telling puts nobody at risk"),
        missing=_("Check first, then tick this"),
    )
    words = TextAreaField(label=_("What do you want to say to the person?"), required=False, rows=3, max_length=3000)

    def __init__(self, looks: list[NamedLook], data: Any = None) -> None:
        super().__init__(data)
        self.called = {str(one.user): one.name for one in looks}
        self.fields["names"].choices = list(self.called.items())  # type: ignore[attr-defined]

    def outcome(self) -> Outcome:
        """Told when any name is."""
        return Outcome.TOLD if self.cleaned_data["names"] else Outcome.NOT_TOLD

    def answer(self) -> str:
        """The names, one a line, and the words."""
        names = [self.called[one] for one in self.cleaned_data["names"]]
        return "\n".join([*names, self.cleaned_data["words"]]).strip() or str(_("Nobody is named."))


def form_of(case: Case, looks: list[NamedLook], data: Any = None) -> SettleForm | NamesForm:
    """The form that settles a matter of its kind."""
    if case.kind is Kind.NAMES:
        return NamesForm(looks, data)
    return (ReviewForm if case.kind is Kind.OVERRIDE else SettleForm)(case, data)
