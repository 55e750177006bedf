"""Ways that the rules of a place have closed, and whom services are for: for workers who choose who is asked.

Never for who asks for themself, but for their age.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import ClosedWay, Model, Partner
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.states import Direction


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed way: why, what to do instead, both in one; whether somebody there is asked by name all the same."""

    why: str
    instead: str
    words: str
    by_name: bool


@dataclass(frozen=True, slots=True)
class Who:
    """What is known of somebody: their age, and where they live unless they keep it secret."""

    age: Age
    postcode: str


def known_of(actor: Actor, person: UUID) -> Who:
    """What the keeper of somebody knows of them; to everybody else nothing is known."""
    card = people.cards(actor, [person]).get(person)
    try:
        return Who(Age(card.age) if card else Age.UNKNOWN, people.postcode_of(actor, person))
    except NotFound:
        return Who(Age.UNKNOWN, "")


class Ways:
    """The ways from one partner of a place, by the rules in force then."""

    def __init__(self, partnership: UUID, giver: UUID, at: datetime | None = None) -> None:
        self._model = partnerships.model_at(partnership, at).model
        ruled = self._model.referring or self._model.eligible
        there = partnerships.partners(partnership) if ruled else []
        self._there = {one.pk: one for one in there}
        self._giver = self._there.get(giver)

    def closed(
        self, receiver: UUID | None, service: ServiceView | None = None, who: Who | None = None
    ) -> Closed | None:
        """Why nobody there refers to this partner, or to this service of theirs; None when the way is open.

        With age and postcode of somebody also when it is for other people.
        """
        to = self._there.get(receiver) if receiver else None
        if self._giver is None or to is None:
            return None
        way = partnerships.closed_way(self._model, self._giver, to, service.kind if service else "")
        if way:
            return _told(way, self._giver, to)
        if self._giver.organisation_id == to.organisation_id:
            return None
        return _for_others(self._model, to, service, who, self._giver) if who else None


def insist_open(field: str, closed: Closed | None) -> None:
    """Raise Invalid, with why and what to do instead, when the way is closed."""
    if closed:
        raise Invalid({field: [closed.words]})


def closed_from(
    actor: Actor, receiver: UUID, service: ServiceView | None = None, who: Who | None = None
) -> Closed | None:
    """Why the actor's partner may not refer there; None when it may."""
    if actor.partner is None or actor.partnership is None:
        return None
    return Ways(actor.partnership, actor.partner).closed(receiver, service, who)


def _for_others(model: Model, to: Partner, service: ServiceView | None, who: Who, giver: Partner) -> Closed | None:
    """Why it is not for somebody of that age who lives there; None when it is, or when nobody knows."""
    rules_of = partnerships.for_whom(
        model, to.organisation.name, to.organisation.sector, service.kind if service else ""
    )
    adult = None if who.age is Age.UNKNOWN else who.age is Age.ADULT
    found = partnerships.all_against(rules_of, adult=adult, postcode=who.postcode)
    if found is None:
        return None
    one, why = found
    return _said(_("Our rules say: %(why)s") % {"why": why}, one.instead, giver, to)


def _told(way: ClosedWay, giver: Partner, to: Partner) -> Closed:
    why = _("Our rules close this way. %(why)s") % {"why": partnerships.as_sentence(way.why)}
    return _said(why, way.instead, giver, to)


def _said(why: str, what_else: str, giver: Partner, to: Partner) -> Closed:
    up = Direction.TO_CARE in rules.directions(giver.organisation.sector, to.organisation.sector)
    themself = _("They can always ask for themself.")
    instead = " ".join(one for one in (partnerships.as_sentence(what_else), themself) if one)
    words = f"{why} {_('Instead: %(instead)s') % {'instead': instead}}"
    return Closed(why, instead, words, up and bool(partnerships.takers(to.pk)))
