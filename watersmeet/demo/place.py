"""The invented place: five partners around Lynmouth and Barnstaple, who works there, and what is on offer.

Every name, number and address is invented. Telephone numbers are from the ranges kept for drama; postcodes exist, so
that distances are real.
"""

from dataclasses import dataclass
from datetime import time

from watersmeet.base.actor import Role
from watersmeet.records.directory.api import Access, LocationType, Meeting, PlaceFacts, ServiceFacts, ServiceKind
from watersmeet.records.partnerships.api import Sector

SLUG, NAME = "north-devon", "North Devon"


@dataclass(frozen=True, slots=True)
class InventedPartner:
    """A partner, with the key by which this file speaks of it."""

    key: str
    name: str
    sector: Sector
    phone: str
    basis: str
    condition: str


PARTNERS = (
    InventedPartner(
        "learning",
        "Barnstaple Learning",
        Sector.LEARNING,
        "01632 960 123",
        "6(1)(e) public task",
        "9(2)(a) explicit consent",
    ),
    InventedPartner(
        "surgery",
        "Riverside Surgery",
        Sector.PRIMARY_CARE,
        "01632 960 145",
        "6(1)(e) public task",
        "9(2)(h) health care",
    ),
    InventedPartner(
        "therapy",
        "Exmoor Talking Therapies",
        Sector.MENTAL_HEALTH,
        "01632 960 167",
        "6(1)(e) public task",
        "9(2)(h) health care",
    ),
    InventedPartner(
        "neighbours",
        "Lynmouth Neighbours",
        Sector.COMMUNITY,
        "01632 960 189",
        "6(1)(f) legitimate interests",
        "9(2)(a) explicit consent",
    ),
    InventedPartner(
        "garden",
        "Pilton Garden",
        Sector.COMMUNITY,
        "01632 960 150",
        "6(1)(f) legitimate interests",
        "9(2)(a) explicit consent",
    ),
)


@dataclass(frozen=True, slots=True)
class InventedAnswerer:
    """Somebody who answers for a partner by link, without an account: on their own phone, with codes to the group's."""

    partner: str
    name: str
    phone: str
    code_phone: str


ANSWERERS = (InventedAnswerer("garden", "Mo Heddon", "+447700900771", "+441632960150"),)


INTRODUCERS = (("learning", "The library in Pilton Lane"),)
"""Who sits with people while they ask: the partner that keeps them, and what they are called."""

CHARTER = {
    "first_contact": (("learning", "Rings back whoever asks for help, and listens first."),),
    "share_out": (("learning", "Shows what could help, nearest and soonest first; the person chooses."),),
    "answer": (
        ("learning", "Answers for its courses."),
        ("neighbours", "Answers for its walks and the shed."),
        ("therapy", "Answers for talking therapy."),
    ),
    "handover": (("surgery", "The link worker comes along to a first meeting where somebody wishes it."),),
    "support": (("neighbours", "A volunteer walks beside whoever comes for the first time."),),
    "ask_how": (("learning", "Asks how it goes, at the start and at the end."),),
}
"""Who does what as the place was founded: step -> partner and what it does. Some steps have nobody yet."""
TOGETHER = {"answer"}


@dataclass(frozen=True, slots=True)
class InventedUser:
    """Somebody to sign in as, and what they would come to see."""

    email: str
    name: str
    partner: str
    role: Role
    sees: str


USERS = (
    InventedUser(
        "jess@demo.example", "Jess Marlow", "learning", Role.MANAGER, "the front door: what comes in, outcomes to read"
    ),
    InventedUser(
        "kit@demo.example", "Kit Sandford", "learning", Role.TUTOR, "a tutor, who sent one learner on to care"
    ),
    InventedUser("amira@demo.example", "Amira Hollis", "surgery", Role.PRACTITIONER, "a link worker's list"),
    InventedUser("tom@demo.example", "Tom Arlington", "therapy", Role.PRACTITIONER, "a therapist's list"),
    InventedUser("cass@demo.example", "Cass Woody", "therapy", Role.MANAGER, "who takes what is urgent, who is away"),
    InventedUser("dee@demo.example", "Dee Pascoe", "neighbours", Role.VOLUNTEER, "a volunteer who answers for a group"),
    InventedUser(
        "ros@demo.example", "Ros Tremlett", "neighbours", Role.LEAD, "the partnership lead: what stands still anywhere"
    ),
    InventedUser("ash@demo.example", "Ash Countisbury", "learning", Role.ANALYST, "evidence: exact figures"),
    InventedUser("pip@demo.example", "Pip Challacombe", "surgery", Role.PRIVACY_OFFICER, "a privacy officer"),
    InventedUser(
        "bea@demo.example",
        "Bea Woolacombe",
        "learning",
        Role.PRIVACY_OFFICER,
        "privacy registers, with a complaint",
    ),
    InventedUser(
        "vi@demo.example",
        "Vi Parracombe",
        "neighbours",
        Role.COMMUNITY_MEMBER,
        "a community seat: proposals, votes, who does what",
    ),
)

_LYNMOUTH, _LYNTON, _PILTON, _BARNSTAPLE, _NEWPORT = "EX35 6EQ", "EX35 6AA", "EX31 1AA", "EX31 1AB", "EX32 8AA"


def _meets(day: str, hour: int, minutes: int = 0, hours: int = 2) -> tuple[Meeting, ...]:
    return (Meeting(day=day, opens_at=time(hour, minutes), closes_at=time(hour + hours, minutes)),)


