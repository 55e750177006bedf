"""Agreements, lawful bases and gaps, as every partner of a place may see them."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from django.db.models import Q

from watersmeet.accounts.policy import insist, relations
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.models import Agreement, Category, LawfulBasis, Partner, Purpose
from watersmeet.records.partnerships.ports import holdings
from watersmeet.records.partnerships.queries import partners

REVIEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement: who signed, for what, from when until when. It is reviewed 14 days before its last day."""

    id: UUID
    title: str
    partners: tuple[tuple[UUID, str], ...]
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    joint: bool
    from_on: date
    until: date
    ended_on: date | None
    dpia_on: date | None
    dpia_review_on: date | None
    funded_until: date | None

    @property
    def in_force(self) -> bool:
        """Whether it counts today."""
        today = clock.today()
        return self.from_on <= today <= self.until and not (self.ended_on and self.ended_on <= today)

    @property
    def review_on(self) -> date:
        """The day on which it is looked at again."""
        return self.until - REVIEW_BEFORE

    @property
    def assessed(self) -> bool | None:
        """Whether its impact assessment is in force today; None where none is written down."""
        if self.dpia_on is None or self.dpia_review_on is None:
            return None
        return self.dpia_on <= clock.today() <= self.dpia_review_on

    def ends_within(self, days: int) -> bool:
        """Whether it counts today and its last day is so near."""
        return self.in_force and self.until <= clock.today() + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Basis:
    """A controller's ground in law for one purpose."""

    partner: UUID
    name: str
    purpose: Purpose
    basis: str
    condition: str
    since: date


@dataclass(frozen=True, slots=True)
class Gap:
    """Two partners that cannot share for a purpose: what no agreement covers, and who has no lawful basis."""

    one: str
    other: str
    purpose: Purpose
    categories: tuple[Category, ...]
    without_basis: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all can be shared for it."""
        return len(self.categories) == len(Category) or bool(self.without_basis)


def agreements(partnership: UUID) -> list[Agreed]:
    """Every agreement of a place, those that end soonest first. Pure: the caller asked who may know."""
    rows = Agreement.objects.filter(partnership=partnership).prefetch_related("partners__organisation")
    return [_agreed(row) for row in rows.order_by("until_on", "title")]


def answer_together(partnership: UUID, one: UUID, other: UUID, purposes: Collection[str]) -> bool:
    """Whether two partners are joint controllers of what they share today for one of these purposes."""
    wanted = set(purposes)
    both = (each for each in agreements(partnership) if each.in_force and each.joint and wanted & {*each.purposes})
    return any({one, other} <= {partner for partner, _name in each.partners} for each in both)


def agreed_here(actor: Actor) -> list[Agreed]:
    """The agreements of the actor's place. Raises Refused."""
    return agreements(_here(actor))


def agreed(actor: Actor, agreement: UUID) -> Agreed:
    """One agreement of the actor's place. Raises NotFound, Refused."""
    found = next((one for one in agreed_here(actor) if one.id == agreement), None)
    if found is None:
        raise NotFound
    return found


def open_between(actor: Actor, agreement: UUID) -> int:
    """How many referrals are open between partners that signed it: for the lead, before it ends.

    Raises Refused, NotFound.
    """
    insist(actor, "partnership.change", relations(actor, here=actor.partnership))
    signed = agreed(actor, agreement).partners
    held = Counter(ref for partner, _name in signed for ref in set(holdings(partner)) if ref.kind == "referral")
    return sum(sides > 1 for sides in held.values())


def bases_here(actor: Actor) -> list[Basis]:
    """Who relies on what in law, by partner and purpose. Raises Refused."""
    return list(_bases(_here(actor)))


def gaps_here(actor: Actor) -> list[Gap]:
    """Which pairs of partners cannot share what, today. Raises Refused."""
    place = _here(actor)
    in_force = [one for one in agreements(place) if one.in_force]
    grounded = {(one.partner, one.purpose) for one in _bases(place)}
    return list(_gaps(partners(place), in_force, grounded))


def _gaps(there: list[Partner], in_force: list[Agreed], grounded: set[tuple[UUID, Purpose]]) -> Iterator[Gap]:
    for one, other in combinations(there, 2):
        both = [each for each in in_force if {one.pk, other.pk} <= {partner for partner, _name in each.partners}]
        for purpose in Purpose:
            covered = {category for each in both if purpose in each.purposes for category in each.categories}
            missing = tuple(category for category in Category if category not in covered)
            without = tuple(str(each) for each in (one, other) if (each.pk, purpose) not in grounded)
            if missing or without:
                yield Gap(str(one), str(other), purpose, missing, without)


def _bases(place: UUID) -> Iterator[Basis]:
    today = clock.today()
    rows = LawfulBasis.objects.filter(Q(until_on=None) | Q(until_on__gt=today), partnership=place, from_on__lte=today)
    for row in rows.select_related("partner__organisation").order_by("partner__organisation__name", "purpose"):
        yield Basis(row.partner_id, str(row.partner), Purpose(row.purpose), row.basis, row.condition, row.from_on)


def _agreed(row: Agreement) -> Agreed:
    signed = sorted(((one.pk, str(one)) for one in row.partners.all()), key=lambda pair: pair[1])
    return Agreed(
        row.pk,
        row.title,
        tuple(signed),
        tuple(row.purposes),
        tuple(row.categories),
        row.joint,
        row.from_on,
        row.until_on,
        row.ended_on,
        row.dpia_on,
        row.dpia_review_on,
        row.funded_until,
    )


def _here(actor: Actor) -> UUID:
    insist(actor, "agreement.see", relations(actor, here=actor.partnership))
    if actor.partnership is None:
        raise NotFound
    return actor.partnership
