"""The forms of proposals: what is begun with, numbers, hours, lines of the charter, a file, a comment."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms as plain
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.base.problems import Invalid
from watersmeet.design.fields import CharField, CheckboxesField, DateField, IntegerField, SelectField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.design.uploads import FileField
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model, Partner, Weekday
from watersmeet.records.partnerships.model_words import DAYS, FLOORS

NOW = "now"
LARGEST = 1_000_000


class WhyForm(Form):
    """Why, and from which day."""

    why = TextAreaField(
        label=_("Why?"),
        hint=_("A sentence that everybody who votes can read. Write nothing about a person."),
        missing=_("Say why, in a sentence"),
        rows=3,
        max_length=300,
    )
    from_on = DateField(
        label=_("From which day?"),
        hint=_("Leave time to talk and to vote. If the vote ends later, it counts from then."),
        missing=_("Enter the day from which it should count"),
    )


class BeginForm(WhyForm):
    """What a proposal begins with."""

    begin = SelectField(label=_("What do you begin with?"), missing=_("Choose what you begin with"))
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)
    field_order = ("begin", "why", "from_on", "key")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new()), "begin": NOW})
        worked = [(name, partnerships.read_toml(text).name) for name, text in partnerships.worked().items()]
        now = (NOW, _("Our rules as they are"))
        self.fields["begin"].choices = [now, *worked]  # type: ignore[attr-defined]


class NumbersForm(Form):
    """Every whole number of the rules, in one part of them."""

    def __init__(self, part: str, model: Model, data: Any = None) -> None:
        self.part = part
        held = getattr(model, part)
        named = {name: words for name, words in partnerships.number_words().items() if name.startswith(f"{part}.")}
        names = {_field(name): name.partition(".")[2] for name in named}
        super().__init__(data, initial={field: getattr(held, name) for field, name in names.items()})
        for name, (what, unit) in named.items():
            self.fields[_field(name)] = IntegerField(label=what, hint=unit, missing=_("Enter a number"))

    def told(self, model: Model) -> Model:
        """The model with these numbers. Raises Invalid, naming fields of this form."""
        document = partnerships.written(model)
        numbers = {field.removeprefix(f"{self.part}-"): number for field, number in self.cleaned_data.items()}
        try:
            return partnerships.read({**document, self.part: document[self.part] | numbers})
        except Invalid as wrong:
            raise Invalid({_field(name): [str(one) for one in said] for name, said in wrong.fields.items()}) from None


class FloorsForm(Form):
    """The least that the place asks of itself, in percent; what is left empty is asked of nobody."""

    def __init__(self, model: Model, data: Any = None) -> None:
        said = {name: getattr(model.floors, name) for name in FLOORS}
        super().__init__(data, initial={name: share and round(100 * share) for name, share in said.items()})
        for name, what in FLOORS.items():
            hint = _("Percent, from 1 to 100. Leave it empty to ask for nothing.")
            self.fields[name] = IntegerField(label=what, hint=hint, required=False, min_value=1, max_value=100)

    def told(self, model: Model) -> Model:
        """The model with these; a share that was written more finely in a file stays where nobody changed it."""
        held = model.floors.model_dump()
        for name in FLOORS:
            said = self.cleaned_data.get(name)
            if name in self.changed_data:
                held[name] = None if said is None else said / 100
        return partnerships.read({**partnerships.written(model), "floors": held})


class PlaceForm(Form):
    """How the place is reached, who meets people first, and when messages may leave."""

    front_door = SelectField(
        label=_("The front door"), hint=_("Who hears people who ask for help themselves."), missing=_("Choose one")
    )
    phone = CharField(label=_("A number where a person answers"), missing=_("Enter the number"), max_length=40)
    hours = CharField(label=_("When it is answered"), missing=_("Say when"), max_length=120)
    days = CheckboxesField(
        label=_("On which days may messages leave?"),
        missing=_("Choose the days"),
        choices=[(day.value, DAYS[day]) for day in Weekday],
    )
    from_ = CharField(label=_("From"), hint=_("Such as 9:00"), missing=_("Enter the time"), max_length=5, width=5)
    until = CharField(label=_("Until"), hint=_("Such as 19:00"), missing=_("Enter the time"), max_length=5, width=5)

    def __init__(self, model: Model, there: list[Partner], data: Any = None) -> None:
        told = {"front_door": model.front_door, "phone": model.phone, "hours": model.hours}
        contact = model.contact
        told |= {"from_": f"{contact.from_:%H:%M}", "until": f"{contact.until:%H:%M}"}
        super().__init__(data, initial=told | {"days": [day.value for day in contact.days]})
        self.fields["front_door"].choices = [(str(one), str(one)) for one in there]  # type: ignore[attr-defined]

    def clean_from_(self) -> time:
        """A wall time."""
        return _time(self.cleaned_data["from_"])

    def clean_until(self) -> time:
        """A wall time."""
        return _time(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        """The day ends after it begins."""
        super().clean()
        begins, ends = self.cleaned_data.get("from_"), self.cleaned_data.get("until")
        if begins and ends and begins >= ends:
            self.add_error("until", _("Enter a time that is later than the first"))
        return self.cleaned_data

    def told(self, model: Model) -> Model:
        """The model with these."""
        said: Mapping[str, Any] = self.cleaned_data
        contact = {"days": said["days"], "from": f"{said['from_']:%H:%M}", "until": f"{said['until']:%H:%M}"}
        plainly = {name: said[name] for name in ("front_door", "phone", "hours")}
        return partnerships.read({**partnerships.written(model), **plainly, "contact": contact})


class LineForm(Form):
    """A line of the charter: this partner does this, for this step."""

    step = SelectField(label=_("For which step?"), missing=_("Choose a step"))
    partner = SelectField(label=_("Which partner?"), missing=_("Choose a partner"))
    does = TextAreaField(
        label=_("What does it do?"),
        hint=_("One sentence that a learner can read. Such as: Rings everybody back within a day."),
        missing=_("Say what it does"),
        rows=2,
        max_length=300,
    )

    def __init__(self, model: Model, there: list[Partner], data: Any = None) -> None:
        super().__init__(data)
        steps = [("", _("Choose a step")), *((one.key, one.title) for one in model.steps)]
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        partners = [("", _("Choose a partner")), *((str(one), str(one)) for one in there)]
        self.fields["partner"].choices = partners  # type: ignore[attr-defined]


class TomlForm(Form):
    """The whole document as a file."""

    file = FileField(
        label=_("The rules as a TOML file"),
        hint=_("It replaces every rule of this proposal. One from another place names its own partners: put in yours."),
        accepts=(".toml",),
        missing=_("Choose a file"),
    )

    def clean_file(self) -> Model:
        """Raises ValidationError with each sentence about what is wrong, and where."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("This file is too large for rules."))
        try:
            return partnerships.read_toml(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(_("This is not text in UTF-8. Save it as TOML in UTF-8.")) from None
        except Invalid as wrong:
            raise ValidationError(
                [f"{where}: {' '.join(said)}" for where, said in list(wrong.fields.items())[:20]]
            ) from None


class CommentForm(Form):
    """What somebody thinks of a proposal."""

    words = TextAreaField(
        label=_("What do you think of it?"),
        hint=_("Everybody who works here reads it, with your name. Write nothing about a person."),
        missing=_("Write a few words"),
        max_length=2000,
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})


def _field(name: str) -> str:
    return name.replace(".", "-")


def _time(text: str) -> time:
    try:
        hour, minute = (int(part) for part in text.replace(".", ":").split(":"))
        return time(hour, minute)
    except ValueError:
        raise ValidationError(_("Enter a time like 9:00 or 19:00")) from None