@dataclass(frozen=True, slots=True)
class InventedService:
    """Something on offer: `asks` is how a person who wants it might put it, `places` are those of its next run."""

    partner: str
    kind: ServiceKind
    name: str
    description: str
    postcode: str
    address: str
    town: str
    meets: tuple[Meeting, ...] = ()
    wait_days: int = 14
    min_age: int = 18
    places: int = 0
    sessions: int = 0
    bring: str = ""
    capacity: int | None = 8
    access: tuple[Access, ...] = (Access.STEP_FREE,)

    def facts(self, organisation: str, sector: Sector, phone: str) -> ServiceFacts:
        """As the directory takes it: what comes to people by phone is near everybody."""
        where = PlaceFacts(address=self.address, town=self.town, county="Devon", postcode=self.postcode)
        if Access.FROM_HOME in self.access and Access.STEP_FREE not in self.access:
            where = PlaceFacts(location_type=LocationType.VIRTUAL)
        return ServiceFacts(
            name=self.name,
            organisation=organisation,
            sector=sector,
            kind=self.kind,
            description=self.description,
            phone=phone,
            cost="Free",
            min_age=self.min_age,
            takes_referrals=True,
            wait_days=self.wait_days,
            place=where,
            meetings=self.meets or None,
        )


_COURSE, _GROUP, _SERVICE = ServiceKind.COURSE, ServiceKind.GROUP, ServiceKind.SERVICE
SERVICES = (
    InventedService(
        "learning",
        _COURSE,
        "Sleep well, feel well",
        "Six Tuesday mornings in a small group, about sleep and worry. No exams. Tea and a quiet corner.",
        _BARNSTAPLE,
        "The Old Library",
        "Barnstaple",
        _meets("TU", 10),
        places=12,
        sessions=6,
        bring="Only yourself.",
    ),
    InventedService(
        "learning",
        _COURSE,
        "English for work and neighbours",
        "Speak and write English for a job, the doctor and the school gate. Start at any level.",
        _BARNSTAPLE,
        "The Old Library",
        "Barnstaple",
        _meets("WE", 18),
        places=14,
        sessions=10,
    ),
    InventedService(
        "learning",
        _COURSE,
        "Cooking on a budget",
        "Cook and eat together, and take the recipes home. Money worries welcome at the table.",
        _NEWPORT,
        "Newport Hall kitchen",
        "Barnstaple",
        _meets("TH", 11),
        places=8,
        sessions=5,
        bring="A box to take food home.",
    ),
    InventedService(
        "learning",
        _COURSE,
        "Computers, gently",
        "Forms, photographs and video calls, one small step at a time.",
        _LYNTON,
        "Lynton Town Hall",
        "Lynton",
        _meets("MO", 14),
        places=10,
        sessions=8,
    ),
    InventedService(
        "neighbours",
        _GROUP,
        "Thursday walkers",
        "A slow walk by the river and a hot drink. Come on your own or bring someone. For company and fresh air.",
        _LYNMOUTH,
        "The Pavilion",
        "Lynmouth",
        _meets("TH", 14),
        wait_days=7,
        min_age=16,
        access=(Access.CHILDREN,),
    ),
    InventedService(
        "neighbours",
        _GROUP,
        "Harbour shed",
        "Mend, carve and talk. For anyone who feels lonely or low, and for those who like to be useful.",
        _LYNMOUTH,
        "The boat shed",
        "Lynmouth",
        _meets("FR", 10),
        wait_days=7,
        capacity=6,
        access=(),
    ),
    InventedService(
        "neighbours",
        _SERVICE,
        "A friendly ear",
        "Somebody rings you once a week, the same person each time. For people who feel isolated.",
        _LYNTON,
        "Lee Road",
        "Lynton",
        wait_days=10,
        access=(Access.FROM_HOME, Access.INTERPRETER),
    ),
    InventedService(
        "garden",
        _GROUP,
        "Garden mornings",
        "Dig, sow and drink tea among the beans. For anyone who would like fresh air and quiet company.",
        _PILTON,
        "The walled garden",
        "Barnstaple",
        _meets("SA", 10),
        wait_days=7,
    ),
    InventedService(
        "surgery",
        _SERVICE,
        "Link worker",
        "Somebody at the surgery with time to listen: money, housing, company, what matters to you.",
        _PILTON,
        "Riverside Surgery",
        "Barnstaple",
        min_age=16,
    ),
    InventedService(
        "surgery",
        _GROUP,
        "Living with pain",
        "A group about pain, rest and small movements.",
        _PILTON,
        "Riverside Surgery",
        "Barnstaple",
        _meets("WE", 10),
        wait_days=28,
        access=(Access.STEP_FREE, Access.TOILET, Access.QUIET),
    ),
    InventedService(
        "therapy",
        _SERVICE,
        "Talking therapy",
        "Therapy for anxiety, worry, panic and depression, in person, online or by phone.",
        _BARNSTAPLE,
        "Castle Street",
        "Barnstaple",
        wait_days=42,
        min_age=16,
        capacity=20,
        access=(Access.STEP_FREE, Access.FROM_HOME, Access.INTERPRETER, Access.SIGN_LANGUAGE),
    ),
    InventedService(
        "therapy",
        _GROUP,
        "Stress and worry evenings",
        "Four evenings about stress and how to meet it. Sit at the back if you like.",
        _NEWPORT,
        "Newport Hall",
        "Barnstaple",
        _meets("MO", 18),
        wait_days=21,
    ),
    InventedService(
        "neighbours",
        _SERVICE,
        "Moneywise mornings",
        "Bills, debts and benefits, with somebody beside you who knows the forms.",
        _LYNTON,
        "Lynton Town Hall",
        "Lynton",
        _meets("TU", 9, 30, 3),
        wait_days=7,
        capacity=None,
    ),
)
