"""People in every state of saying yes, and a place in every state of having agreed: the cells of the gate's grid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

from tests.factories import places
from tests.proofs.oracle import AGREEMENTS, BASES, CATEGORIES, NARROW, OTHER, OVERRIDES, PURPOSES, TIMES, Case
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db.sealed import Sealed
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.partnerships.models import Agreement, LawfulBasis
from watersmeet.records.people.models import Matter, Override, Permission, Person
from watersmeet.records.people.states import Kind as MatterKind

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Someone:
    """One person, and all of a case that is about them."""

    id: UUID
    case: Case


class Grid:
    """One place whose agreements and bases change; for each pair of partners, people in every state."""

    def __init__(self) -> None:
        self.at = places.place(agreed=False, bases=False)
        self.now = clock.now()
        front, group, surgery, therapy = self.at.partners
        self.pairs: dict[str, tuple[Partner, Partner]] = {
            "across": (front, group),
            "in care": (surgery, therapy),
            "out of care": (surgery, group),
            "into care": (front, therapy),
            "own": (front, front),
        }
        self.people = {pair: self._people(pair) for pair in self.pairs}

    def actor(self, pair: str, role: Role = Role.PRACTITIONER) -> Actor:
        """Somebody of the receiver's."""
        receiver = self.pairs[pair][1]
        return Actor(Kind.USER, uuid4(), partnership=self.at.partnership.pk, partner=receiver.pk, role=role)

    def set(self, pair: str, agreement: str, basis: str) -> None:
        """What this pair agreed, and on what lawful basis each acts."""
        giver, receiver = self.pairs[pair]
        self._sign(agreement, giver, receiver)
        self._record(basis, giver, receiver)

    def _sign(self, agreement: str, giver: Partner, receiver: Partner) -> None:
        today = clock.today()
        third = next(one for one in self.at.partners if one not in {giver, receiver})
        both = {giver, receiver}
        signers = {"not signed by the giver": {receiver, third}, "not signed by the receiver": {giver, third}}
        ends = {"over since yesterday": today - DAY, "last day": today}.get(agreement, today + 365 * DAY)
        narrow = {"narrow": [NARROW], "narrow that ended": [NARROW], "two that are narrow": [NARROW, OTHER]}
        covered = narrow.get(agreement)
        whole = {(purpose, category) for purpose in PURPOSES for category in CATEGORIES}
        Agreement.objects.all().delete()
        for pairs in [] if agreement == "none" else covered or [whole]:
            row = Agreement.objects.create(
                partnership=self.at.partnership,
                title="Sharing",
                purposes=sorted({purpose for purpose, _category in pairs}),
                categories=sorted({category for _purpose, category in pairs}),
                from_on=today + DAY if agreement == "from tomorrow" else today - 9 * DAY,
                until_on=ends,
                ended_on=today if agreement in {"ended", "narrow that ended"} else None,
            )
            row.partners.set(signers.get(agreement, both))

    def _record(self, basis: str, giver: Partner, receiver: Partner) -> None:
        LawfulBasis.objects.all().delete()
        without = {"not the giver": {giver}, "not the receiver": {receiver}}.get(basis, set())
        for partner, purpose in product(sorted({giver, receiver} - without, key=str), PURPOSES):
            if basis != "for referral alone" or purpose == "referral":
                self._basis(partner, purpose, basis, clock.today())

    def _basis(self, partner: Partner, purpose: str, basis: str, today: date) -> None:
        LawfulBasis.objects.create(
            partnership=self.at.partnership,
            partner=partner,
            purpose=purpose,
            basis="public task",
            condition="health",
            from_on=today + DAY if basis == "from tomorrow" else today - 9 * DAY,
            until_on=today if basis == "ended today" else None,
        )

    def _people(self, pair: str) -> list[Someone]:
        made = [Someone(uuid4(), case) for case in states(pair)]
        giver, _receiver = self.pairs[pair]
        place = self.at.partnership.pk
        Person.objects.bulk_create(
            Person(pk=one.id, partnership_id=place, controller=giver, made_at=self.now - 9 * DAY) for one in made
        )
        Permission.objects.bulk_create(self._yes(pair, one) for one in made if one.case.ground != "none")
        Matter.objects.bulk_create(self._restriction(pair, one) for one in made if one.case.restricted)
        Override.objects.bulk_create(self._override(pair, one) for one in made if one.case.override != "none")
        return made

    def _yes(self, pair: str, one: Someone) -> Permission:
        giver, receiver = self.pairs[pair]
        time, (purpose, category) = one.case.time, one.case.given_for
        return Permission(
            partnership_id=self.at.partnership.pk,
            person_id=one.id,
            giver=giver,
            receiver=receiver,
            purpose=purpose,
            category=category,
            ground=one.case.ground,
            statement="test",
            given_at=self.now + DAY if time == "from tomorrow" else self.now - 9 * DAY,
            until=self.now - DAY if time == "run out" else self.now + 90 * DAY,
            withdrawn_at=self.now - DAY if time == "withdrawn" else None,
            renewed_at=self.now - DAY if time == "replaced" else None,
        )

    def _override(self, pair: str, one: Someone) -> Override:
        giver, receiver = self.pairs[pair]
        how = one.case.override
        to = next(other for other in self.at.partners if other not in {giver, receiver})
        return Override(
            partnership_id=self.at.partnership.pk,
            person_id=one.id,
            giver=giver,
            receiver=to if how == "to another partner" else receiver,
            category=one.case.overridden,
            kind="life",
            reason=Sealed(b"nobody reads it here"),
            by=uuid4(),
            from_at=self.now + DAY if how == "from tomorrow" else self.now - 9 * DAY,
            until=self.now - DAY if how == "over" else self.now + 9 * DAY,
        )

    def _restriction(self, pair: str, one: Someone) -> Matter:
        receiver = self.pairs[pair][1]
        return Matter(
            partnership_id=self.at.partnership.pk,
            partner=receiver,
            person_id=one.id,
            about=receiver.pk,
            kind=MatterKind.RESTRICTION,
            key_owner=one.id,
            opened_at=self.now,
        )


def states(pair: str) -> Iterator[Case]:
    """Every state that a person can be in for a pair of partners; what the yes is for goes round."""
    blank = Case(pair, "", "", "", "")
    yeses = [("none", "now"), *product(("explicit", "expectation"), TIMES)]
    restricted = (False, True) if pair == "own" else (False,)
    for number, ((ground, time), override, purpose, shut) in enumerate(product(yeses, OVERRIDES, PURPOSES, restricted)):
        category = CATEGORIES[(number * 3 + number // 8) % len(CATEGORIES)]
        other = CATEGORIES[(CATEGORIES.index(category) + 1) % len(CATEGORIES)]
        yield replace(
            blank,
            ground=ground,
            given_for=(purpose, category),
            time=time,
            override=override,
            overridden=other if override == "of another category" else category,
            restricted=shut,
        )


WORLDS = list(product(AGREEMENTS, BASES))
"""Every state of what was signed with every state of the bases."""
