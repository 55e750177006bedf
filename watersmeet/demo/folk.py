"""The invented people: forty-one of them, what each would like, and how it went. The same each time."""

import random
from dataclasses import dataclass
from enum import StrEnum

from watersmeet.records.plans.api import Domain

SEED = 1913
_FIRST = [
    "Jo",
    "Marek",
    "Sal",
    "Ivy",
    "Bram",
    "Nell",
    "Odo",
    "Tess",
    "Wilf",
    "Una",
    "Cai",
    "Dot",
    "Ennis",
    "Fern",
    "Gil",
    "Hope",
    "Ira",
    "June",
    "Kes",
    "Lark",
    "Mab",
    "Ned",
    "Oona",
    "Perran",
    "Quill",
    "Rue",
    "Sorrel",
    "Tam",
    "Ulla",
    "Vesper",
    "Wren",
    "Yan",
    "Zia",
    "Alder",
    "Bryony",
    "Clem",
    "Dilly",
    "Esk",
    "Flint",
    "Gorse",
]
_LAST = ["Sampleton", "Invented", "Exampleby", "Notreal", "Pretend"]
_WISHES: dict[Domain, tuple[str, ...]] = {
    Domain.PEOPLE: ("I would like some company.", "I moved here and know nobody.", "The days are long on my own."),
    Domain.HEALTH: ("I want my nights back.", "I worry all the time.", "I feel low and cannot get going."),
    Domain.LEARNING: ("I would like to learn something again.", "I want to help my children with their homework."),
    Domain.MONEY: ("The bills frighten me.", "I cannot make sense of the letters."),
    Domain.WORK: ("I would like a job I can keep.",),
    Domain.EVERYDAY: ("I want to get out of the house.",),
}
_SUITS: dict[Domain, tuple[str, ...]] = {
    Domain.PEOPLE: ("Thursday walkers", "Harbour shed", "A friendly ear"),
    Domain.HEALTH: ("Sleep well, feel well", "Talking therapy", "Stress and worry evenings"),
    Domain.LEARNING: ("Computers, gently", "English for work and neighbours", "Cooking on a budget"),
    Domain.MONEY: ("Moneywise mornings", "Link worker"),
    Domain.WORK: ("English for work and neighbours", "Link worker"),
    Domain.EVERYDAY: ("Thursday walkers", "Cooking on a budget", "Living with pain"),
}


class Course(StrEnum):
    """How far it has gone by today."""

    NEW = "new"
    LATE = "late"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    STARTED = "started"
    COMPLETED = "completed"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNDECIDED = "undecided"


_COURSES = (
    [Course.CLOSED] * 11
    + [Course.COMPLETED] * 2
    + [Course.STARTED] * 6
    + [Course.ACCEPTED] * 4
    + [Course.WAITING] * 3
    + [Course.NEW] * 4
    + [Course.LATE] * 1
    + [Course.DECLINED] * 3
    + [Course.WITHDRAWN] * 3
    + [Course.UNDECIDED] * 3
)


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person: `days` is how long ago they asked; answers are ONS4's four at the start and at the end."""

    number: int
    name: str
    domain: Domain
    wish: str
    service: str
    course: Course
    days: int
    count: bool
    start: tuple[int, int, int, int]
    end: tuple[int, int, int, int]
    met: int

    @property
    def email(self) -> str:
        """An address that can never exist."""
        return f"person{self.number}@demo.example"


_BY_LINK = Invented(
    number=41,
    name="Hazel Exampleby",
    domain=Domain.PEOPLE,
    wish="I would like to be outside with others. Hazel is shy at first.",
    service="Garden mornings",
    course=Course.NEW,
    days=2,
    count=True,
    start=(4, 4, 5, 6),
    end=(6, 6, 6, 4),
    met=2,
)


def everybody() -> list[Invented]:
    """All of them, in no order that means anything; the last one's group answers by link."""
    chance = random.Random(SEED)  # noqa: S311 - to invent people, not to keep secrets
    return [*(_one(number, course, chance) for number, course in enumerate(_COURSES, 1)), _BY_LINK]


def _one(number: int, course: Course, chance: random.Random) -> Invented:
    domain = chance.choice(list(_WISHES))
    start = (chance.randint(2, 6), chance.randint(2, 6), chance.randint(2, 6), chance.randint(4, 9))
    lift = [chance.choice((-1, 0, 0, 1, 1, 2, 3)) for _ in start]
    return Invented(
        number=number,
        name=f"{_FIRST[number - 1]} {_LAST[number % len(_LAST)]}",
        domain=domain,
        wish=chance.choice(_WISHES[domain]),
        service=chance.choice(_SUITS[domain]),
        course=course,
        days=_days(course, chance),
        count=chance.random() < 0.8,
        start=start,
        end=(start[0] + lift[0], start[1] + lift[1], start[2] + lift[2], start[3] - lift[3]),
        met=chance.choice((0, 1, 1, 2, 2, 2)),
    )


def _days(course: Course, chance: random.Random) -> int:
    """How long ago they asked, so that the rest could happen since."""
    if course in {Course.CLOSED, Course.COMPLETED}:
        return chance.randint(80, 110)
    if course is Course.STARTED:
        return chance.randint(30, 60)
    if course is Course.LATE:
        return 8
    if course in {Course.NEW, Course.UNDECIDED}:
        return chance.randint(0, 1)
    return chance.randint(10, 25)
