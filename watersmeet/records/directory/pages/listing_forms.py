"""The forms by which a listing is put right, one for each group of facts."""

from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.base import clock, geography
from watersmeet.design import languages
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    DateField,
    EmailField,
    IntegerField,
    PostcodeField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
)
from watersmeet.design.forms import Form
from watersmeet.records.directory.models import Access, Attending, Day, Frequency, LocationType, ServiceKind, Status
from watersmeet.records.directory.pages.course_forms import YES_NO
from watersmeet.records.directory.rules import MOST_PENCE, is_phone, is_website

OLDEST = 120
NTH = ((1, _("First")), (2, _("Second")), (3, _("Third")), (4, _("Fourth")), (-1, _("Last")))
NUMBERS = (1, 2, 3)
PLACES_OF = [(str(LocationType.PHYSICAL), _("A place to go to")), (str(LocationType.VIRTUAL), _("Online or by phone"))]
IN_PLACE = [(one.value, one.label) for one in Access if one not in {Access.FROM_HOME, Access.CHILDREN}]
NOT_SAID = ("", _("Not said"))


class NameForm(Form):
    """What it is called, and what it is."""

    kind = RadioField(
        label=_("What is it?"),
        choices=[(ServiceKind.SERVICE, _("A service")), (ServiceKind.GROUP, _("A group that meets"))],
        missing=_("Choose what it is"),
        initial=ServiceKind.SERVICE,
    )
    name = CharField(label=_("Name"), missing=_("Write what it is called"), max_length=200)
    description = TextAreaField(
        label=_("What is it, in plain words?"),
        hint=_("What people do there, and what it is good for. People find it by these words."),
        missing=_("Write what it is"),
        rows=4,
        max_length=2000,
    )


class CourseNameForm(NameForm):
    """The same of a course, which stays one."""

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        del self.fields["kind"]


