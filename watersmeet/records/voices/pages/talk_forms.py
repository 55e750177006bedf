"""The forms of deliberations."""

from typing import Any

from django import forms as plain
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.design.fields import CharField, IntegerField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.voices.api import WhyOut


class OpenForm(Form):
    """A question, and the statements it begins with."""

    question = CharField(
        label=_("What do you want to ask people?"),
        hint=_("Such as: How should it be when somebody asks for help here?"),
        missing=_("Write the question"),
        max_length=200,
    )
    begin_with = TextAreaField(
        label=_("Some statements to begin with"),
        hint=_("One on each line, each with one thought that people can agree with or not. Five to ten are good."),
        missing=_("Write one statement or more"),
        rows=8,
        max_length=20000,
    )
    days = IntegerField(
        label=_("For how many days?"), hint=_("From 1 to 180."), missing=_("Enter how many days"), initial=28
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})


class SayForm(Form):
    """Something of one's own."""

    words = TextAreaField(
        label=_("What do you want to say?"),
        hint=_("One thought, in a sentence or two. Do not write anybody's name, nor yours."),
        missing=_("Write what you want to say"),
        rows=3,
        max_length=280,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})


class OutForm(Form):
    """Why a statement is taken out."""

    why_out = RadioField(
        label=_("Why is it taken out?"), missing=_("Choose why it is taken out"), choices=WhyOut.choices
    )
