"""The search box: a person's own words, where they are, how far they can go, and what else it should be."""

import re
from typing import Any, cast

from django.forms import FloatField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from watersmeet.base import postcode
from watersmeet.design import languages
from watersmeet.design.distances import KM_IN_A_MILE
from watersmeet.design.fields import CharField, CheckboxesField, IntegerField, SelectField
from watersmeet.design.forms import Form
from watersmeet.records.directory.calling import ToCall, to_call
from watersmeet.records.directory.entries import OLDEST, Wishes
from watersmeet.records.directory.meaning import LONGEST_QUERY
from watersmeet.records.directory.models import Access, Day, ServiceKind
from watersmeet.records.directory.near import example
from watersmeet.records.partnerships.api import Sector

MILES = (1, 3, 5, 10, 25)
USUAL_MILES = 5
ANY = ("", _("Any"))
PARTS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
SOON = {"14": _("2 weeks"), "31": _("A month"), "92": _("3 months")}
YES = {"free": _("It is free"), "from_home": _("I can take part from home"), "places_left": _("It has places left")}
NEEDS = [(one.value, one.label) for one in Access if one != Access.FROM_HOME]
MORE = ("day", "part", "age", "kind", "sector", "starts_within", "language", "yes", "access")
"""The fields that stand under "More choices": none needs an answer."""


def _choice(label: Any, known: Any, **rest: Any) -> SelectField:
    return SelectField(label=label, choices=[ANY, *known], required=False, **rest)


class FindForm(Form):
    """What would help, and where."""

    says_optional = False

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
    day = _choice(_("Which day?"), Day.choices)
    part = _choice(_("What time of day?"), PARTS.items())
    starts_within = _choice(_("Starting within"), SOON.items())
    kind = _choice(_("What kind of thing?"), ServiceKind.choices)
    sector = _choice(_("Who runs it?"), Sector.choices)
    language = SelectField(label=_("In which language?"), required=False)
    age = IntegerField(label=_("How old are you?"), required=False, min_value=0, max_value=OLDEST - 80)
    yes = CheckboxesField(label=_("Only show it if"), choices=list(YES.items()), required=False)
    access = CheckboxesField(label=_("What do you need so that you can come?"), choices=NEEDS, required=False)

    def __init__(self, *given: Any, shown: bool = True, **rest: Any) -> None:
        super().__init__(*given, **rest)
        cast("SelectField", self.fields["language"]).choices = [ANY, *languages.choices()]
        if shown and (here := example()):
            hint = gettext("The first half is enough, such as %(half)s.") % {"half": postcode.outward(here)}
            self.fields["near"].help_text = hint

    @property
    def more(self) -> list[Any]:
        """The fields under "More choices"."""
        return [self[name] for name in MORE]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything under "More choices" is said, or wrong."""
        return any(self[name].value() or self[name].errors for name in MORE)

    def wishes(self) -> Wishes:
        """What is said under "More choices"."""
        return wishes(self.cleaned_data)


class AnswerForm(FindForm):
    """The same for another program, which may say kilometres."""

    km = FloatField(label=_("Kilometres"), required=False, min_value=0.1, max_value=200)

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["miles"].required = False

    def within_km(self) -> float:
        """How far to look: USUAL_MILES where nothing is said."""
        said = self.cleaned_data
        return float(said["km"] or int(said["miles"] or USUAL_MILES) * KM_IN_A_MILE)


def said_to_call(form: FindForm) -> ToCall:
    """Whom to call after what was typed, also where it cannot be searched for: it may be the place that is wrong."""
    words, near, age = (str(form.data.get(name, "")) for name in ("words", "near", "age"))
    return to_call(words, near=near, age=int(age) if re.fullmatch(r" *[0-9]{1,3} *", age) else None)


def wishes(said: dict[str, Any]) -> Wishes:
    """The same, of a form's clean values."""
    yes, soon = said.get("yes") or (), said.get("starts_within")
    return Wishes(
        free="free" in yes,
        from_home="from_home" in yes,
        places_left="places_left" in yes,
        day=said.get("day") or "",
        part=said.get("part") or "",
        kind=said.get("kind") or "",
        sector=said.get("sector") or "",
        language=said.get("language") or "",
        access=frozenset(said.get("access") or ()),
        age=said.get("age"),
        starts_within=int(soon) if soon else None,
    )