class StatusForm(Form):
    """Whether it is open; what is not says since when, and when again."""

    status = RadioField(
        label=_("Is it open?"),
        choices=[
            (Status.ACTIVE, _("Yes, it is open")),
            (Status.TEMPORARILY_CLOSED, _("Closed for now")),
            (Status.INACTIVE, _("Not running at the moment")),
            (Status.DEFUNCT, _("Closed for good")),
        ],
        hints={
            Status.TEMPORARILY_CLOSED: _("People can still read it, and do not find it."),
            Status.INACTIVE: _("The same. For what is not ready yet, or rests."),
            Status.DEFUNCT: _("Nobody can read it. You can open it again."),
        },
        missing=_("Choose if it is open"),
    )
    closed_on = DateField(label=_("If it is closed: since when?"), required=False)
    reopens_on = DateField(label=_("If you know: when does it open again?"), required=False)

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        cast("DateField", self.fields["closed_on"]).latest = clock.today()

    def clean(self) -> dict[str, Any]:
        """What is open has no such days; it opens again in the future."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("status") == Status.ACTIVE:
            return told | {"closed_on": None, "reopens_on": None}
        back = told.get("reopens_on")
        if back and back <= clock.today():
            self.add_error("reopens_on", _now("Enter a day after today, or say that it is open"))
        if told.get("status") == Status.DEFUNCT and back:
            self.add_error("reopens_on", _now("What is closed for good does not open again. Leave this empty."))
        return told


class WhomForm(Form):
    """Whom it is for."""

    eligibility = TextAreaField(
        label=_("Who is it for, and how do people get in?"),
        hint=_("Like: anybody. Just come along, or ring first."),
        required=False,
        rows=3,
        max_length=500,
    )
    min_age = IntegerField(label=_("Youngest age"), required=False, min_value=0, max_value=OLDEST, width=3)
    max_age = IntegerField(label=_("Oldest age"), required=False, min_value=0, max_value=OLDEST, width=3)

    def clean(self) -> dict[str, Any]:
        """The youngest is not older than the oldest."""
        told: dict[str, Any] = super().clean() or {}
        low, high = told.get("min_age"), told.get("max_age")
        if low is not None and high is not None and low > high:
            self.add_error("max_age", _now("The oldest age is lower than the youngest"))
        return told


class LanguagesForm(Form):
    """In which languages it is given."""

    languages = CheckboxesField(label=_("In which languages can people take part?"), required=False)

    def __init__(self, *given: Any, **rest: Any) -> None:
        super().__init__(*given, **rest)
        held = list((self.initial or {}).get("languages") or ())
        names = {languages.name(code) for code in held}
        offered = [(code, name) for code, name in languages.choices() if code in held or name not in names]
        others = [(code, languages.name(code)) for code in held if code not in dict(offered)]
        cast("CheckboxesField", self.fields["languages"]).choices = [*others, *offered]

    def clean_languages(self) -> list[str]:
        """Those that were said before in their order, then the new ones."""
        told: list[str] = self.cleaned_data["languages"]
        held = [one for one in (self.initial or {}).get("languages") or () if one in told]
        return [*held, *(one for one in told if one not in held)]


class CostForm(Form):
    """What it costs in a few words, and who pays for the rest."""

    cost = CharField(
        label=_("What does it cost, in a few words?"), hint=_("Like: Free."), required=False, max_length=200
    )
    funding = CharField(label=_("Who pays for it?"), hint=_("Like: the council."), required=False, max_length=200)


class ContactForm(Form):
    """How to reach it."""

    phone = CharField(label=_("Phone"), required=False, max_length=40, width=20, autocomplete="tel")
    email = EmailField(label=_("Email"), required=False)
    website = CharField(label=_("Web address"), hint=_("Like https://www.example.org"), required=False, max_length=200)

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        return _dialled(self, "phone")

    def clean_website(self) -> str:
        """A whole address; one that begins with www is made whole."""
        told: str = self.cleaned_data["website"]
        told = f"https://{told}" if told.startswith("www.") else told
        if told and not is_website(told):
            self.add_error("website", _now("Enter a whole web address, like https://www.example.org"))
        return told


class ReferralsForm(Form):
    """Whether workers elsewhere can refer people to it."""

    takes_referrals = RadioField(
        label=_("Can workers elsewhere refer people to it here?"),
        choices=YES_NO,
        missing=_("Choose yes or no"),
        inline=True,
    )


class CourseForm(Form):
    """What is said of a course beside its dates."""

    level = CharField(label=_("Level"), required=False, max_length=60, width=20)
    entry = CharField(label=_("What do people need before they start?"), required=False, max_length=300)
    bring = CharField(label=_("What should people bring?"), required=False, max_length=300)
    tutor = CharField(
        label=_("Tutor"), hint=_("Everybody can read this name."), required=False, max_length=120, width=20
    )
    funding = CharField(label=_("Who pays nothing, or less?"), required=False, max_length=300)
    creche = RadioField(label=_("Is there a cr\u00e8che?"), choices=[*YES_NO, NOT_SAID], required=False, inline=True)
    attending = RadioField(label=_("How do people take part?"), choices=[*Attending.choices, NOT_SAID], required=False)


class PlaceForm(Form):
    """One place, and how one gets in and about there."""

    says_optional = False

    location_type = RadioField(
        label=_("What kind of place?"), choices=PLACES_OF, initial=str(LocationType.PHYSICAL), missing=_("Choose one")
    )
    address = CharField(label=_("Building and street"), required=False, max_length=300)
    town = CharField(label=_("Town"), required=False, max_length=80, width=20)
    postcode = PostcodeField(label=_("Postcode"), required=False, max_length=10)
    access = CheckboxesField(label=_("What is there?"), choices=IN_PLACE, required=False)
    access_words = TextAreaField(
        label=_("Getting in and about"),
        hint=_("Like: ring the bell at the side door. The lift is small."),
        required=False,
        rows=2,
        max_length=500,
    )

    def clean(self) -> dict[str, Any]:
        """A place to go to has an address and a postcode that is known."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("location_type") != LocationType.PHYSICAL:
            return told | {"address": "", "town": "", "postcode": ""}
        if not told.get("address"):
            self.add_error("address", _now("Enter the building and street"))
        code = told.get("postcode")
        if code is not None and geography.locate(code) is None:
            say = _now("We do not know this postcode. Check it, or use one close by.")
            self.add_error("postcode", say if code else _now("Enter the postcode"))
        return told


