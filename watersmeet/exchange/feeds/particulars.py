"""What else hangs on a service: prices, whom to ask, languages, who pays, and the terms under which it is filed."""

import re
from decimal import Decimal, InvalidOperation

from watersmeet.design import languages
from watersmeet.exchange.feeds.values import Look
from watersmeet.records.directory.api import NEEDS, ContactOf, Cost, PhoneOf, SaidTerm

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_MOST_POUNDS = 100_000


def costs(service: Look, in_words: str) -> tuple[Cost, ...] | None:
    """The prices, but for one that only says again what is said `in_words`; None where nothing is said of any."""
    rows = list(service.each("cost_options"))
    found = [_cost(one) for one in rows]
    kept = [one for one in found if one and one != Cost(description=in_words)]
    return tuple(dict.fromkeys(kept)) if rows else None


def contacts(service: Look) -> tuple[str, tuple[ContactOf, ...] | None]:
    """The number of the service itself, and whom to ask; None where nothing is said of anybody."""
    loose, people = [PhoneOf(number=number, description=words) for number, words in _numbers(service)], []
    rows = list(service.each("contacts"))
    for row in rows:
        one = ContactOf(
            name=row.text("name", 120), title=row.text("title", 120), email=row.email("email"),
            phones=tuple(PhoneOf(number=number, description=words) for number, words in _numbers(row)),
        )  # fmt: skip
        if not (one.name or one.title or one.email):
            loose += one.phones
        elif one not in people:
            people.append(one)
        if not (one.name or one.title or one.email or one.phones):
            row.find("contact_left_out")
    loose = list(dict.fromkeys(loose))
    itself = next((one for one in loose if not one.description), None)
    others = tuple(one for one in loose if one != itself)
    people += [ContactOf(phones=others)] if others else []
    said = bool(rows or service.told.get("phones"))
    return itself.number if itself else "", tuple(people) if said else None


def spoken(service: Look) -> tuple[str, ...] | None:
    """The languages in which it is given, as codes; None where nothing is said of any."""
    rows = list(service.each("languages"))
    found: dict[str, None] = {}
    for row in rows:
        code, name = row.text("code").lower(), row.text("name")
        if not _CODE.fullmatch(code):
            code = _by_name(name or code)
        if code:
            found[code] = None
        else:
            row.find("language_unknown", "", name or code)
    return tuple(found) if rows else None


def funding(service: Look) -> str:
    """Who pays for it, in one line."""
    said = dict.fromkeys(filter(None, (row.text("source") for row in service.each("funding"))))
    return service.short("; ".join(said), "funding", 200)


def terms(service: Look, source: str) -> tuple[SaidTerm, ...] | None:
    """The terms of its source; those of our own needs are told by the words, so they are left. None: none is said."""
    rows = [
        *service.each("attributes"),
        *(one for at in service.each("service_at_locations") for one in at.each("attributes")),
    ]
    found: dict[tuple[str, str], SaidTerm] = {}
    for row in rows:
        term = row.below("taxonomy_term")
        if term is None or term.text("taxonomy_id") == str(NEEDS):
            continue
        name, taxonomy = term.text("name", 200), term.text("taxonomy", 120) or source
        code = term.text("term", 120) or term.text("id", 120) or name[:120]
        if name:
            found.setdefault((taxonomy, code), SaidTerm(taxonomy=taxonomy, code=code, name=name))
        else:
            term.find("term_left_out", "name")
    return tuple(found.values()) if rows else None


def _cost(row: Look) -> Cost | None:
    option, words = row.text("option", 120), row.text("amount_description", 300)
    amount, currency = row.told.get("amount"), row.text("currency").upper() or "GBP"
    first, last = row.day("valid_from"), row.day("valid_to")
    pence = None
    if amount not in (None, ""):
        pence = _pence(amount)
    odd = (amount not in (None, "") and pence is None) or not re.fullmatch(r"[A-Z]{3}", currency)
    if odd or (first and last and last < first) or (pence is None and not (option or words)):
        row.find("cost_left_out", "", str(amount))
        return None
    return Cost(option=option, pence=pence, currency=currency, description=words, valid_from=first, valid_to=last)


def _pence(amount: object) -> int | None:
    if isinstance(amount, bool) or not isinstance(amount, int | float | str):
        return None
    try:
        pounds = Decimal(str(amount).strip().removeprefix("£").replace(",", ""))
        return round(pounds * 100) if 0 <= pounds <= _MOST_POUNDS else None
    except (InvalidOperation, ValueError):
        return None


def _numbers(row: Look) -> list[tuple[str, str]]:
    found = []
    for phone in row.each("phones"):
        number, around = phone.number("number")
        if number:
            said = " ".join(filter(None, (phone.text("description"), around)))
            found.append((number, phone.short(said, "description", 120)))
    return found


def _by_name(name: str) -> str:
    known = {languages.name(code).casefold(): code for code in languages.SPOKEN} | {"english": "en"}
    return known.get(name.casefold(), "")
