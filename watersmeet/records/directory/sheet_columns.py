"""The columns of a partner's own spreadsheet of listings: what each says, and how a changed cell is read.

A cell that still says what we wrote changes nothing, however much more is known; so does one item of a cell that lists
several. Only what somebody wrote anew is read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from watersmeet.base import postcode
from watersmeet.design import languages
from watersmeet.records.directory.facts import (
    ContactOf,
    Cost,
    CourseSaid,
    Meeting,
    PhoneOf,
    PlaceFacts,
    ServiceFacts,
    Sitting,
)
from watersmeet.records.directory.models import Access, Attending, Day, Frequency, LocationType, ServiceKind, Status

Words = Any  # str or a lazy translation
BETWEEN = re.compile(r"[;\n]")
APART = "|"
ONLINE = "online"
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_HOURS = re.compile(r"(?:(\w+) )?(\w+) (\d{1,2})[:.](\d{2})(?: ?- ?(\d{1,2})[:.](\d{2}))?", re.ASCII)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,2})[:.](\d{2}) ?- ?(\d{1,2})[:.](\d{2})", re.ASCII)
_AMOUNT = re.compile(r"(?:(.*?): ?)?(?:\u00a3 ?(\d{1,5})(?:\.(\d{2}))?|(free))", re.IGNORECASE | re.ASCII)
_STATES = {
    "open": Status.ACTIVE,
    "closed for now": Status.TEMPORARILY_CLOSED,
    "not running": Status.INACTIVE,
    "closed for good": Status.DEFUNCT,
}


class UnreadError(ValueError):
    """A cell that nobody can read; its words say what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that a row says of a listing: `sessions` and `places` are those of runs that are not over, of a course."""

    facts: ServiceFacts
    access: tuple[Access, ...] = ()
    course: CourseSaid = field(default_factory=CourseSaid)
    sessions: tuple[Sitting, ...] = ()
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the header, what to write, an example; its cell of a listing, and a changed one read."""

    name: str
    says: Words
    example: str
    said: Callable[[Held], str]
    read: Callable[[str, Held], Held]


def _fact(fact: str, of: Callable[[str], Any] = str, said: Callable[[Any], str] = str) -> dict[str, Any]:
    """A column of one fact."""

    def print_it(held: Held) -> str:
        value = getattr(held.facts, fact)
        return "" if value is None else said(value)

    def read_it(text: str, held: Held) -> Held:
        changed: dict[str, Any] = {fact: of(text)}
        return replace(held, facts=replace(held.facts, **changed))

    return {"said": print_it, "read": read_it}


def _course(name: str, of: Callable[[str], Any] = str, said: Callable[[Any], str] = str) -> dict[str, Any]:
    """A column of one thing that is said of a course."""

    def print_it(held: Held) -> str:
        value = held.course.get(name)
        return "" if value is None else said(value)

    def read_it(text: str, held: Held) -> Held:
        changed: Any = {**held.course, name: of(text)}
        return replace(held, course=changed)

    return {"said": print_it, "read": read_it}


def _items(fact: str, said: Callable[[Any], str], of: Callable[[str, Held], Any]) -> dict[str, Any]:
    """A column that lists several alike: those that stand as we wrote them stay as they are."""

    def print_it(held: Held) -> str:
        return "; ".join(map(said, getattr(held.facts, fact) or ()))

    def read_it(text: str, held: Held) -> Held:
        known = {said(one): one for one in getattr(held.facts, fact) or ()}
        found = tuple(known.get(item) or of(item, held) for item in items(text))
        if fact == "places":
            return replace(held, facts=_placed(held.facts, found))
        changed: dict[str, Any] = {fact: found}
        return replace(held, facts=replace(held.facts, **changed))

    return {"said": print_it, "read": read_it}


def _placed(facts: ServiceFacts, found: tuple[PlaceFacts, ...]) -> ServiceFacts:
    """The facts with these places; what is so at one of them alone goes along with it, or is so at all."""
    now = {(one.address, one.postcode): one for one in found}
    met = facts.meetings or ()
    kept = tuple(replace(m, place=now.get((m.place.address, m.place.postcode))) if m.place else m for m in met)
    return replace(facts, place=next(iter(found), None), also_at=found[1:], meetings=kept)


def items(text: str) -> list[str]:
    """The items of a cell."""
    return [one.strip() for one in BETWEEN.split(text) if one.strip()]


def _plain(text: str) -> str:
    """A cell's words as one item of several."""
    return " ".join(text.replace(";", ",").replace(APART, "/").split())


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise UnreadError(_now("Write a whole number, like 12."))
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnreadError(_now("Write a day as year-month-day, like 2027-01-11.")) from None


def _yes(text: str) -> bool | None:
    said = text.casefold()
    if said not in {"yes", "no", ""}:
        raise UnreadError(_now("Write yes or no."))
    return {"yes": True, "no": False}.get(said)


def _choice(known: dict[str, Any]) -> Callable[[str], Any]:
    def of(text: str) -> Any:
        if text.casefold() not in known:
            raise UnreadError(_now("Write one of these: %(known)s.") % {"known": ", ".join(filter(None, known))})
        return known[text.casefold()]

    return of


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _name_of(known: dict[str, Any]) -> Callable[[Any], str]:
    return lambda value: next((name for name, one in known.items() if one == value), "")


