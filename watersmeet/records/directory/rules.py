"""When something may be said of a service."""

import re
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.directory.facts import ContactOf, Cost, CourseSaid, RunSaid, SaidTerm, ServiceFacts
from watersmeet.records.directory.models import Attending, Day, Status
from watersmeet.records.partnerships import api as partnerships

_WEBSITE = URLValidator(schemes=("http", "https"))
_PHONE = re.compile(r"\+?[0-9(][0-9 ().-]*(,? ?(x|ext\.?|extension) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)
LEAST_DIGITS, MOST_DIGITS = 3, 21
_NO_ADDRESS = frozenset(' <>"{}|\\^`')
"""Signs that stand in no address: RFC 3986 wants them written another way."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_WEBSITE = 200
_LONGEST = {
    "name": 200,
    "organisation": 200,
    "website": LONGEST_WEBSITE,
    "phone": 40,
    "cost": 200,
    "eligibility": 500,
    "funding": 200,
}
_LONGEST_OF_COURSE = {"level": 60, "bring": 300, "tutor": 120, "funding": 300, "entry": 300}
MOST_SESSIONS = 60
"""A course that meets each week of a year, and a little more."""
MOST_PENCE = 100_000_00
"""No price is higher: what is, was written in the wrong unit."""


def insist_sound(facts: ServiceFacts, partner: UUID | None) -> None:
    """The facts can be listed. Raises Invalid that names every field at fault."""
    faults = {field: [said] for field, sound, said in _checks(facts, partner) if not sound}
    if faults:
        raise Invalid(faults)


def insist_run(starts_on: date, ends_on: date, places: int) -> None:
    """A run has days in order and at least one place. Raises Invalid."""
    if ends_on < starts_on:
        raise Invalid({"ends_on": [_("A run ends on or after the day it starts.")]})
    if places < 1:
        raise Invalid({"places": [_("A run has at least one place.")]})


def insist_dated(said: RunSaid) -> None:
    """A run with its sessions has at least one, at most MOST_SESSIONS, each once and each with its hours in order."""
    if not 0 < len(said.sessions) <= MOST_SESSIONS:
        raise Invalid({"many": [_("Say how many sessions: 1 to %(most)d.") % {"most": MOST_SESSIONS}]})
    if any(ends <= starts for _on, starts, ends in said.sessions):
        raise Invalid({"ends_at": [_("A session ends after it starts.")]})
    if len({(on, starts) for on, starts, _ends in said.sessions}) < len(said.sessions):
        raise Invalid({"weeks": [_("Two sessions are on the same day at the same time.")]})


def insist_course(said: CourseSaid) -> None:
    """What is said of a course can be kept. Raises Invalid that names every field at fault."""
    faults = {name: [_too_long(most)] for name, most in _LONGEST_OF_COURSE.items() if len(str(said.get(name))) > most}
    if said.get("attending") and said["attending"] not in Attending:
        faults["attending"] = [_("Choose from the list how people take part.")]
    if faults:
        raise Invalid(faults)


def is_website(text: str) -> bool:
    """Whether the text is a whole http or https address that leads where it seems to.

    No name stands before the host (https://known.example@other.example leads to the other), and no mark is unseen or
    turns the writing round.
    """
    try:
        _WEBSITE(text)
    except ValidationError:
        return False
    return text.isprintable() and _NO_ADDRESS.isdisjoint(text) and "@" not in urlsplit(text).netloc


def is_email(text: str) -> bool:
    """Whether the text is a whole email address, or nothing."""
    try:
        validate_email(text or "nobody@example.org")
    except ValidationError:
        return False
    return True


def is_phone(text: str) -> bool:
    """Whether the text is one number that can be dialled: short ones such as 111, and an extension, are too."""
    return bool(_PHONE.fullmatch(text)) and LEAST_DIGITS <= sum(sign.isdecimal() for sign in text) <= MOST_DIGITS


def _checks(facts: ServiceFacts, partner: UUID | None) -> list[tuple[str, bool, str]]:
    return [
        ("name", bool(facts.name.strip()), _("A service has a name.")),
        ("organisation", bool(facts.organisation.strip()), _("Say who runs it.")),
        (
            "sector",
            facts.sector in partnerships.Sector,
            _("Choose a sector from the list."),
        ),
        (
            "website",
            _website_sound(facts.website),
            _("Write a whole web address, such as https://www.example.org."),
        ),
        ("phone", not facts.phone or is_phone(facts.phone), _("Write a telephone number, such as 01632 960 001.")),
        ("email", is_email(facts.email), _("Write a whole email address.")),
        (
            "min_age",
            not _ages_crossed(facts),
            _("The lowest age is at most the highest."),
        ),
        (
            "closed_on",
            facts.status != Status.ACTIVE or not (facts.closed_on or facts.reopens_on),
            _("What is open has no day on which it closed or opens again."),
        ),
        (
            "reopens_on",
            facts.closed_on is None or facts.reopens_on is None or facts.closed_on < facts.reopens_on,
            _("It opens again after the day it closed."),
        ),
        (
            "takes_referrals",
            not facts.takes_referrals or partner is not None,
            _("Only a partner answers referrals."),
        ),
        *_checks_of_meetings(facts),
        (
            "languages",
            all(_LANGUAGE.fullmatch(one) for one in facts.languages or ()),
            _("Write languages as codes, such as en, cy or pl."),
        ),
        ("costs", all(map(_cost_sound, facts.costs or ())), _("A price has an amount or words, and days in order.")),
        (
            "contacts",
            all(map(_contact_sound, facts.contacts or ())),
            _("Whom to ask has a name, a role, an email address or a telephone number."),
        ),
        ("terms", all(map(_term_sound, facts.terms or ())), _("A term has its taxonomy, a code and a name.")),
        *((name, len(getattr(facts, name)) <= most, _too_long(most)) for name, most in _LONGEST.items()),
    ]


def _checks_of_meetings(facts: ServiceFacts) -> list[tuple[str, bool, str]]:
    said = facts.meetings or ()
    return [
        ("meetings", all(one.day in Day.values for one in said), _("A meeting is on a day of the week.")),
        (
            "meetings",
            all(one.place is None or one.place in facts.places for one in said),
            _("A meeting is at one of the places of the service."),
        ),
        (
            "meetings",
            all(_in_order(one.valid_from, one.valid_to) for one in said),
            _("The first day is not the later."),
        ),
    ]


def _in_order(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


def _cost_sound(one: Cost) -> bool:
    says = one.pence is not None or bool(one.option or one.description)
    amount = one.pence is None or 0 <= one.pence <= MOST_PENCE
    short = len(one.option) <= 120 and len(one.description) <= 300 and bool(_CURRENCY.fullmatch(one.currency))
    return says and amount and short and _in_order(one.valid_from, one.valid_to)


def _contact_sound(one: ContactOf) -> bool:
    says = bool(one.name or one.title or one.email or one.phones)
    short = all(len(words) <= 120 for words in (one.name, one.title, *(phone.description for phone in one.phones)))
    rings = all(is_phone(phone.number) and len(phone.number) <= 40 for phone in one.phones)
    return says and short and rings and is_email(one.email)


def _term_sound(one: SaidTerm) -> bool:
    longest = ((one.taxonomy, 120), (one.code, 120), (one.name, 200))
    return all(0 < len(words) <= most for words, most in longest)


def _too_long(most: int) -> str:
    return _("Write at most %(most)d letters.") % {"most": most}


def _website_sound(text: str) -> bool:
    return not text or is_website(text)


def _ages_crossed(facts: ServiceFacts) -> bool:
    return facts.min_age is not None and facts.max_age is not None and facts.min_age > facts.max_age
