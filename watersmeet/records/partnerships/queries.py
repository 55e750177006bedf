"""What others ask a partnership: who is who, what is agreed, which rules are in force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import NotFound
from watersmeet.records.partnerships.model import Model, read
from watersmeet.records.partnerships.models import (
    Agreement,
    Category,
    LawfulBasis,
    Membership,
    ModelVersion,
    Partner,
    Partnership,
    Purpose,
)


@dataclass(frozen=True, slots=True)
class InForce:
    """The model in force at an instant, its number and the partner that is the front door."""

    number: int
    model: Model
    front_door: UUID


_read_before: dict[UUID, InForce] = {}


def model_at(partnership: UUID, when: datetime | None = None) -> InForce:
    """The rules in force then, now if not said. Raises NotFound when no model was adopted by then."""
    version = (
        ModelVersion.objects.filter(partnership=partnership, from_at__lte=when or clock.now())
        .order_by("-from_at")
        .first()
    )
    if version is None:
        raise NotFound(_("This partnership has no model in force yet."))
    return _in_force_by(version)


def model_numbered(partnership: UUID, number: int) -> InForce:
    """The rules a record was made under, in force or not. Raises NotFound."""
    version = ModelVersion.objects.filter(partnership=partnership, number=number).first()
    if version is None:
        raise NotFound
    return _in_force_by(version)


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


def membership_of(user: UUID) -> Membership | None:
    """The user's membership today: the oldest when there are several."""
    return _serving(clock.today()).filter(user=user).order_by("from_on", "pk").first()


def agreed(giver: UUID, receiver: UUID, purpose: str, categories: Collection[str], on: date | None = None) -> bool:
    """Whether agreements in force that both signed cover every one of these categories for the purpose."""
    signed = _in_force(on or clock.today()).filter(partners=giver).filter(partners=receiver)
    covered = {category for one in signed if purpose in one.purposes for category in one.categories}
    return set(categories) <= covered


def all_have_basis(partners: Collection[UUID], purpose: str, on: date | None = None) -> bool:
    """Whether each of these partners has a lawful basis recorded for the purpose."""
    having = _bases(on or clock.today(), purpose).filter(partner__in=partners).values_list("partner_id", flat=True)
    return set(partners) <= set(having)


def givers_to(receiver: UUID, purpose: Purpose, category: Category, on: date | None = None) -> set[UUID]:
    """The partners that may disclose this to `receiver`, as far as agreements and lawful bases go.

    `receiver` itself is among them when it has a lawful basis for its own records; without one, there is nobody.
    """
    day = on or clock.today()
    having = set(_bases(day, purpose).values_list("partner_id", flat=True))
    if receiver not in having:
        return set()
    by_receiver = Agreement.partners.through.objects.filter(partner=receiver).values("agreement")
    signed = _in_force(day).filter(pk__in=by_receiver).values_list("purposes", "categories", "partners")
    agreed = {giver for purposes, categories, giver in signed if purpose in purposes and category in categories}
    return (agreed | {receiver}) & having


def _in_force_by(version: ModelVersion) -> InForce:
    """Read once for each process: a version never changes."""
    if version.pk not in _read_before:
        if len(_read_before) > 500:
            _read_before.clear()
        _read_before[version.pk] = InForce(version.number, read(version.document), version.front_door_id)
    return _read_before[version.pk]


def _in_force(day: date) -> QuerySet[Agreement]:
    return Agreement.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), from_on__lte=day, until_on__gte=day)


def _bases(day: date, purpose: str) -> QuerySet[LawfulBasis]:
    return LawfulBasis.objects.filter(Q(until_on=None) | Q(until_on__gt=day), purpose=purpose, from_on__lte=day)


def _serving(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=day), Q(partner__left_on=None) | Q(partner__left_on__gt=day), from_on__lte=day
    )
