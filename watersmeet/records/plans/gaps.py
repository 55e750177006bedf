"""In which parts of life partners of a place often find nothing for people, and in which people are often sent to them.

Nothing is said of fewer than eight: they are people who could be told apart.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from watersmeet.records.plans.models import Domain, Elsewhere, Signpost

OFTEN = 8


def lacking(partnership: UUID, since: datetime) -> dict[UUID, set[Domain]]:
    """By partner: it noted often that it found nothing. What people said of their own needs is no part of it."""
    nothing = _noted(partnership, since).filter(elsewhere=Elsewhere.NOWHERE).annotate(who=F("partner"))
    return _by_partner(_often(nothing, "pk"))


def sent_to(partnership: UUID, since: datetime) -> dict[UUID, set[Domain]]:
    """By partner: others often pointed people to its services."""
    elsewhere = _noted(partnership, since).filter(service__partner__isnull=False).exclude(service__partner=F("partner"))
    return _by_partner(_often(elsewhere.annotate(who=F("service__partner")), "pk"))


def _noted(partnership: UUID, since: datetime) -> QuerySet[Signpost]:
    return Signpost.objects.filter(partnership=partnership, undone_at=None, made_at__gte=since)


def _often(rows: QuerySet[Any], of: str) -> Iterable[tuple[UUID, str]]:
    counted = rows.order_by().values_list("who", "domain").annotate(many=Count(of, distinct=True))
    return [(partner, domain) for partner, domain, many in counted if many >= OFTEN]


def _by_partner(*found: Iterable[tuple[UUID, str]]) -> dict[UUID, set[Domain]]:
    domains: dict[UUID, set[Domain]] = {}
    for rows in found:
        for partner, domain in rows:
            domains.setdefault(partner, set()).add(Domain(domain))
    return domains
