"""Who reads what became of a need, in words: said wherever the person is asked for it, before they answer."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans.queries import need_readers


def who_reads_needs(actor: Actor, person: UUID, needs: Collection[UUID]) -> list[str]:
    """One line for each place, such as "Workers and volunteers at Front Door"; by the very read that shows it."""
    return [
        _at(roles) % {"name": partnerships.partner(partner)}
        for partner, roles in need_readers(actor, person, needs).items()
    ]


def _at(roles: set[Role]) -> str:
    if Role.TUTOR in roles:
        return _("Workers, volunteers and tutors at %(name)s")
    return _("Workers and volunteers at %(name)s") if Role.VOLUNTEER in roles else _("Workers at %(name)s")