class TimeForm(Form):
    """One regular time; `places` are those of the listing, as (key, words)."""

    day = SelectField(label=_("Day"), choices=Day.choices)
    opens_at = TimeField(label=_("From"), hint=_("Like 10am or 13:30"), missing=_("Enter from when"), width=10)
    closes_at = TimeField(label=_("Until"), hint="", required=False, width=10)
    frequency = RadioField(
        label=_("How often?"),
        choices=[(Frequency.WEEKLY, _("Every week")), (Frequency.MONTHLY, _("Once a month"))],
        initial=Frequency.WEEKLY,
        missing=_("Choose how often"),
    )
    nth = SelectField(label=_("If once a month: which one?"), choices=[("", _("Choose")), *NTH], required=False)
    place = SelectField(label=_("At which place?"), required=False)
    valid_from = DateField(label=_("From which day on, if not now?"), required=False)
    valid_to = DateField(label=_("Until which day, if it ends?"), required=False)

    def __init__(self, *given: Any, places: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*given, **rest)
        if len(places) < 2:
            del self.fields["place"]
        else:
            cast("SelectField", self.fields["place"]).choices = [("", _now("All of them")), *places]

    def clean(self) -> dict[str, Any]:
        """Hours and days are in order, and once a month says which."""
        told: dict[str, Any] = super().clean() or {}
        opens, closes = told.get("opens_at"), told.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _now("It ends after it starts"))
        if told.get("frequency") == Frequency.MONTHLY and not told.get("nth"):
            self.add_error("nth", _now("Choose which one of the month"))
        _in_order(self, told)
        return told


class PriceForm(Form):
    """One price."""

    says_optional = False

    option = CharField(
        label=_("For whom, or for what?"),
        hint=_("Like: adults, or one session. Leave empty what you do not need."),
        required=False,
        max_length=120,
    )
    amount = CharField(
        label=_("How many pounds?"), hint=_("Like 3.50, or 0 if it is free."), required=False, max_length=12, width=5
    )
    description = CharField(label=_("Anything else about this price"), required=False, max_length=300)
    valid_from = DateField(label=_("From which day on, if not now?"), required=False)
    valid_to = DateField(label=_("Until which day, if it ends?"), required=False)

    def clean_amount(self) -> int | None:
        """Hundredths of a pound; None for nothing."""
        told = self.cleaned_data["amount"].strip().lstrip("\u00a3").strip()
        whole, _dot, rest = told.partition(".")
        sound = whole.isascii() and whole.isdecimal() and (not rest or (rest.isascii() and rest.isdecimal()))
        if told and (not sound or len(rest) > 2):
            self.add_error("amount", _now("Enter pounds and pence, like 3.50"))
            return None
        pence = int(whole) * 100 + int(rest.ljust(2, "0")) if told else None
        if pence is not None and pence > MOST_PENCE:
            self.add_error("amount", _now("This is more than we can write down. Say it in words."))
        return pence

    def clean(self) -> dict[str, Any]:
        """It says something."""
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and told["amount"] is None and not (told["option"] or told["description"]):
            self.add_error("amount", _now("Enter a price, or say it in words"))
        _in_order(self, told)
        return told


class PersonForm(Form):
    """Somebody to ask, and up to three of their numbers."""

    says_optional = False

    name = CharField(
        label=_("Name"), hint=_("Everybody can read it. Leave it empty if you like."), required=False, max_length=120
    )
    title = CharField(label=_("What they do"), required=False, max_length=120)
    email = EmailField(label=_("Email"), required=False)
    number_1 = CharField(label=_("Phone"), required=False, max_length=40, width=20)
    for_1 = CharField(label=_("What is this number for?"), hint=_("Like: texts only"), required=False, max_length=120)
    number_2 = CharField(label=_("Second phone"), required=False, max_length=40, width=20)
    for_2 = CharField(label=_("What is the second number for?"), required=False, max_length=120)
    number_3 = CharField(label=_("Third phone"), required=False, max_length=40, width=20)
    for_3 = CharField(label=_("What is the third number for?"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """It names somebody or something to reach, by numbers that can be dialled."""
        told: dict[str, Any] = super().clean() or {}
        for number in NUMBERS:
            if f"number_{number}" in told:
                _dialled(self, f"number_{number}")
        said = (told.get(name) for name in ("name", "title", "email", *(f"number_{number}" for number in NUMBERS)))
        if not self.errors and not any(said):
            self.add_error("name", _now("Write a name, what they do, or how to reach them"))
        return told


def _dialled(form: Form, name: str) -> str:
    told: str = form.cleaned_data[name]
    if told and not is_phone(told):
        form.add_error(name, _now("Enter a phone number, like 01632 960 001 or 07700 900 982"))
    return told


def _in_order(form: Form, told: dict[str, Any]) -> None:
    first: date | None = told.get("valid_from")
    last: date | None = told.get("valid_to")
    if first and last and first > last:
        form.add_error("valid_to", _now("The last day is before the first"))
