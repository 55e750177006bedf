"""The forms of agreements, lawful bases and accounts that are closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    DateField,
    EmailField,
    PhoneField,
    RadioField,
    SelectField,
)
from watersmeet.design.forms import Form
from watersmeet.records.partnerships.api import Category, Partner, Purpose, StandsOn

BASES = (
    ("6(1)(a) consent", _("The person's consent, 6(1)(a)")),
    ("6(1)(c) legal obligation", _("A legal obligation, 6(1)(c)")),
    ("6(1)(d) vital interests", _("Somebody's vital interests, 6(1)(d)")),
    ("6(1)(e) public task", _("A public task, 6(1)(e)")),
    ("6(1)(f) legitimate interests", _("Legitimate interests, 6(1)(f)")),
)
CONDITIONS = (
    ("9(2)(a) explicit consent", _("Explicit consent, 9(2)(a)")),
    ("9(2)(b) social protection", _("Employment and social protection, 9(2)(b)")),
    ("9(2)(c) vital interests", _("Vital interests, 9(2)(c)")),
    ("9(2)(g) substantial public interest", _("Substantial public interest, 9(2)(g)")),
    ("9(2)(h) health care", _("Health or social care, 9(2)(h)")),
    ("9(2)(j) research and statistics", _("Research and statistics, 9(2)(j)")),
)


class UntilForm(Form):
    """A last day."""

    until = DateField(
        label=_("Until which day?"), hint=_("It is looked at again 14 days before."), missing=_("Enter the last day")
    )


class StandsOnForm(Form):
    """What an agreement stands on, by its days."""

    dpia_on = DateField(
        label=_("When was its data protection impact assessment signed off?"),
        hint=_("Leave it empty if that has not been done."),
        required=False,
    )
    dpia_review_on = DateField(label=_("On which day is the assessment looked at again?"), required=False)
    funded_until = DateField(
        label=_("Until which day is there money for it?"),
        hint=_("The last day that is paid for. Leave it empty if you do not know."),
        required=False,
    )

    @property
    def stands_on(self) -> StandsOn:
        """The days that were entered."""
        return StandsOn(**{name: self.cleaned_data.get(name) for name in StandsOnForm.base_fields})


APART, TOGETHER = "apart", "together"


class SignForm(StandsOnForm, UntilForm):
    """What partners sign."""

    title = CharField(label=_("What is it called?"), missing=_("Give it a name"), max_length=200)
    partners = CheckboxesField(
        label=_("Which partners signed?"), missing=_("Choose the partners that signed"), choices=[]
    )
    purposes = CheckboxesField(
        label=_("What may they share for?"), missing=_("Choose what they may share for"), choices=Purpose.choices
    )
    categories = CheckboxesField(
        label=_("What may they share?"),
        hint=_("Each person still says yes or no to each of these."),
        missing=_("Choose what they may share"),
        choices=Category.choices,
    )
    joint = RadioField(
        label=_("Who answers for what they share under it?"),
        hint=_("It stands in the agreement. People read it on their own page."),
        missing=_("Choose who answers for what they share"),
        choices=[(APART, _("Each for its own")), (TOGETHER, _("All of them together, as joint controllers"))],
    )
    field_order = ("title", "partners", "purposes", "categories", "joint", "until", *StandsOnForm.base_fields)

    def __init__(self, there: list[Partner], data: Any = None) -> None:
        super().__init__(data)
        self.fields["partners"].choices = [(str(one.pk), str(one)) for one in there]  # type: ignore[attr-defined]

    def clean_partners(self) -> list[str]:
        """An agreement is between two or more."""
        chosen: list[str] = self.cleaned_data["partners"]
        if len(chosen) < 2:
            self.add_error("partners", _("Choose two partners or more"))
        return chosen


class RegisterForm(Form):
    """Where the codes of a partner that answers by link go."""

    phone = PhoneField(
        label=_("The group's phone"),
        hint=_("Codes go here by text. It must be another phone than the volunteers' own."),
        required=False,
        autocomplete="off",
    )
    email = EmailField(
        label=_("The group's email address"),
        hint=_("Codes go here where no text can be sent."),
        required=False,
        autocomplete="off",
    )


class AnswererForm(Form):
    """A volunteer who may answer for a partner by link."""

    name = CharField(label=_("Their name"), missing=_("Enter their name"), max_length=120, autocomplete="off")
    phone = PhoneField(label=_("Their own phone"), hint=_("Links go here by text."), required=False, autocomplete="off")
    email = EmailField(
        label=_("Their own email address"),
        hint=_("Links go here where there is no other phone."),
        required=False,
        autocomplete="off",
    )


class BasisForm(Form):
    """A controller's ground in law for one purpose."""

    purpose = RadioField(label=_("For which purpose?"), missing=_("Choose a purpose"), choices=Purpose.choices)
    basis = RadioField(
        label=_("The lawful basis, UK GDPR article 6"), missing=_("Choose a lawful basis"), choices=BASES
    )
    condition = RadioField(
        label=_("The condition, UK GDPR article 9"), missing=_("Choose a condition"), choices=CONDITIONS
    )


class CloseForm(Form):
    """Who takes over what a colleague holds who leaves; not asked when they hold nothing."""

    hand_to = SelectField(label=_("Who takes it over?"), missing=_("Choose who takes it over"))

    def __init__(self, heirs: Sequence[tuple[UUID, str]], data: Any = None) -> None:
        super().__init__(data)
        if not heirs:
            del self.fields["hand_to"]
            return
        names = [(str(user), name) for user, name in heirs]
        self.fields["hand_to"].choices = [("", _("Choose a colleague")), *names]  # type: ignore[attr-defined]

    @property
    def heir(self) -> UUID | None:
        """The one who was chosen; None when nobody was asked for."""
        chosen = self.cleaned_data.get("hand_to")
        return UUID(chosen) if chosen else None


NONE, NEW = "-", "+"


class TeamForm(Form):
    """Of which team somebody is: one that has a name already, another, or none."""

    team = RadioField(label=_("Which team?"), missing=_("Choose a team, or no team"), choices=[])
    new_team = CharField(
        label=_("What is the other team called?"),
        hint=_("Only if you chose another team. Say what it does, such as Front desk. Leave names of people out."),
        required=False,
        max_length=40,
        autocomplete="off",
    )

    def __init__(self, there: Sequence[str], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        choices = [*((name, name) for name in there), (NEW, _("Another team")), (NONE, _("No team"))]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]

    def clean_new_team(self) -> str:
        """Another team needs its name."""
        said: str = self.cleaned_data["new_team"].strip()
        if self.cleaned_data.get("team") == NEW and not said:
            self.add_error("new_team", _("Enter what the other team is called"))
        if said and self.cleaned_data.get("team") not in {None, NEW}:
            self.add_error("team", _("Choose another team, or leave its name empty"))
        return said

    @property
    def named(self) -> str:
        """The team that was chosen or written; "" for none."""
        chosen: str = self.cleaned_data["team"]
        other: str = self.cleaned_data["new_team"]
        return {NONE: "", NEW: other}.get(chosen, chosen)


def day_of(form: UntilForm) -> date:
    """The last day that was entered."""
    day: date = form.cleaned_data["until"]
    return day
