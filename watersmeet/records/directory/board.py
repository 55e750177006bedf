"""How true the directory of a place is: by partner and source, how many listings are fresh, due, stale, hidden.

Each listing on offer is one of these four. Besides, it may be reported, and its web page may not answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When

from watersmeet.accounts.policy import insist, relations
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import fresh
from watersmeet.records.directory.still_models import Report, WebLook
from watersmeet.records.partnerships import api as partnerships

SOON = timedelta(days=30)
MOST = 200


class Freshness(StrEnum):
    """How a listing stands: DUE within 30 days, STALE once it says "ring first", HIDDEN once nobody finds it."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """The listings of one partner, or without one of one source. `oldest`: since when nobody looked at one of them."""

    partner: UUID | None
    source: str
    name: str
    fresh: int
    due: int
    stale: int
    hidden: int
    reported: int
    broken: int
    oldest: date

    @property
    def all(self) -> int:
        """How many are on offer."""
        return self.fresh + self.due + self.stale + self.hidden


@dataclass(frozen=True, slots=True)
class BoardListing:
    """One listing that somebody should look at, and why."""

    id: UUID
    name: str
    looked: date
    state: Freshness
    reported: bool
    broken: bool


def board(actor: Actor) -> list[BoardRow]:
    """Every partner and source of the actor's place, the one with the oldest listing first. Raises Refused."""
    place = _place(actor)
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in Freshness}
    source = Case(When(partner=None, then=F("source")), default=Value(""), output_field=CharField())
    rows = _standing(place).annotate(of=source).order_by().values("partner", "of")
    found = rows.annotate(
        **counts,
        reported=Count("pk", filter=Q(is_reported=True)),
        broken=Count("pk", filter=Q(is_broken=True)),
        oldest=Min("looked"),
    )
    there = partnerships.Partner.objects.filter(partnership=place).select_related("organisation")
    names: dict[UUID | None, str] = {one.pk: str(one) for one in there}
    named = [_row(one, names.get(one["partner"], "")) for one in list(found)]
    return sorted(named, key=lambda one: (one.oldest, one.name, one.source))


def board_listings(actor: Actor, partner: UUID | None, source: str) -> Sequence[BoardListing]:
    """The listings of one row that are not fresh, or reported, or broken, the oldest first, MOST at most.

    Raises Refused.
    """
    rows = _standing(_place(actor)).filter(partner=partner)
    if partner is None:
        rows = rows.filter(source=source)
    asked = rows.filter(~Q(state=Freshness.FRESH) | Q(is_reported=True) | Q(is_broken=True))
    return [
        BoardListing(one.pk, one.name, one.looked, Freshness(one.state), one.is_reported, one.is_broken)
        for one in asked.order_by("looked", "name", "pk")[:MOST]
    ]


def _row(found: dict[str, Any], name: str) -> BoardRow:
    counts = {state.value: found[state.value] for state in Freshness}
    told = {one: found[one] for one in ("partner", "reported", "broken", "oldest")}
    return BoardRow(name=name, source=found["of"], **told, **counts)


def _place(actor: Actor) -> UUID:
    insist(actor, "service.see_freshness", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        raise NotFound
    return actor.partnership


def _standing(place: UUID) -> QuerySet[Any]:
    """The listings on offer, each with the day of the last look, how it stands, and what is wrong with it."""
    days = fresh.days_of(place)
    hidden = [When(looked__lte=days.hide, then=Value(Freshness.HIDDEN))] if days.hide else []
    state = Case(
        *hidden,
        When(looked__lte=days.check, then=Value(Freshness.STALE)),
        When(looked__lte=days.check + SOON, then=Value(Freshness.DUE)),
        default=Value(Freshness.FRESH),
        output_field=CharField(),
    )
    waits = Report.objects.filter(service=OuterRef("pk"), settled_on=None)
    silent = WebLook.objects.filter(service=OuterRef("pk"), failed_again_on__isnull=False, url=OuterRef("website"))
    found: QuerySet[Any] = fresh.looked(place).annotate(
        state=state, is_reported=Exists(waits), is_broken=Exists(silent)
    )
    return found
