"""What others ask a partnership: who is who, what is agreed, which rules are in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.db.holds import Holds
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.model import Model, read
from watersmeet.records.partnerships.models import (
    Agreement,
    LawfulBasis,
    Membership,
    ModelVersion,
    Partner,
    Partnership,
)


@dataclass(frozen=True, slots=True)
class InForce:
    """The model in force at an instant, its number and the partner that is the front door."""

    number: int
    model: Model
    front_door: UUID


_read_before: dict[UUID, InForce] = {}
_numbered: dict[tuple[UUID, int], InForce] = {}
"""Versions that are committed: neither document nor number of one ever changes."""


def model_at(partnership: UUID, when: datetime | None = None) -> InForce:
    """The rules in force then, now if not said. Raises NotFound when no model was adopted by then."""
    versions = ModelVersion.objects.filter(partnership=partnership, from_at__lte=when or clock.now())
    version = versions.defer("document").order_by("-from_at").first()
    if version is None:
        raise NotFound(_("This partnership has no model in force yet."))
    return _in_force_by(version)


def model_numbered(partnership: UUID, number: int) -> InForce:
    """The rules a record was made under, in force or not. Raises NotFound."""
    known = _numbered.get((partnership, number))
    if known:
        return known
    version = ModelVersion.objects.defer("document").filter(partnership=partnership, number=number).first()
    if version is None:
        raise NotFound
    made_under = _in_force_by(version)
    transaction.on_commit(lambda: _numbered.update({(partnership, number): made_under}))  # not what is rolled back
    return made_under


def newest_rules(partnership: UUID) -> Model:
    """The rules of the newest version, in force or to come: what a new proposal begins with. Raises NotFound."""
    latest = ModelVersion.objects.filter(partnership=partnership).defer("document").order_by("-number").first()
    if latest is None:
        raise NotFound
    return _in_force_by(latest).model


def place_of(partnership: UUID) -> tuple[str, InForce]:
    """The name of a partnership, and its rules in force now, by one look. Raises NotFound."""
    versions = ModelVersion.objects.filter(partnership=partnership, from_at__lte=clock.now())
    version = versions.select_related("partnership").defer("document").order_by("-from_at").first()
    if version is None:
        raise NotFound
    return version.partnership.name, _in_force_by(version)


def partnership_named(slug: str) -> Partnership:
    """The partnership of a slug. Raises NotFound."""
    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(_("There is no partnership %(slug)s here.") % {"slug": slug})
    return found


def partnership(identifier: UUID) -> Partnership:
    """A partnership. Raises NotFound."""
    found = Partnership.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def partnerships() -> list[Partnership]:
    """Every partnership of this installation, by name."""
    return list(Partnership.objects.order_by("name"))


def partner(identifier: UUID) -> Partner:
    """A partner with its organisation. Raises NotFound."""
    found = Partner.objects.select_related("organisation").filter(pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def partners(partnership: UUID, sector: str | None = None, on: date | None = None) -> list[Partner]:
    """The partners there on that day, today if not said, by name."""
    day = on or clock.today()
    there = Partner.objects.filter(Q(left_on=None) | Q(left_on__gt=day), partnership=partnership, joined_on__lte=day)
    if sector:
        there = there.filter(organisation__sector=sector)
    return list(there.select_related("organisation").order_by("organisation__name"))


def members(partner: UUID, on: date | None = None) -> list[Membership]:
    """Who works at a partner on that day, with their user."""
    day = on or clock.today()
    return list(_serving(day).filter(partner=partner).select_related("user").order_by("user__name"))


def serving(role: Role, *, partnership: UUID, partner: UUID | None = None) -> list[Membership]:
    """Who serves in a role today, in the whole partnership or at one partner, with their user."""
    found = _serving(clock.today()).filter(partnership=partnership, role=role, user__is_active=True)
    if partner:
        found = found.filter(partner=partner)
    return list(found.select_related("user").order_by("user__name"))


def workers(partnership: UUID) -> list[Membership]:
    """Everybody who serves anywhere in a partnership today and whose account is open, with their user, by name."""
    found = _serving(clock.today()).filter(partnership=partnership, user__is_active=True)
    return list(found.select_related("user").order_by("user__name", "pk"))


def served_at(partner: UUID | OuterRef) -> QuerySet[Membership]:
    """Who serves at a partner today, as a condition for another room's read, of one partner or of each row's."""
    return _serving(clock.today()).filter(partner=partner)


def membership_of(user: UUID) -> Membership | None:
    """The user's membership today: the oldest when there are several."""
    return _serving(clock.today()).filter(user=user).order_by("from_on", "pk").first()


