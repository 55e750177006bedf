"""The forms of votes."""

from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import CharField, IntegerField, RadioField
from watersmeet.design.forms import Form
from watersmeet.records.voices.api import Choice, Group


class CodeForm(Form):
    """The code of a voting paper."""

    code = CharField(
        label=_("What is the code on your voting paper?"),
        hint=_("It looks like this: 7Q4K-2MXA-9BCD"),
        missing=_("Enter the code on your voting paper"),
        max_length=40,
        width=20,
        autocomplete="off",
    )


class VoteForm(Form):
    """One vote."""

    choice = RadioField(label=_("Do you want this?"), missing=_("Choose one of the answers"), choices=Choice.choices)


class PaperForm(CodeForm):
    """A paper that somebody filled in by hand."""

    choice = RadioField(label=_("What did they tick?"), missing=_("Choose what they ticked"), choices=Choice.choices)


class PapersForm(Form):
    """Papers to make."""

    group = RadioField(label=_("Who votes with them?"), missing=_("Choose who votes with them"), choices=Group.choices)
    many = IntegerField(
        label=_("How many papers?"),
        hint=_("From 1 to 200. Make only as many as you hand out."),
        missing=_("Enter how many"),
    )
