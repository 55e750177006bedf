"""Who looked at what is kept about a person: role and organisation, by the day; names only for those who check first.

What safeguarding looked at is left out: telling might put somebody at risk. So is what was looked at under an override
that the person may not know of.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.audit.api import Entry
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.models import Override

HIDDEN_ROLES = frozenset({Role.SAFEGUARDING_LEAD})
AT_A_PARTNER = frozenset({ActorKind.USER, ActorKind.LINK})
"""Those who look for a partner: by signing in, or by a link of a partner without accounts."""
HIDDEN_WHY = frozenset({"safeguarding", "concern", "alert", "override"})
"""Codes of pages that are opened for somebody's safety."""


@dataclass(frozen=True, slots=True)
class Look:
    """One day on which somebody in a role at a partner looked."""

    on: date
    partner: UUID
    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class NamedLook:
    """The same, with the name: for the partner's own privacy officer."""

    on: date
    user: UUID
    name: str
    role: str


def entries(*records: UUID) -> list[Entry]:
    """Lines about the person, in these records, by people who work somewhere, that they may know of; newest first."""
    secret = _untold(records)
    return [
        one
        for one in audit.lines_for(*(Ref("person", one) for one in records))
        if one.partner and one.actor.kind in AT_A_PARTNER and not _is_hidden(one, secret)
    ]


def looks(*records: UUID) -> list[Look]:
    """Each day, role and organisation once, newest first."""
    return list(dict.fromkeys(_looks(entries(*records))))


def partners_that_looked(person: UUID) -> list[UUID]:
    """Every partner with somebody who looked, in no order that means anything."""
    return sorted({one.partner for one in entries(person) if one.partner})


def named(person: UUID, partner: UUID) -> list[NamedLook]:
    """Who of the partner looked, by name. The caller has insisted that the actor may know."""
    mine = [one for one in entries(person) if one.partner == partner]
    seen = {one.actor.id for one in mine}
    names = dict(User.objects.filter(pk__in=seen).values_list("pk", "name"))
    names |= partnerships.names_of_answerers(seen)
    found = (NamedLook(_day(one), one.actor.id, names.get(one.actor.id, ""), one.role) for one in mine)
    return list(dict.fromkeys(found))


def _looks(lines: Iterable[Entry]) -> Iterator[Look]:
    called: dict[UUID, str] = {}
    for one in lines:
        if one.partner:
            if one.partner not in called:
                called[one.partner] = str(partnerships.partner(one.partner))
            yield Look(_day(one), one.partner, called[one.partner], one.role)


def _is_hidden(one: Entry, secret: list[tuple[UUID, date, date]]) -> bool:
    if one.role in HIDDEN_ROLES or one.detail.get("why") in HIDDEN_WHY or one.verb.endswith("override"):
        return True
    return any(one.partner == partner and start <= _day(one) <= last for partner, start, last in secret)


def _untold(records: Collection[UUID]) -> list[tuple[UUID, date, date]]:
    """Partner and days of every override that the person is not, or not yet, to know of."""
    rows = Override.objects.filter(person__in=records).exclude(matter__tell=True, matter__settled_at__isnull=False)
    return [
        (receiver, timezone.localdate(start), timezone.localdate(until))
        for receiver, start, until in rows.values_list("receiver_id", "from_at", "until")
    ]


def _day(one: Entry) -> date:
    return timezone.localdate(one.at)