def _spoken(text: str) -> tuple[str, ...]:
    known = {name.casefold(): code for code, name in languages.choices()} | {
        code: code for code, _n in languages.choices()
    }
    asked = [one.strip().casefold() for one in re.split(r"[,;\n]", text) if one.strip()]
    unknown = [one for one in asked if one not in known]
    if unknown:
        raise UnreadError(
            _now("We do not know the language %(name)s. Write it as on our pages.") % {"name": unknown[0]}
        )
    return tuple(dict.fromkeys(known[one] for one in asked))


def _accesses(text: str) -> tuple[Access, ...]:
    known = {str(one.label).casefold(): one for one in Access}
    asked = [one.strip().casefold() for one in text.split(",") if one.strip()]
    if any(one not in known for one in asked):
        raise UnreadError(_now("Write of these: %(known)s.") % {"known": ", ".join(known)})
    return tuple(one for one in Access if one in {known[name] for name in asked})


def _labels(access: Iterable[str] | None) -> str:
    return ", ".join(str(Access(one).label) for one in access or ())


def _place_said(one: PlaceFacts) -> str:
    if one.location_type != LocationType.PHYSICAL:
        return ONLINE
    return f" {APART} ".join(
        filter(None, (*map(_plain, (one.address, one.town or "-", one.postcode)), _labels(one.access)))
    )


def _place_of(text: str, held: Held) -> PlaceFacts:
    if text.casefold() == ONLINE:
        return PlaceFacts(location_type=LocationType.VIRTUAL)
    address, town, code, *more = [part.strip() for part in text.split(APART)] + [""] * (3 - text.count(APART) - 1)
    try:
        tidy = postcode.tidy(code)
    except ValueError:
        raise UnreadError(_now("Write a place like: Example Hall | Barnstaple | EX31 1AA")) from None
    access = _accesses(more[0]) if more else None
    known = next((one for one in held.facts.places if (one.address, one.postcode) == (address, tidy)), None)
    if known is not None:
        return replace(known, town="" if town == "-" else town, access=access or ())
    return PlaceFacts(address=address, town="" if town == "-" else town, postcode=tidy, access=access)


def _time_said(one: Meeting) -> str:
    nth = next((f"{name} " for name, number in _NTH.items() if number == one.nth), "")
    until = f"-{one.closes_at:%H:%M}" if one.closes_at else ""
    where = f" at {_plain(one.place.address or one.place.town)}" if one.place else ""
    days = "".join(f" {word} {day}" for word, day in (("from", one.valid_from), ("until", one.valid_to)) if day)
    return f"{nth}{_day_names()[one.day]} {one.opens_at:%H:%M}{until}{where}{days}"


def _time_of(text: str, _held: Held) -> Meeting:
    found = _HOURS.fullmatch(text)
    names = {name.casefold(): code for code, name in _day_names().items()}
    nth, day = (found[1] or "").casefold() if found else "", names.get(found[2].casefold()) if found else None
    if found is None or day is None or (nth and nth not in _NTH):
        raise UnreadError(_now("Write a day like: Monday 10:00-12:00, or first Monday 10:00-12:00"))
    return Meeting(
        day=day,
        opens_at=_hour(found[3], found[4]),
        closes_at=_hour(found[5], found[6]) if found[5] else None,
        frequency=Frequency.MONTHLY if nth else Frequency.WEEKLY,
        nth=_NTH.get(nth),
    )


