"""When something may be said of a service."""

import re
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.directory.facts import ServiceFacts
from watersmeet.records.partnerships import api as partnerships

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEBSITE = URLValidator(schemes=("http", "https"))
_PHONE = re.compile(r"\+?[0-9(][0-9 ().-]*(,? ?(x|ext\.?|extension) ?[0-9]{1,6})?", re.ASCII | re.IGNORECASE)
LEAST_DIGITS, MOST_DIGITS = 3, 21
_LONGEST = {"name": 200, "organisation": 200, "website": 200, "phone": 40, "cost": 200}


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


def is_website(text: str) -> bool:
    """Whether the text is a whole http or https address that leads where it seems to.

    No name stands before the host (https://known.example@other.example leads to the other), and no mark is unseen or
    turns the writing round.
    """
    try:
        _WEBSITE(text)
    except ValidationError:
        return False
    return text.isprintable() and "@" not in urlsplit(text).netloc


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
        ("email", _email_sound(facts.email), _("Write a whole email address.")),
        (
            "min_age",
            not _ages_crossed(facts),
            _("The lowest age is at most the highest."),
        ),
        (
            "takes_referrals",
            not facts.takes_referrals or partner is not None,
            _("Only a partner answers referrals."),
        ),
        (
            "meetings",
            all(m.day in DAYS for m in facts.meetings or ()),
            _("A meeting is on a day of the week."),
        ),
        *((name, len(getattr(facts, name)) <= most, _too_long(most)) for name, most in _LONGEST.items()),
    ]


def _too_long(most: int) -> str:
    return _("Write at most %(most)d letters.") % {"most": most}


def _website_sound(text: str) -> bool:
    return not text or is_website(text)


def _email_sound(text: str) -> bool:
    try:
        validate_email(text or "nobody@example.org")
    except ValidationError:
        return False
    return True


def _ages_crossed(facts: ServiceFacts) -> bool:
    return facts.min_age is not None and facts.max_age is not None and facts.min_age > facts.max_age
