"""What the records say is in place for working together: yes, no, or not known, which is never a yes."""

from uuid import UUID

from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.evidence.inquiry.viable import Fact, Known
from watersmeet.records.memory import api as memory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Membership, Sector

SIDES = (frozenset({Sector.LEARNING}), frozenset({Sector.MENTAL_HEALTH, Sector.PRIMARY_CARE}))
"""Learning, and care."""
LEADS = (Role.LEAD, Role.MANAGER)
WITH_A_DEPUTY = 2
NOT_RECORDED = ("assessment", "funding", "loops_closed", "acceptance")
"""Nothing here holds these yet: they are not known."""


def in_place(actor: Actor) -> list[Fact]:
    """Each thing that rule C asks of the records of the actor's place. Raises NotFound, Refused."""
    if actor.partnership is None:
        raise NotFound
    there = partnerships.partners(actor.partnership)
    sides = [{one.pk for one in there if Sector(one.organisation.sector) in side} for side in SIDES]
    leading = [one for role in LEADS for one in partnerships.serving(role, partnership=actor.partnership)]
    named = partnerships.serving(Role.SAFEGUARDING_LEAD, partnership=actor.partnership)
    return [
        _agreement(actor, sides),
        Fact("leads", _yes(all(_two(leading, side) for side in sides))),
        Fact("safety", _yes(bool(named))),
        *(Fact(name, Known.NOT_KNOWN) for name in NOT_RECORDED),
        _commitments(actor),
    ]


def _agreement(actor: Actor, sides: list[set[UUID]]) -> Fact:
    """One agreement in force has a partner of each side; `until` is the last day that any such has."""
    signed = [(one, {partner for partner, _name in one.partners}) for one in partnerships.agreed_here(actor)]
    covering = [one for one, partners in signed if one.in_force and all(side & partners for side in sides)]
    return Fact("agreement", _yes(bool(covering)), max((one.until for one in covering), default=None))


def _two(leading: list[Membership], side: set[UUID]) -> bool:
    """Somebody looks after it at this side, and somebody stands in."""
    return len({one.user_id for one in leading if one.partner_id in side}) >= WITH_A_DEPUTY


def _commitments(actor: Actor) -> Fact:
    """Somebody by name answers for every open one; of a place that wrote none down it is not known."""
    made = memory.recall(actor, kind=memory.Kind.COMMITMENT)
    return Fact("commitments", _yes(all(one.holder for one in made if one.waits)) if made else Known.NOT_KNOWN)


def _yes(so: bool) -> Known:
    return Known.YES if so else Known.NO