def _hour(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise UnreadError(_now("Write a time like 09:30 or 14:00.")) from None


def _day_names() -> dict[str, str]:
    return {one.value: one.name.title() for one in Day}


def _price_said(one: Cost) -> str:
    amount = "" if one.pence is None else "free" if not one.pence else f"\u00a3{one.pence // 100}.{one.pence % 100:02}"
    more = _plain(one.description) + "".join(f" {day}" for day in (one.valid_from, one.valid_to) if day)
    said = ": ".join(filter(None, (_plain(one.option), amount)))
    return f"{said} ({more})" if said and more else said or more


def _price_of(text: str, _held: Held) -> Cost:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return Cost(description=text)
    pence = 0 if found[4] else int(found[2]) * 100 + int(found[3] or 0)
    return Cost(option=(found[1] or "").strip(), pence=pence)


def _person_said(one: ContactOf) -> str:
    phones = ", ".join(f"{phone.number} {phone.description}".strip() for phone in one.phones)
    return f" {APART} ".join(_plain(part) or "-" for part in (one.name, one.title, phones, one.email))


def _person_of(text: str, _held: Held) -> ContactOf:
    parts = ["" if part.strip() == "-" else part.strip() for part in text.split(APART)]
    if len(parts) != 4:
        raise UnreadError(_now("Write somebody like: Robin Example | Leader | 01632 960 001 | -"))
    name, title, number, email = parts
    return ContactOf(name=name, title=title, email=email, phones=(PhoneOf(number=number),) if number else ())


def sitting_said(one: Sitting) -> str:
    """ "2027-01-11 10:00-12:00"."""
    on, starts, ends = one
    return f"{on} {starts:%H:%M}-{ends:%H:%M}"


def _sitting_of(text: str) -> Sitting:
    found = _DATED.fullmatch(text)
    day = _day(found[1]) if found else None
    if found is None or day is None:
        raise UnreadError(_now("Write a session like: 2027-01-11 10:00-12:00"))
    return day, _hour(found[2], found[3]), _hour(found[4], found[5])


_KINDS = {str(one.value): one for one in ServiceKind}
_TAKES_PART = {"in person": Attending.IN_PERSON, "online": Attending.ONLINE, "either": Attending.EITHER, "": ""}
COLUMNS = (
    Column("kind", _("service, group or course"), "course", **_fact("kind", _choice(_KINDS))),
    Column("name", _("What it is called"), "Computers for beginners", **_fact("name")),
    Column("description", _("What it is, in plain words"), "Send email and fill in forms.", **_fact("description")),
    Column(
        "open",
        _("open, closed for now, not running, or closed for good"),
        "open",
        **_fact("status", _choice(_STATES), _name_of(_STATES)),
    ),
    Column("closed since", _("A day, only of what is not open"), "2026-12-01", **_fact("closed_on", _day)),
    Column("opens again", _("A day, only of what is not open"), "2027-01-04", **_fact("reopens_on", _day)),
    Column("who it is for", _("And how people get in"), "Anybody. Ring first.", **_fact("eligibility")),
    Column("youngest age", _("A whole number, or empty"), "19", **_fact("min_age", _number)),
    Column("oldest age", _("A whole number, or empty"), "", **_fact("max_age", _number)),
    Column(
        "languages",
        _("By name, with commas between them"),
        "English, Polish",
        **_fact("languages", _spoken, lambda codes: ", ".join(map(languages.name, codes))),
    ),
    Column(
        "where",
        _("Building and street | town | postcode | what is there; or: online. A ; between places"),
        "Example Hall | Barnstaple | EX31 1AA | Step-free, Hearing loop",
        **_items("places", _place_said, _place_of),
    ),
    Column(
        "access",
        _("What you do so that people can come, with commas between them"),
        "Interpreter, Children can come too",
        said=lambda held: _labels(held.access),
        read=lambda text, held: replace(held, access=_accesses(text)),
    ),
    Column(
        "days",
        _("Regular days, not of a course. A ; between them"),
        "Monday 10:00-12:00; last Friday 14:00-16:00",
        **_items("meetings", _time_said, _time_of),
    ),
    Column("cost", _("In a few words"), "Free", **_fact("cost")),
    Column(
        "prices",
        _("For whom: \u00a3 and pence, or free, or words. A ; between them"),
        "Adults: \u00a33.50; Children: free",
        **_items("costs", _price_said, _price_of),
    ),
    Column("paid for by", _("Who pays for it"), "The council", **_fact("funding")),
    Column("phone", _("One number"), "01632 960 001", **_fact("phone")),
    Column("email", _("One address"), "choir@choir.example", **_fact("email")),
    Column("web address", _("The whole of it"), "https://www.example.org", **_fact("website")),
    Column(
        "who to ask",
        _("Name | what they do | phone | email, a - for what you leave out. A ; between people"),
        "Robin Example | Leader | 01632 960 002 | -",
        **_items("contacts", _person_said, _person_of),
    ),
    Column(
        "takes referrals",
        _("yes or no: can workers elsewhere refer people to it?"),
        "yes",
        **_fact("takes_referrals", lambda text: bool(_yes(text)), _yes_no),
    ),
    Column("days people wait", _("A whole number, or empty"), "14", **_fact("wait_days", _number)),
    Column("level", _("Of a course"), "Beginners", **_course("level")),
    Column("before they start", _("Of a course: what people need"), "Nothing at all", **_course("entry")),
    Column("bring", _("Of a course: what people bring"), "A pen", **_course("bring")),
    Column("tutor", _("Of a course. Everybody can read it"), "Sam Example", **_course("tutor")),
    Column("who pays less", _("Of a course: nothing, or less"), "Free for everybody", **_course("funding")),
    Column("creche", _("Of a course: yes, no or empty"), "no", **_course("creche", _yes, _yes_no)),
    Column(
        "take part",
        _("Of a course: in person, online or either"),
        "in person",
        **_course("attending", _choice(_TAKES_PART), _name_of(_TAKES_PART)),
    ),
    Column(
        "sessions",
        _("Of a course: day and hours. A ; between them. New days become more dates; moving one is done on its page"),
        "2027-01-11 10:00-12:00; 2027-01-18 10:00-12:00",
        said=lambda held: "; ".join(map(sitting_said, held.sessions)),
        read=lambda text, held: replace(held, sessions=tuple(map(_sitting_of, items(text)))),
    ),
    Column(
        "places",
        _("Of a course: how many people can come"),
        "12",
        said=lambda held: "" if held.places is None else str(held.places),
        read=lambda text, held: replace(held, places=_number(text)),
    ),
)
