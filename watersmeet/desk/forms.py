"""The forms of a referral's story: one step, a question, an answer."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import RadioField, SelectField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.referrals.api import Reason


class StepForm(Form):
    """Words for the person and the other side; a coded reason where the step asks for one."""

    words = TextAreaField(
        label=_("Anything to say about it"),
        hint=_("The person and the other side can read this. You can leave it empty."),
        required=False,
        rows=3,
        max_length=2000,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, reasons: Sequence[Reason] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"] = RadioField(
                label=_("Why?"),
                choices=[(reason.value, reason.label) for reason in reasons],
                missing=_("Choose a reason"),
            )
            self.order_fields(["reason", "words", "seen_version"])


class _Words(Form):
    """Words that the other side waits for."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(_Words):
    """What the receiver wants to know."""

    words = TextAreaField(
        label=_("Your question"),
        hint=_("The referrer and the person can read this. Nobody reads it at once."),
        missing=_("Write your question"),
        rows=3,
        max_length=2000,
    )


class AnswerForm(_Words):
    """What the referrer tells them."""

    words = TextAreaField(
        label=_("Your answer"),
        hint=_("The receiver and the person can read this. Nobody reads it at once."),
        missing=_("Write your answer"),
        rows=3,
        max_length=2000,
    )


class AssignForm(Form):
    """Who looks after it: somebody here, or nobody in particular."""

    says_optional = False

    to = SelectField(label=_("Who looks after it?"), required=False)

    def __init__(self, *args: Any, workers: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody in particular")), *((str(user), name) for user, name in workers)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
