"""What else is said of a service: prices, languages, who to ask, how one gets in, and what a course is like."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.design import dates, languages
from watersmeet.records.directory.facts import ContactOf, Cost, CourseView, PhoneOf, ServiceView
from watersmeet.records.directory.models import Access, Attending

HUNDREDTHS = 100


def prices(service: ServiceView, costs: Iterable[Cost]) -> str:
    """What it costs: its words, then each price that is not over."""
    said = [price(one) for one in costs if not _is_over(one.valid_to)]
    return "; ".join(dict.fromkeys(filter(None, (service.cost, *said))))


def money(pence: int, currency: str) -> str:
    """ "£4", "£4.50", "4.50 EUR"."""
    whole, rest = divmod(pence, HUNDREDTHS)
    amount = f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
    return f"£{amount}" if currency == "GBP" else f"{amount} {currency}"


def spoken(service: ServiceView) -> str:
    """The languages it is given in, by name: "English, Polish"."""
    return ", ".join(map(languages.name, service.languages))


def people(contacts: Iterable[ContactOf]) -> str:
    """Who to ask, and how."""
    return "; ".join(filter(None, map(contact, contacts)))


def arranged(service: ServiceView) -> str:
    """What is there so that somebody can come: what the service says, what its places say, then the words of places."""
    codes = service.access.union(*(one.access for one in service.places))
    words = dict.fromkeys(one.access_words for one in service.places if one.access_words)
    return ". ".join(filter(None, (", ".join(str(one.label) for one in Access if one in codes), *words)))


def of_course(course: CourseView | None) -> list[tuple[str, str]]:
    """What a course says of itself, as (name, words); empty words where it says nothing."""
    if course is None:
        return []
    creche = {True: _("Yes"), False: _("No"), None: ""}[course.creche]
    return [
        (_("Level"), course.level),
        (_("Tutor"), course.tutor),
        (_("How you take part"), str(Attending(course.attending).label) if course.attending else ""),
        (_("Before you start"), course.entry),
        (_("What to bring"), course.bring),
        (_("Help to pay"), course.funding),
        (_("Crèche"), creche),
    ]


def price(one: Cost) -> str:
    """One price: "Adults: £3.50 (until 31 December 2026)"."""
    amount = "" if one.pence is None else money(one.pence, one.currency) if one.pence else _("free")
    said = ": ".join(filter(None, (one.option, amount)))
    more = list(filter(None, (one.description, _days(one.valid_from, one.valid_to))))
    return said + (f" ({', '.join(more)})" if said and more else ", ".join(more))


def between(first: date | None, last: date | None) -> str:
    """The days between which something is so, in brackets; empty where they say nothing of today."""
    said = _days(first, last)
    return f" ({said})" if said else ""


def _days(first: date | None, last: date | None) -> str:
    soon = first is not None and first > clock.today()
    if first and last and soon:
        return _("from %(first)s to %(last)s") % {"first": dates.date(first), "last": dates.date(last)}
    if first and soon:
        return _("from %(first)s") % {"first": dates.date(first)}
    return _("until %(last)s") % {"last": dates.date(last)} if last else ""


def _is_over(last: date | None) -> bool:
    return last is not None and last < clock.today()


def contact(one: ContactOf) -> str:
    """Somebody to ask, and how."""
    return ", ".join(filter(None, (one.name, one.title, *map(_phone, one.phones), one.email)))


def _phone(one: PhoneOf) -> str:
    return f"{one.number} ({one.description})" if one.description else one.number
