"""A small invented place where everything needed for sharing is in order: tests take away one thing at a time."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

from tests.factories.accounts import COMMAND
from tests.factories.accounts import user as a_user
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Model, Partner, Partnership, Purpose, Said, Sector
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel, SafeContact

_numbers = count(1)
MODEL = (Path(partnerships.__file__).parent / "worked" / "ask_answer_start.toml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """A partnership with a front door, a group, a surgery and a therapy service."""

    partnership: Partnership
    front_door: Partner
    group: Partner
    surgery: Partner
    therapy: Partner

    @property
    def partners(self) -> list[Partner]:
        """All four."""
        return [self.front_door, self.group, self.surgery, self.therapy]


def place(*, agreed: bool = True, bases: bool = True) -> Place:
    """A place with its model in force; without its agreement or lawful bases when told so."""
    number = next(_numbers)
    at = partnerships.found(name=f"Little Example {number}", slug=f"little-example-{number}", by=COMMAND)
    names = {
        "front_door": (f"Front Door {number}", Sector.LEARNING),
        "group": (f"Thursday Group {number}", Sector.COMMUNITY),
        "surgery": (f"Example Surgery {number}", Sector.PRIMARY_CARE),
        "therapy": (f"Example Therapy {number}", Sector.MENTAL_HEALTH),
    }
    joined = {
        part: partnerships.join(
            partnership=at, organisation=name, sector=sector, by=COMMAND, email=f"{part}@place.example"
        )
        for part, (name, sector) in names.items()
    }
    model = partnerships.read_toml(MODEL).model_copy(update={"front_door": names["front_door"][0]})
    partnerships.adopt_model(partnership=at, model=model, why="to begin", by=COMMAND)
    made = Place(at, **joined)
    if agreed:
        agree(made)
    if bases:
        for partner in made.partners:
            give_bases(partner)
    return made


def adopt(at: Place, model: Model, *, why: str = "to try", days: int = 0) -> None:
    """Other rules the whole way, from today or in so many days: proposed, taken on, ratified by both."""
    lead = worker(at.front_door, Role.LEAD, name="Ros Example")
    on = clock.today() + timedelta(days=days)
    proposal = partnerships.propose(model=model, why=why, from_on=on, by=lead)
    for name, taken in partnerships.proposal(lead, proposal).named:
        if not taken:
            named = next(one for one in at.partners if str(one) == name)
            partnerships.take_on(proposal, edition=1, by=worker(named, Role.MANAGER))
    partnerships.put_to_vote(proposal, edition=1, by=lead)
    said = Said(20, 20, 0, 20)
    partnerships.ratify(proposal, ballot=uuid4(), community=said, learners=said, by=Actor(Kind.PROCESS))


def agree(at: Place) -> None:
    """All partners sign for everything, for a year."""
    partnerships.sign_agreement(
        partnership=at.partnership,
        title="Sharing in Little Example",
        partners=at.partners,
        purposes=list(Purpose),
        categories=list(Category),
        until=clock.today() + timedelta(days=365),
        by=COMMAND,
    )


def give_bases(partner: Partner) -> None:
    """A lawful basis for every purpose."""
    partnerships.record_basis(
        partner=partner, purposes=list(Purpose), basis="public task", condition="health", by=COMMAND
    )


def person(at: Place, controller: Partner | None = None, *, name: str = "Ada Example", **contact: object) -> UUID:
    """An invented person, known to the front door if nobody else is named; reached by email unless told otherwise."""
    told = {"channels": (Channel.EMAIL,), "email": "ada@person.example", **contact}
    return people.register(
        partnership=at.partnership.pk,
        controller=(controller or at.front_door).pk,
        name=name,
        contact=SafeContact(**told),  # type: ignore[arg-type]
        by=COMMAND,
    )


def worker(partner: Partner, role: Role = Role.PRACTITIONER, *, name: str = "Tamsin Example") -> Actor:
    """Somebody who serves at a partner, as middleware would make them."""
    seat = partnerships.add_member(partner=partner, user=a_user(name), role=role, by=COMMAND)
    return Actor(
        Kind.USER,
        seat.user_id,
        membership=seat.pk,
        partnership=partner.partnership_id,
        partner=partner.pk,
        role=role,
        name=seat.user.name,
    )


def by_link(at: Place, who: UUID) -> Actor:
    """The person, come by their own link."""
    verbs = PURPOSES["status"].verbs
    return Actor(Kind.LINK, who, partnership=at.partnership.pk, person=who, verbs=verbs)


def permit(
    who: UUID,
    giver: Partner,
    receiver: Partner,
    *categories: Category,
    purpose: Purpose = Purpose.REFERRAL,
) -> None:
    """The person says yes to these categories, to all of them when none is named."""
    people.give_permission(
        person=who,
        giver=giver.pk,
        receiver=receiver.pk,
        purpose=purpose,
        categories=categories or list(Category),
        statement="test",
        by=COMMAND,
    )
