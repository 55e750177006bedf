"""The search box: a person's own words, where they are, and how far they can go."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from watersmeet.base import postcode
from watersmeet.design.fields import CharField, SelectField
from watersmeet.design.forms import Form
from watersmeet.records.directory.meaning import LONGEST_QUERY
from watersmeet.records.directory.near import example

MILES = (1, 3, 5, 10, 25)
USUAL_MILES = 5


class FindForm(Form):
    """What would help, and where."""

    words = CharField(
        label=_("In your own words"),
        hint=_("We do not keep what you type. Nobody reads it. Leave it empty to see everything near you."),
        required=False,
        max_length=LONGEST_QUERY,
        autocomplete="off",
    )
    near = CharField(
        label=_("Your postcode or town"),
        hint=_("The first half is enough."),
        missing=_("Enter a postcode or a town"),
        max_length=60,
        width=10,
        autocomplete="postal-code",
    )
    miles = SelectField(
        label=_("How far can you go?"),
        choices=[(str(one), _("1 mile") if one == 1 else _("%(many)s miles") % {"many": one}) for one in MILES],
        initial=str(USUAL_MILES),
    )

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        if here := example():
            hint = gettext("The first half is enough, such as %(half)s.") % {"half": postcode.outward(here)}
            self.fields["near"].help_text = hint
