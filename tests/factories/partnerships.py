"""Invented places, partners and seats."""

from itertools import count

from tests.factories.accounts import COMMAND
from tests.factories.accounts import user as a_user
from watersmeet.accounts.models import User
from watersmeet.base.actor import Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Membership

_numbers = count(1)


def partnership() -> partnerships.Partnership:
    """A new place."""
    number = next(_numbers)
    return partnerships.found(name=f"Example Vale {number}", slug=f"example-vale-{number}", by=COMMAND)


def partner(place: partnerships.Partnership | None = None) -> partnerships.Partner:
    """A partner of a place, of a new one if none is given."""
    return partnerships.join(
        partnership=place or partnership(),
        organisation=f"Example Group {next(_numbers)}",
        sector=partnerships.Sector.COMMUNITY,
        by=COMMAND,
    )


def member(
    role: Role = Role.PRACTITIONER, at: partnerships.Partner | None = None, user: User | None = None
) -> Membership:
    """A user's seat with that role."""
    return partnerships.add_member(partner=at or partner(), user=user or a_user(), role=role, by=COMMAND)
