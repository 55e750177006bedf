"""Invented services of a place."""

from itertools import count

from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.api import Partner

_numbers = count(1)


def service(at: Place, partner: Partner | None = None, *, name: str = "", **facts: object) -> Service:
    """Something on offer that takes referrals: the group's, if nobody else is named."""
    by = partner or at.group
    number = next(_numbers)
    return directory.list_service(
        partnership=at.partnership.pk,
        facts=directory.ServiceFacts(
            name=name or f"Thursday walkers {number}",
            organisation=by.organisation.name,
            sector=by.organisation.sector,
            **{"takes_referrals": True, **facts},  # type: ignore[arg-type]
        ),
        partner=by.pk,
        by=COMMAND,
        key=f"service-{number}",
    )
