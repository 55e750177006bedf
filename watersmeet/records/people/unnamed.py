"""What may be said about a person to somebody who may not know who it is: a district, a language, ways in general."""

import re
from dataclasses import dataclass
from uuid import UUID

from watersmeet.base import postcode
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.gate import allowed
from watersmeet.records.people.models import Age, Person
from watersmeet.records.people.one_person import said_of
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
    """Somebody's words without their own name, and without numbers, addresses of email and postcodes: "…" instead.

    Raises NotFound where the gate is shut. What else in free words may tell who it is, no rule can know.
    """
    row = _open(actor, person, on_duty)
    parts = [part for part in re.split(r"\W+", row.name or "") if len(part) > 1]
    said = _NUMBER.sub(GAP, _POSTCODE.sub(GAP, _EMAIL.sub(GAP, words)))
    if not parts:
        return said
    return re.sub(rf"\b({'|'.join(map(re.escape, parts))})\b", GAP, said, flags=re.IGNORECASE)


def _open(actor: Actor, person: UUID, on_duty: bool) -> Person:
    """The row, when the gate lets the actor see what the person needs (see `gate.allowed`)."""
    rows = Person.objects.filter(pk=person, erased_at=None)
    row = allowed(
        rows, actor=actor, category=Category.NEEDS, purpose=Purpose.REFERRAL, person="id", on_duty=on_duty
    ).first()
    if row is None:
        raise NotFound
    return row
