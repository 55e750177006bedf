"""The forms of adding a course: what, when, where, which weeks, for whom, and what is good to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.base import clock, geography
from watersmeet.design import dates
from watersmeet.design.fields import (
    CharField,
    CheckboxesField,
    DateField,
    EmailField,
    IntegerField,
    PostcodeField,
    RadioField,
    TextAreaField,
    TimeField,
)
from watersmeet.design.forms import Form
from watersmeet.records.directory.facts import PlaceView
from watersmeet.records.directory.models import LocationType
from watersmeet.records.directory.rules import MOST_SESSIONS, is_phone
from watersmeet.records.directory.weeks import Week

ANOTHER, ONLINE = "another", "online"
YES, NO = "yes", "no"
YES_NO = ((YES, _("Yes")), (NO, _("No")))
MOST_PLACES = 1000
FURTHEST = timedelta(days=3 * 366)
"""No course is planned further ahead: who typed a later day meant another."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a form is shown among: the partner's own places, the weeks so far, and what it usually says."""

    places: Sequence[PlaceView] = ()
    weeks: Sequence[Week] = ()
    usual: Mapping[str, Any] = field(default_factory=dict)
    only_run: bool = False


class CourseForm(Form):
    """One page of it."""

    def __init__(self, around: Around, *given: Any, **rest: Any) -> None:
        self.around = around
        known = {name: one for name, one in around.usual.items() if name in self.base_fields}
        super().__init__(*given, **{"initial": known, **rest})


class WhatForm(CourseForm):
    """Its name, and what it is."""

    name = CharField(
        label=_("Name of the course"),
        hint=_("As you would say it to a friend, like \u201cComputers for beginners\u201d."),
        missing=_("Write what the course is called"),
        max_length=200,
    )
    description = TextAreaField(
        label=_("What is it, in plain words?"),
        hint=_("What people do there, and what they can do afterwards. People find it by these words."),
        missing=_("Write what people do there"),
        rows=4,
        max_length=2000,
    )


class WhenForm(CourseForm):
    """Where, and when: each week from the first day on."""

    place = RadioField(label=_("Where is it?"), missing=_("Choose where it is"))
    first = DateField(label=_("First day"), hint=_("Like 11 1 2027"), missing=_("Enter the first day"))
    starts = TimeField(label=_("From"), hint=_("Like 10am or 13:30"), missing=_("Enter when it begins"), width=10)
    ends = TimeField(label=_("Until"), hint="", missing=_("Enter when it ends"), width=10)
    many = IntegerField(
        label=_("How many sessions?"),
        hint=_("One each week. You leave out weeks, such as half-term, on the next page."),
        missing=_("Enter how many sessions"),
        min_value=1,
        max_value=MOST_SESSIONS,
        width=3,
    )
    places = IntegerField(
        label=_("How many places?"),
        missing=_("Enter how many people can come"),
        min_value=1,
        max_value=MOST_PLACES,
        width=4,
    )

    def __init__(self, around: Around, *given: Any, **rest: Any) -> None:
        super().__init__(around, *given, **rest)
        first = cast("DateField", self.fields["first"])
        first.earliest, first.latest = clock.today(), clock.today() + FURTHEST
        if around.only_run:
            del self.fields["place"]
            return
        known = [(str(one.id), where(one)) for one in around.places]
        offered = [*known, (ANOTHER, _now("Somewhere else")), (ONLINE, _now("Online only"))]
        cast("RadioField", self.fields["place"]).choices = offered

    def clean(self) -> dict[str, Any]:
        """It ends after it starts."""
        told: dict[str, Any] = super().clean() or {}
        starts, ends = told.get("starts"), told.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _now("A session ends after it starts"))
        return told


