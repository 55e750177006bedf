"""The groups of facts that a listing is made of: how each is read, typed in and put back into the whole."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.design.forms import Form
from watersmeet.records.directory import saying as particulars
from watersmeet.records.directory import when_where
from watersmeet.records.directory.facts import ContactOf, Cost, Meeting, PhoneOf, PlaceFacts, ServiceFacts, ServiceView
from watersmeet.records.directory.models import Access as Accesses
from watersmeet.records.directory.models import Frequency, LocationType, ServiceKind, Status
from watersmeet.records.directory.pages import listing_forms as forms
from watersmeet.records.directory.pages.course_forms import NO, YES

Words = Any  # str or a lazy translation


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A group on one page: `names` are the facts that its form says."""

    name: str
    title: Words
    form: type[Form]
    names: tuple[str, ...]

    def initial(self, facts: ServiceFacts) -> dict[str, Any]:
        """What is said today."""
        told = {name: getattr(facts, name) for name in self.names}
        return {name: _YES_NO[value] if isinstance(value, bool) else value for name, value in told.items()}

    def into(self, facts: ServiceFacts, told: dict[str, Any]) -> ServiceFacts:
        """The whole with what the form says."""
        return replace(facts, **{name: _said(name, told[name]) for name in self.names if name in told})


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A group of several alike, each on a page of its own: `said` is the fact that holds them."""

    name: str
    title: Words
    add: Words
    none: Words
    form: type[Form]
    said: str
    words: Callable[[Any], str]
    typed: Callable[[Any], dict[str, Any]]
    made: Callable[[dict[str, Any], Any, ServiceFacts], Any]

    def items(self, facts: ServiceFacts) -> dict[str, Any]:
        """Each by a key that is the same as long as nothing of it changes."""
        held = getattr(facts, self.said) or ()
        return {key(one): one for one in held}

    def into(self, facts: ServiceFacts, was: Any, now: Any) -> ServiceFacts:
        """The whole with `now` in the place of `was`; None stands for none."""
        held = [one for one in (getattr(facts, self.said) or ()) if one != was]
        items: tuple[Any, ...] = (*held, *([] if now is None else [now]))
        if self.said != "places":
            said: dict[str, Any] = {self.said: items}
            return replace(facts, **said)
        meetings = tuple(_moved(one, was, now) for one in facts.meetings or ())
        return replace(facts, place=next(iter(items), None), also_at=items[1:], meetings=meetings)


def key(item: Any) -> str:
    """What one of several is called in an address."""
    return hashlib.sha256(repr(item).encode()).hexdigest()[:16]


def places_of(facts: ServiceFacts) -> list[tuple[str, str]]:
    """The places of a listing, to choose from."""
    return [(key(one), place_words(one)) for one in facts.places]


def place_words(place: PlaceFacts) -> str:
    """Where it is, and what is there."""
    if place.location_type != LocationType.PHYSICAL:
        where = str(LocationType(place.location_type).label)
    else:
        where = ", ".join(filter(None, (place.address, place.town, place.postcode)))
    there = ", ".join(str(one.label) for one in place.access or ())
    return ". ".join(filter(None, (where, there, place.access_words)))


def _moved(meeting: Meeting, was: PlaceFacts | None, now: PlaceFacts | None) -> Meeting:
    return replace(meeting, place=now) if was is not None and meeting.place == was else meeting


def _said(name: str, value: Any) -> Any:
    if name == "status":
        return Status(value)
    if name == "kind":
        return ServiceKind(value)
    if name == "takes_referrals":
        return value == YES
    return tuple(value) if name == "languages" else value


def _place_typed(place: PlaceFacts) -> dict[str, Any]:
    names = ("location_type", "address", "town", "postcode", "access_words")
    return {name: getattr(place, name) for name in names} | {"access": list(place.access or ())}


def _place_made(told: dict[str, Any], was: PlaceFacts | None, _facts: ServiceFacts) -> PlaceFacts:
    said = told | {"location_type": LocationType(told["location_type"])}
    said["access"] = tuple(one for one in Accesses if one in told["access"])
    return PlaceFacts(**said, county=was.county if was and was.postcode == told["postcode"] else "")


def _time_words(meeting: Meeting) -> str:
    where = f", {meeting.place.address or meeting.place.town}" if meeting.place else ""
    return when_where.meeting(meeting) + where + particulars.between(meeting.valid_from, meeting.valid_to)


def _time_typed(meeting: Meeting) -> dict[str, Any]:
    names = ("day", "opens_at", "closes_at", "frequency", "valid_from", "valid_to")
    told = {name: getattr(meeting, name) for name in names}
    return told | {"nth": meeting.nth or "", "place": key(meeting.place) if meeting.place else ""}


def _time_made(told: dict[str, Any], _was: Meeting | None, facts: ServiceFacts) -> Meeting:
    monthly = told["frequency"] == Frequency.MONTHLY
    place = next((one for one in facts.places if key(one) == told.get("place")), None)
    said = told | {"frequency": Frequency(told["frequency"]), "place": place}
    return Meeting(**(said | {"nth": int(told["nth"]) if monthly else None}))


def _price_typed(cost: Cost) -> dict[str, Any]:
    pounds = "" if cost.pence is None else f"{cost.pence // 100}.{cost.pence % 100:02}"
    told = {name: getattr(cost, name) for name in ("option", "description", "valid_from", "valid_to")}
    return told | {"amount": pounds}


def _price_made(told: dict[str, Any], was: Cost | None, _facts: ServiceFacts) -> Cost:
    said = {name: told[name] for name in ("option", "description", "valid_from", "valid_to")}
    return Cost(**said, pence=told["amount"], currency=was.currency if was else "GBP")


def _person_typed(one: ContactOf) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.name, "title": one.title, "email": one.email}
    for number, phone in zip(forms.NUMBERS, one.phones, strict=False):
        told |= {f"number_{number}": phone.number, f"for_{number}": phone.description}
    return told


def _person_made(told: dict[str, Any], was: ContactOf | None, _facts: ServiceFacts) -> ContactOf:
    pairs = [(told[f"number_{number}"], told[f"for_{number}"]) for number in forms.NUMBERS]
    phones = tuple(PhoneOf(number=number, description=words) for number, words in pairs if number)
    kept = was.phones[len(forms.NUMBERS) :] if was else ()
    return ContactOf(name=told["name"], title=told["title"], email=told["email"], phones=(*phones, *kept))


_YES_NO = {True: YES, False: NO}
ONES = (
    One(
        name="name",
        title=gettext_lazy("Name and what it is"),
        form=forms.NameForm,
        names=("kind", "name", "description"),
    ),
    One(
        name="open",
        title=gettext_lazy("Is it open?"),
        form=forms.StatusForm,
        names=("status", "closed_on", "reopens_on"),
    ),
    One(
        name="whom",
        title=gettext_lazy("Who it is for"),
        form=forms.WhomForm,
        names=("eligibility", "min_age", "max_age"),
    ),
    One(name="languages", title=gettext_lazy("Languages"), form=forms.LanguagesForm, names=("languages",)),
    One(name="cost", title=gettext_lazy("Cost"), form=forms.CostForm, names=("cost", "funding")),
    One(
        name="contact",
        title=gettext_lazy("Phone, email and web address"),
        form=forms.ContactForm,
        names=("phone", "email", "website"),
    ),
    One(
        name="referrals",
        title=gettext_lazy("Referrals"),
        form=forms.ReferralsForm,
        names=("takes_referrals",),
    ),
)
MANY = (
    Many(
        name="places",
        title=gettext_lazy("Places"),
        add=gettext_lazy("Add a place"),
        none=gettext_lazy("No place yet."),
        form=forms.PlaceForm,
        said="places",
        words=place_words,
        typed=_place_typed,
        made=_place_made,
    ),
    Many(
        name="times",
        title=gettext_lazy("Days and times"),
        add=gettext_lazy("Add a day"),
        none=gettext_lazy("No days yet."),
        form=forms.TimeForm,
        said="meetings",
        words=_time_words,
        typed=_time_typed,
        made=_time_made,
    ),
    Many(
        name="prices",
        title=gettext_lazy("Prices"),
        add=gettext_lazy("Add a price"),
        none=gettext_lazy("No prices yet."),
        form=forms.PriceForm,
        said="costs",
        words=particulars.price,
        typed=_price_typed,
        made=_price_made,
    ),
    Many(
        name="people",
        title=gettext_lazy("Who to ask"),
        add=gettext_lazy("Add somebody"),
        none=gettext_lazy("Nobody yet."),
        form=forms.PersonForm,
        said="contacts",
        words=particulars.contact,
        typed=_person_typed,
        made=_person_made,
    ),
)
GROUPS: dict[str, One | Many] = {one.name: one for one in (*ONES, *MANY)}
ORDER = ("open", "name", "places", "times", "whom", "languages", "cost", "prices", "contact", "people", "referrals")


def is_of(service: ServiceView, name: str) -> bool:
    """Whether a listing has this group: a course has dates instead of days, and only a partner takes referrals."""
    if name == "referrals":
        return service.partner_id is not None
    return name != "times" or service.kind != ServiceKind.COURSE


def missing(name: str) -> str:
    """What is said kindly where nothing is said."""
    return {
        "whom": _("Not said yet. People like to know if it is for them."),
        "languages": _("No language yet."),
        "cost": _("Nothing about the cost yet. If it is free, say so: people look for that."),
        "contact": _("No phone, email or web address yet."),
    }.get(name, "")
