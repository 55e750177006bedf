"""A tutor adds a course with 12 places and ten weekly sessions, half-term left out, in under three minutes.

How long it takes somebody is worked out by the keystroke-level model (Card, Moran and Newell, 1980), with the times for
an average typist who does not type for a living; the pages of the server are timed as they come.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.factories import directory as made
from tests.factories import places
from tests.factories.places import Place
from tests.journeys.walks import Hand, Walk
from watersmeet.base.actor import VISITOR, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
KEY, POINT, CLICK, HOME, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
"""Seconds: a key, pointing at something, a click, a hand going between mouse and keys, a step of the mind."""
WORDS_A_SECOND = 238 / 60
"""Silent reading of English by adults (Brysbaert, 2019): the last page is read word for word."""
MOST_SECONDS = 180
SEEN = """it => {
  const copy = it.cloneNode(true);
  copy.querySelectorAll('.nhsuk-u-visually-hidden').forEach(one => one.remove());
  return copy.textContent;
}"""


@dataclass
class Effort:
    """What somebody did: keys, things pointed at and clicked, times the hand moved, steps of the mind, words read."""

    keys: int = 0
    clicks: int = 0
    moves: int = 0
    thoughts: int = 0
    words: int = 0
    waited: float = 0
    _at_keys: bool = field(default=False, repr=False)

    def types(self, signs: str) -> None:
        """Think what to write, write it, and go on by Tab."""
        self.thoughts += 1
        self.keys += len(signs) + 1
        self.moves += not self._at_keys
        self._at_keys = True

    def clicks_on(self) -> None:
        """Decide, point and click."""
        self.thoughts += 1
        self.clicks += 1
        self.moves += self._at_keys
        self._at_keys = False

    @property
    def seconds(self) -> float:
        """All of it."""
        of_hands = self.keys * KEY + self.clicks * (POINT + CLICK) + self.moves * HOME
        return of_hands + self.thoughts * THINK + self.words / WORDS_A_SECOND + self.waited


class Typist(Hand):
    """Goes on as a hand does, and counts what that asks of somebody."""

    def __init__(self, page: Page, server: str, check: Callable[[Page], None]) -> None:
        super().__init__(page, server, check)
        self.effort = Effort()

    def fill(self, label: str, words: str) -> None:
        """Write into a field."""
        super().fill(label, words)
        self.effort.types(words)

    def choose(self, *labels: str) -> None:
        """Tick boxes, or choose answers."""
        super().choose(*labels)
        for _label in labels:
            self.effort.clicks_on()

    def untick(self, label: str) -> None:
        """Take the tick from a box."""
        self.page.get_by_label(label, exact=True).uncheck()
        self.effort.clicks_on()

    def says(self, **answers: str) -> None:
        """Choose answers by the names of their questions."""
        super().says(**answers)
        for _answer in answers:
            self.effort.clicks_on()

    def press(self, name: str) -> None:
        """Press a button, and wait."""
        self._timed(lambda: self.page.get_by_role("button", name=name, exact=True).click())

    def follow(self, name: str) -> None:
        """Follow a link, and wait."""
        link = self.page.get_by_role("link", name=name, exact=True)
        self._timed(lambda: self.page.get_by_role("button", name=name, exact=True).or_(link).first.click())

    def studies(self, where: str) -> None:
        """Every word there that can be seen."""
        for one in self.page.locator(where).all():
            self.effort.words += len(re.findall(r"\w+", one.evaluate(SEEN)))

    def _timed(self, act: Callable[[], None]) -> None:
        self.effort.clicks_on()
        began = time.perf_counter()
        with self.page.expect_navigation():
            act()
        self.effort.waited += time.perf_counter() - began
        self._check(self.page)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A partner with one listing, at the place where its courses are too."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    at = places.place()
    made.service(at.partnership.pk, at.group.pk, name="Riverside choir")
    return at


def adds_it(tutor: Typist) -> None:
    """From the desk to the last page, with every fact that a course has."""
    tutor.follow("Our listings")
    tutor.follow("Add a course")
    tutor.fill("Name of the course", "Computers for beginners")
    tutor.fill(
        "What is it, in plain words?", "Learn to send email, fill in forms and find things online. We go slowly."
    )
    tutor.press("Carry on")
    tutor.fill("Day", "11")
    tutor.fill("Month", "1")
    tutor.fill("Year", "2027")
    tutor.fill("From", "10am")
    tutor.fill("Until", "12pm")
    tutor.fill("How many sessions?", "10")
    tutor.fill("How many places?", "12")
    tutor.press("Carry on")
    tutor.studies("main p")
    tutor.untick("Monday 15 February")
    tutor.press("Carry on")
    tutor.fill("Who is it for?", "Anybody new to computers.")
    tutor.fill("Youngest age", "19")
    tutor.fill("Level", "Beginners")
    tutor.fill("What do people need before they start?", "Nothing at all.")
    tutor.says(creche="no")
    tutor.press("Carry on")
    tutor.fill("What does it cost?", "Free")
    tutor.fill("Who pays nothing, or less?", "Free for everybody.")
    tutor.fill("What should people bring?", "Your glasses.")
    tutor.says(also_online="no")
    tutor.press("Carry on")
    tutor.studies("main")
    tutor.press("List this course")


def test_a_course_is_added_in_under_three_minutes(
    walk: Walk, here: Place, record_property: Callable[[str, object], None]
) -> None:
    tutor = walk.hand(places.worker(here.group, Role.TUTOR), of=Typist)
    adds_it(tutor)
    tutor.sees("The course is listed. People can find it now.")
    effort = tutor.effort
    told = f"{effort.seconds:.0f} s: {effort.keys} keys, {effort.clicks} clicks, {effort.words} words read"
    record_property("counted", f"a course is added in {told}, {effort.waited:.1f} s of it waiting")
    assert effort.seconds < MOST_SECONDS, told
    course = directory.service(VISITOR, Service.objects.get(kind="course").pk)
    assert (course.runs[0].places, len(course.runs[0].sessions)) == (12, 10)

    tutor.follow("See it as everybody does")
    tutor.sees("Monday 15 February")
    tutor.follow("Put this listing right")
    tutor.follow("Change Monday 18 January, 10am to midday")
    tutor.press("Call it off")
    tutor.sees("The session is called off: Monday 18 January, 10am to midday.")
