"""Unmet need: what was looked for and not found, by part of life and district; never whose it was, never a word.

It is counted by the day, so that it can be forgotten, and shown by whole months that are over: whoever looks each day
learns nothing of the day before. A count below the place's minimum is left out, and nothing is added up around it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import areas, clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.months import months_later
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory.models import Location, ServiceAtLocation
from watersmeet.records.directory.unmet_models import UnmetCount
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Unmet

SHOWN_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Lacking:
    """How often something was not found: a part of life, "" for words of no topic; a district, "" when not known."""

    domain: str
    authority: str
    district: str
    times: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is over, by its first day, and what was not found in it, the most often first."""

    first: date
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class Lacked:
    """The months of a place, the last first; `fewest` is the count from which on one is shown."""

    months: tuple[Month, ...]
    fewest: int


def places_of(actor: Actor, authority: str) -> list[UUID]:
    """For which places it counts: the searcher's own, the only one there is, or all that list something there."""
    if actor.partnership is not None:
        return [actor.partnership]
    every = [one.pk for one in partnerships.partnerships()]
    if len(every) < 2 or not authority:
        return every if len(every) == 1 else []
    there = ServiceAtLocation.objects.filter(location__authority=authority)
    return sorted(set(there.values_list("partnership", flat=True)))


@transaction.atomic
def count_unmet(domains: Iterable[str], authority: str, *, partnership: UUID) -> None:
    """One more search of today found nothing about these parts of life, in this district."""
    for domain in sorted(set(domains)) or [""]:
        told: dict[str, Any] = {"on": clock.today(), "authority": authority, "domain": domain}
        told["partnership_id"] = partnership
        _row, is_new = UnmetCount.objects.get_or_create(**told)
        if not is_new:
            UnmetCount.objects.filter(**told).update(times=F("times") + 1)


def unmet(actor: Actor) -> Lacked:
    """What people looked for in the actor's place and did not find, for who runs it. Raises NotFound, Refused."""
    if actor.partnership is None:
        raise NotFound
    insist(actor, "unmet.see", relations(actor, here=actor.partnership))
    counted = shown(actor.partnership)
    names = {code: district(code) for code in {one for _first, one, _domain in counted}}
    this = clock.today().replace(day=1)
    months = []
    for back in range(1, SHOWN_MONTHS + 1):
        first = months_later(this, -back)
        found = [
            Lacking(domain, authority, names[authority], times)
            for (month, authority, domain), times in counted.items()
            if month == first
        ]
        found.sort(key=lambda one: (-one.times, one.district, one.domain))
        months.append(Month(first, tuple(found)))
    while months and not months[-1].lacking:
        months.pop()
    return Lacked(tuple(months), rule(actor.partnership).fewest)


def shown(partnership: UUID) -> dict[tuple[date, str, str], int]:
    """By (first day of the month, district, part of life): what may be shown, of months that are over."""
    this = clock.today().replace(day=1)
    rows = UnmetCount.objects.filter(partnership=partnership, on__lt=this)
    counted: Counter[tuple[date, str, str]] = Counter()
    for on, authority, domain, times in rows.values_list("on", "authority", "domain", "times"):
        counted[on.replace(day=1), authority, domain] += times
    fewest = rule(partnership).fewest
    return {cell: times for cell, times in sorted(counted.items()) if times >= fewest}


def district(authority: str) -> str:
    """What people call a district: by the tables that were loaded, or by the town where most is listed."""
    if not authority or (name := areas.name_of("lad", authority)):
        return name if authority else ""
    there = Location.objects.filter(authority=authority).exclude(town="").values("town")
    most = there.annotate(many=Count("pk")).order_by("-many", "town").first()
    return most["town"] if most else authority


def forget_unmet() -> int:
    """Forget counts whose time is over by the rules of their place: run by the worker. Returns how many went."""
    return sum(_forget(one.pk) for one in partnerships.partnerships())


def rule(partnership: UUID) -> Unmet:
    """The rule of a place; the usual one while it has none."""
    try:
        return partnerships.model_at(partnership).model.unmet
    except NotFound:
        return Unmet()


@transaction.atomic
def _forget(partnership: UUID) -> int:
    """Whole months at once, the oldest of those that the rule keeps being whole too."""
    until = months_later(clock.today().replace(day=1), -rule(partnership).months)
    gone, _by_table = UnmetCount.objects.filter(partnership=partnership, on__lt=until).delete()
    if gone:
        by = Actor(Kind.PROCESS, partnership=partnership, name="clock", reason="its time was over")
        audit.write("unmet.forget", by=by, subject=Ref("partnership", partnership), detail={"rows": gone})
    return gone
