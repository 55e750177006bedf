"""What is kept about a person, in parts that one controller answers for: to be read before anything is given out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from watersmeet.base.files.keeping import FileName
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import looks
from watersmeet.records.people.models import ContactRules, Matter, Permission, Person
from watersmeet.records.people.ports import held
from watersmeet.records.people.states import ASKED

Entry = dict[str, Any]
_NO_FACT = frozenset({"controller", "alone"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is kept: `key` names it within the copy, `name` and `value` are what it says."""

    key: str
    name: str
    value: Any

    @property
    def files(self) -> list[FileName]:
        """Those that it names."""
        found = self.value if isinstance(self.value, list) else []
        return [one for one in found if isinstance(one, FileName)]

    @property
    def said(self) -> str:
        """The value as it is read on paper."""
        return "; ".join(map(str, self.value)) if isinstance(self.value, list) else str(self.value)


@dataclass(frozen=True, slots=True)
class Part:
    """Facts that belong together: one entry of one room. `alone`: the person opens it by themself, beside no worker."""

    room: str
    facts: tuple[Fact, ...]
    alone: bool = False


def controllers(person: Person) -> list[UUID]:
    """Every partner that answers for something about the person."""
    found = {str(person.controller_id)}
    for records in held.values():
        found |= {entry["controller"] for entry in records.export(person.pk) if entry.get("controller")}
    return sorted(UUID(one) for one in found)


def parts(person: Person, controller: UUID) -> list[Part]:
    """Everything kept under this controller; what names no controller is left out."""
    found = list(_numbered("people", _own(person))) if person.controller_id == controller else []
    for room, records in held.items():
        theirs = [entry for entry in records.export(person.pk) if entry.get("controller") == str(controller)]
        found += _numbered(room, theirs)
    return found


def _numbered(room: str, entries: list[Entry]) -> Iterator[Part]:
    for number, entry in enumerate(entries, 1):
        told = [pair for pair in entry.items() if pair[0] not in _NO_FACT and pair[1] not in (None, "", [])]
        facts = (Fact(f"{room}-{number}-{place}", *pair) for place, pair in enumerate(told))
        yield Part(room, tuple(facts), bool(entry.get("alone")))


def _own(person: Person) -> list[Entry]:
    contact = ContactRules.objects.filter(person=person).first()
    entries: list[Entry] = [
        {
            "name": person.name,
            "birth date": person.birth_date,
            "postcode": person.postcode,
            "age": person.get_age_display(),
            "language": person.lang,
            "registered": person.made_at.isoformat(),
        }
    ]
    if contact:
        entries.append({f"contact, {name.replace('_', ' ')}": value for name, value in contact.rules.items()})
    entries += [_share(row) for row in Permission.objects.filter(person=person).order_by("given_at", "category")]
    entries += [
        {
            "you told us": row.get_kind_display(),
            "words": row.words,
            "answer": row.answer,
            "on": row.opened_at.isoformat(),
        }
        for row in Matter.objects.filter(person=person, kind__in=ASKED, tell=True).order_by("opened_at")
    ]
    entries += [
        {"looked on": one.on.isoformat(), "where they work": one.organisation, "role": one.role}
        for one in looks.looks(person.pk)
    ]
    return entries


def _share(row: Permission) -> Entry:
    return {
        "may see": row.category,
        "who": str(partnerships.partner(row.receiver_id)),
        "what for": row.purpose,
        "words you were read": row.statement,
        "since": row.given_at.isoformat(),
        "until": row.until.isoformat(),
        "stopped": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
    }
