"""The invented place asks what matters: one wave that is closed and can be read, and one that is open now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from watersmeet.base.actor import VISITOR
from watersmeet.demo.cast import Cast
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Face, Question

HEARD = {"learners": 30, "community": 24, "education": 18, "mental_health": 15, "primary_care": 9}
"""How many answered."""
PEOPLE = {"education": 21, "mental_health": 40}
POINTS = ("2", "3", "1", "3", "1")
"""Each person moves them on by one value."""
WORDS = "Come to where we are, not only to the clinic."


class Asking:
    """Who is asked, when, and what they say: each number of a person has answers of their own, the same each time."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.lead, self.now = cast.called["Ros Tremlett"], now
        self.inquiry, self.wave = UUID(int=0), UUID(int=0)

    def deeds(self) -> list[tuple[datetime, Callable[[], None]]]:
        """Moments with what was done then, in their order."""
        return [
            (self.now - timedelta(days=40), self.it_begins),
            (self.now - timedelta(days=33), self.people_answer),
            (self.now - timedelta(days=26), self.it_closes),
            (self.now - timedelta(days=3), self.it_opens_again),
        ]

    def it_begins(self) -> None:
        """The lead opens the first wave with the questions that come with the software."""
        self.inquiry = voices.begin_inquiry(voices.worked(), by=self.lead)
        self.wave = voices.open_wave(self.inquiry, PEOPLE, by=self.lead)

    def people_answer(self) -> None:
        """By the addresses of their groups."""
        for group, many in HEARD.items():
            opened = voices.asked_of_group(self.wave, group)
            if opened:
                asked = voices.questions(opened.questions)
                for number in range(many):
                    voices.answer(opened.code, _told(asked, group, number), by=VISITOR)

    def it_closes(self) -> None:
        """What was heard can be read."""
        voices.close_wave(self.wave, by=self.lead)

    def it_opens_again(self) -> None:
        """The same questions, with new addresses."""
        voices.open_wave(self.inquiry, PEOPLE, by=self.lead)


def _told(asked: list[Question], group: str, number: int) -> dict[str, str]:
    told = {one.key: _says(one, group, number) for one in asked if one.face not in {Face.PRIORITY, Face.WORDS}}
    points = (one.key for one in asked if one.face is Face.PRIORITY)
    told |= dict(zip(points, POINTS[number % 5 :] + POINTS[: number % 5], strict=True))
    return told | ({"words.first": WORDS} if (group, number) == ("learners", 3) else {})


def _says(one: Question, group: str, number: int) -> str:
    """One in nine is of another mind; learners do not find that nobody is left out here."""
    other = number % 9 == len(one.item) % 9
    if one.face is Face.BARRIER:
        return "yes" if other else "no"
    if one.face is Face.CONDITION:
        return "no" if other else "can" if number % 2 else "met"
    if (one.face, one.item, group) == (Face.LIVED, "inclusion", "learners"):
        return "4" if number % 10 == 0 else "2"
    return "3" if other else "5" if number % 2 else "4"