class WhereForm(CourseForm):
    """A place that the partner did not name before."""

    address = CharField(
        label=_("Building and street"),
        hint=_("Like Example Hall, 1 Example Row"),
        missing=_("Enter the building and street"),
        max_length=300,
    )
    town = CharField(label=_("Town"), missing=_("Enter the town"), max_length=80, width=20)
    postcode = PostcodeField(label=_("Postcode"), missing=_("Enter the postcode"), max_length=10)

    def clean_postcode(self) -> str:
        """Only a postcode that is known has a point on the map."""
        told: str = self.cleaned_data["postcode"]
        if told and geography.locate(told) is None:
            self.add_error("postcode", _now("We do not know this postcode. Check it, or use one close by."))
        return told


class WeeksForm(CourseForm):
    """The days it meets: what is not ticked is made up for at the end."""

    weeks = CheckboxesField(label=_("Days it meets"), missing=_("Tick the days it meets"))

    def __init__(self, around: Around, *given: Any, **rest: Any) -> None:
        meets = [one.on.isoformat() for one in around.weeks if one.meets]
        super().__init__(around, *given, **{"initial": {"weeks": meets}, **rest})
        boxes = cast("CheckboxesField", self.fields["weeks"])
        boxes.choices = [(one.on.isoformat(), dates.day(one.on)) for one in around.weeks]
        said = _now("Bank holiday: %(name)s")
        boxes.hints = {one.on.isoformat(): said % {"name": one.holiday} for one in around.weeks if one.holiday}

    def chosen(self) -> tuple[set[date], set[date]]:
        """The days that are left out, and the bank holidays on which it meets all the same."""
        ticked = {date.fromisoformat(one) for one in self.cleaned_data["weeks"]}
        without = {one.on for one in self.around.weeks if not one.holiday and one.on not in ticked}
        return without, {one.on for one in self.around.weeks if one.holiday and one.on in ticked}


class WhomForm(CourseForm):
    """Whom it is for: nothing of it need be said."""

    eligibility = TextAreaField(
        label=_("Who is it for?"),
        hint=_("Like: anybody who has never used a computer."),
        required=False,
        rows=2,
        max_length=500,
    )
    min_age = IntegerField(label=_("Youngest age"), required=False, min_value=0, max_value=120, width=3)
    level = CharField(label=_("Level"), hint=_("Like: beginners, or Entry 3"), required=False, max_length=60, width=20)
    entry = CharField(
        label=_("What do people need before they start?"),
        hint=_("Like: nothing at all, or a talk with the tutor."),
        required=False,
        max_length=300,
    )
    creche = RadioField(label=_("Is there a cr\u00e8che?"), choices=YES_NO, required=False, inline=True)


class KnowForm(CourseForm):
    """What is good to know before somebody comes: nothing of it need be said."""

    cost = CharField(
        label=_("What does it cost?"), hint=_("Like: Free, or \u00a32 each time."), required=False, max_length=200
    )
    funding = CharField(
        label=_("Who pays nothing, or less?"),
        hint=_("Like: free if you earn less than the rule says."),
        required=False,
        max_length=300,
    )
    bring = CharField(label=_("What should people bring?"), required=False, max_length=300)
    tutor = CharField(
        label=_("Tutor"), hint=_("Everybody can read this name."), required=False, max_length=120, width=20
    )
    phone = CharField(
        label=_("Phone number to ask"),
        required=False,
        max_length=40,
        width=20,
        autocomplete="tel",
    )
    email = EmailField(label=_("Email address to ask"), required=False)
    also_online = RadioField(label=_("Can people also take part online?"), choices=YES_NO, required=False, inline=True)
    takes_referrals = RadioField(
        label=_("Can workers elsewhere refer people to it here?"),
        choices=YES_NO,
        initial=YES,
        required=False,
        inline=True,
    )

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        told: str = self.cleaned_data["phone"]
        if told and not is_phone(told):
            self.add_error("phone", _now("Enter a phone number, like 01632 960 001 or 07700 900 982"))
        return told


def where(place: PlaceView) -> str:
    """A place in words."""
    if place.location_type != LocationType.PHYSICAL:
        return str(LocationType(place.location_type).label)
    return ", ".join(filter(None, (place.address, place.town, place.postcode)))
