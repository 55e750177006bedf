"""The forms of somebody who answers for a partner by link."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import CodeField, DateField, RadioField, SelectField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.directory.api import Choice
from watersmeet.records.referrals.api import Details, Reason, State


class CodeForm(Form):
    """The code that was sent to the group's phone."""

    code = CodeField(label=_("The 6 numbers that we sent"), missing=_("Enter the 6 numbers"))


class LinkStepForm(Form):
    """What a step says besides itself: why, what to try instead, when, a few words."""

    words = TextAreaField(
        label=_("Anything to say about it"),
        hint=_("They and whoever sent them to you can read this. Nobody reads it at once. You can leave it empty."),
        required=False,
        rows=3,
        max_length=2000,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        to: State,
        reasons: Sequence[Reason] = (),
        services: Sequence[Choice] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"] = RadioField(
                label=_("Why?"), choices=[(one.value, one.label) for one in reasons], missing=_("Choose a reason")
            )
        if services:
            names = [(str(one.id), f"{one.name} ({one.organisation})") for one in services]
            self.fields["instead"] = SelectField(
                label=_("They could try instead"), choices=[("", _("Choose a service")), *names], required=False
            )
        if to is State.WAITING:
            self.fields["expected_on"] = DateField(
                label=_("When you expect a place"), hint=_("About when is enough. It can change."), required=False
            )
        self.order_fields(["reason", "instead", "expected_on", "words", "seen_version"])

    @property
    def step(self) -> dict[str, Any]:
        """What was said, as `referrals.move` takes it."""
        said = self.cleaned_data
        instead = (UUID(said["instead"]),) if said.get("instead") else ()
        details = Details(instead=instead, expected_on=said.get("expected_on"))
        return {name: said[name] for name in ("words", "reason", "seen_version") if name in said} | {"details": details}


class QuestionForm(Form):
    """What they want to know before they answer."""

    words = TextAreaField(
        label=_("Your question"),
        hint=_("Whoever sent it, and the person, can read this. Nobody reads it at once."),
        missing=_("Write your question"),
        rows=3,
        max_length=2000,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