@dataclass(frozen=True, slots=True)
class Footing:
    """On which footing two partners share: whether an agreement covers it, and whether both have a lawful basis."""

    agreed: bool
    grounded: bool


def footing(
    giver: UUID,
    receiver: UUID,
    purpose: str,
    categories: Collection[str],
    on: date | None = None,
    *,
    ended_too: bool = False,
) -> Footing:
    """The footing for every one of these categories; a partner's own records need no agreement.

    `ended_too`: what was agreed once counts as well, for a duty that began under it.
    """
    day = on or clock.today()
    grounded = all_have_basis({giver, receiver}, purpose, day)
    if giver == receiver:
        return Footing(True, grounded)
    agreements = _begun(day) if ended_too else _in_force(day)
    signed = agreements.filter(partners=giver).filter(partners=receiver).filter(Holds(F("purposes"), purpose))
    covered = {category for held in signed.values_list("categories", flat=True) for category in held}
    return Footing(set(categories) <= covered, grounded)


def all_have_basis(partners: Collection[UUID], purpose: str, on: date | None = None) -> bool:
    """Whether each of these partners has a lawful basis recorded for the purpose."""
    having = _bases(on or clock.today(), purpose).filter(partner__in=partners).values_list("partner_id", flat=True)
    return set(partners) <= set(having)


def may_give(receiver: UUID, purpose: str, category: str, on: date | None = None, *, ended_too: Q | None = None) -> Q:
    """Which `controller` may disclose this to `receiver`, as far as agreements and lawful bases go: for the gate.

    It is a condition, so that it holds in the very statement that reads. The receiver's own records are among them;
    without a lawful basis of its own there is nothing. `ended_too`: for which rows what was agreed once counts as well.
    """
    day = on or clock.today()
    having = _bases(day, purpose)
    covered = Holds(F("purposes"), purpose), Holds(F("categories"), category)
    others = _signed_with(receiver, _in_force(day).filter(*covered))
    if ended_too is not None:
        others |= ended_too & _signed_with(receiver, _begun(day).filter(*covered))
    grounded = Q(controller__in=having.values("partner"))
    return Q(Exists(having.filter(partner=receiver))) & (Q(controller=receiver) | (others & grounded))


def _in_force_by(version: ModelVersion) -> InForce:
    """Read once for each process: a version never changes. Its document is fetched for that alone."""
    if version.pk not in _read_before:
        if len(_read_before) > 500:
            _read_before.clear()
            _numbered.clear()
        _read_before[version.pk] = InForce(version.number, read(version.document), version.front_door_id)
    return _read_before[version.pk]


def _signed_with(receiver: UUID, agreements: QuerySet[Agreement]) -> Q:
    """Which `controller` signed one of these with the receiver."""
    between = Agreement.partners.through.objects
    signed = between.filter(partner=receiver, agreement__in=agreements.values("pk")).values("agreement")
    return Q(controller__in=between.filter(agreement__in=signed).values("partner"))


def _in_force(day: date) -> QuerySet[Agreement]:
    return _begun(day).filter(Q(ended_on=None) | Q(ended_on__gt=day), until_on__gte=day)


def _begun(day: date) -> QuerySet[Agreement]:
    """In force, or once in force and over."""
    return Agreement.objects.filter(from_on__lte=day)


def _bases(day: date, purpose: str) -> QuerySet[LawfulBasis]:
    return LawfulBasis.objects.filter(Q(until_on=None) | Q(until_on__gt=day), purpose=purpose, from_on__lte=day)


def _serving(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=day), Q(partner__left_on=None) | Q(partner__left_on__gt=day), from_on__lte=day
    )
