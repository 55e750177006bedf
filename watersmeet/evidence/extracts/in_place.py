"""What the records say is in place for working together: yes, no, or not known, which is never a yes."""

from collections.abc import Iterator
from fractions import Fraction
from uuid import UUID

from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.months import months_later
from watersmeet.base.problems import NotFound
from watersmeet.evidence.inquiry.viable import Fact, Known
from watersmeet.records.memory import api as memory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Agreed, Floors, Membership, Sector
from watersmeet.records.referrals import frames as referrals

SIDES = (frozenset({Sector.LEARNING}), frozenset({Sector.MENTAL_HEALTH, Sector.PRIMARY_CARE}))
"""Learning, and care."""
LEADS = (Role.LEAD, Role.MANAGER)
WITH_A_DEPUTY = 2
MONEY_MONTHS = 6
"""Money that ends no later than in so many is no yes."""
FEWEST = 20
"""Of fewer referrals no share is told: one more or less would turn it."""


def in_place(actor: Actor) -> list[Fact]:
    """Each thing that rule C asks of the records of the actor's place. Raises NotFound, Refused."""
    if actor.partnership is None:
        raise NotFound
    there = partnerships.partners(actor.partnership)
    sides = [{one.pk for one in there if Sector(one.organisation.sector) in side} for side in SIDES]
    leading = [one for role in LEADS for one in partnerships.serving(role, partnership=actor.partnership)]
    named = partnerships.serving(Role.SAFEGUARDING_LEAD, partnership=actor.partnership)
    covering = _covering(actor, sides)
    return [
        Fact("agreement", _yes(bool(covering)), max((one.until for one in covering), default=None)),
        _assessment(covering),
        Fact("leads", _yes(all(_two(leading, side) for side in sides))),
        _funding(covering),
        Fact("safety", _yes(bool(named))),
        *_floors(actor),
        _commitments(actor),
    ]


def _covering(actor: Actor, sides: list[set[UUID]]) -> list[Agreed]:
    """The agreements in force that a partner of each side signed."""
    signed = [(one, {partner for partner, _name in one.partners}) for one in partnerships.agreed_here(actor)]
    return [one for one, partners in signed if one.in_force and all(side & partners for side in sides)]


def _assessment(covering: list[Agreed]) -> Fact:
    """Every one of them has been assessed, and is to be looked at again on a day to come; `until` the first such."""
    held = [(one.assessed, one.dpia_review_on) for one in covering]
    first = min((day for _so, day in held if day), default=None)
    if any(so is False for so, _day in held):
        return Fact("assessment", Known.NO, first)
    if not held or any(so is None for so, _day in held):
        return Fact("assessment", Known.NOT_KNOWN)
    return Fact("assessment", Known.YES, first)


def _funding(covering: list[Agreed]) -> Fact:
    """The money for one of them lasts for more than six months; `until` its last day."""
    last = max((one.funded_until for one in covering if one.funded_until), default=None)
    if last is None:
        return Fact("funding", Known.NOT_KNOWN)
    return Fact("funding", _yes(last > months_later(clock.today(), MONEY_MONTHS)), last)


def _floors(actor: Actor) -> Iterator[Fact]:
    """What the rules ask at least of a year's referrals; without a rule, or of too few, it is not known."""
    floors = partnerships.model_at(actor.partnership).model.floors if actor.partnership else Floors()
    year = referrals.loops(actor)
    for name, floor, many, of in (
        ("loops_closed", floors.loop_closed, year.read, year.ended),
        ("acceptance", floors.accepted, year.accepted, year.answered),
    ):
        if floor is None or of < FEWEST:
            yield Fact(name, Known.NOT_KNOWN)
        else:
            yield Fact(name, _yes(_reaches(many, of, floor)), year.until, year.since)


def _reaches(many: int, of: int, floor: float) -> bool:
    """Whether the share is the floor or more: 11 of 20 are 55 percent, whatever a float makes of 0.55."""
    return Fraction(many, of) >= Fraction(str(floor))


def _two(leading: list[Membership], side: set[UUID]) -> bool:
    """Somebody looks after it at this side, and somebody stands in."""
    return len({one.user_id for one in leading if one.partner_id in side}) >= WITH_A_DEPUTY


def _commitments(actor: Actor) -> Fact:
    """Somebody by name answers for every open one; of a place that wrote none down it is not known."""
    made = memory.recall(actor, kind=memory.Kind.COMMITMENT)
    return Fact("commitments", _yes(all(one.holder for one in made if one.waits)) if made else Known.NOT_KNOWN)


def _yes(so: bool) -> Known:
    return Known.YES if so else Known.NO
