"""What may be said about a person to somebody who may not know who it is: a district, a language, ways in general."""

import re
from dataclasses import dataclass
from uuid import UUID

from watersmeet.base import postcode
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.gate import allowed
from watersmeet.records.people.models import Age, ContactRules, Person
from watersmeet.records.people.one_person import said_of, same_as
from watersmeet.records.people.rules import Channel, Daytime, SafeContact

GAP = "…"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_NUMBER = re.compile(r"\+?\d(?:[\s\-()]{0,2}\d){5,}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody, without who: `district` is the first half of a postcode, "" when none is known."""

    district: str
    age: Age
    lang: str
    ways: tuple[Channel, ...]
    daytimes: tuple[Daytime, ...]


def unnamed(actor: Actor, person: UUID, *, on_duty: bool = False) -> Unnamed:
    """What the actor may know before they may know who it is. Raises NotFound where the gate is shut."""
    row = _open(actor, person, on_duty)
    said = said_of(person)
    contact = said.contact if said else SafeContact()
    district = postcode.outward(row.postcode) if row.postcode else ""
    return Unnamed(district, Age(row.age), row.lang, contact.channels, contact.daytimes)


def without_who(actor: Actor, person: UUID, words: str, *, on_duty: bool = False) -> str:
    """Somebody's words without what their records know them by, and without numbers, emails and postcodes: "…" instead.

    That is each name of theirs, their address line by line, and their code word. Raises NotFound where the gate is
    shut. What else in free words may tell who it is, no rule can know.
    """
    known = "|".join(sorted(_known(_open(actor, person, on_duty).pk), key=len, reverse=True))
    said = re.sub(rf"(?<!\w)(?:{known})(?!\w)", GAP, words, flags=re.IGNORECASE) if known else words
    return _NUMBER.sub(GAP, _POSTCODE.sub(GAP, _EMAIL.sub(GAP, said)))


def _known(person: UUID) -> set[str]:
    """Patterns of what all records of the person know them by."""
    every = same_as(person)
    names = [row.name for row in Person.objects.filter(pk__in=every)]
    found = {re.escape(part) for name in names for part in re.split(r"\W+", name or "") if len(part) > 1}
    for row in ContactRules.objects.filter(person__in=every):
        contact = SafeContact.from_json(row.rules)
        lines = re.split(r"[\n,]", _POSTCODE.sub("\n", contact.address))
        found |= {_line(line.split()) for line in lines} | {_spaced(contact.code_word.split())}
    return found - {""}


def _line(words: list[str]) -> str:
    """One line of an address, with or without the number of the house; "" for a number alone."""
    street = words[1:] if words and words[0][0].isdigit() else words
    return r"(?:\d+\w?\s+)?" + _spaced(street) if street else ""


def _spaced(words: list[str]) -> str:
    return r"\s+".join(map(re.escape, words))


def _open(actor: Actor, person: UUID, on_duty: bool) -> Person:
    """The row, when the gate lets the actor see what the person needs (see `gate.allowed`)."""
    rows = Person.objects.filter(pk=person, erased_at=None)
    row = allowed(
        rows, actor=actor, category=Category.NEEDS, purpose=Purpose.REFERRAL, person="id", on_duty=on_duty
    ).first()
    if row is None:
        raise NotFound
    return row
