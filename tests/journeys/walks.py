"""How a journey is walked: people at their own browsers; each page passes axe and does not scroll sideways."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, Response, expect

from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor
from watersmeet.demo.pages import letters
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import api as outbox

PIN = "4826"
ONS4_FIRST, ONS4_LAST = ("3", "4", "4", "8"), ("6", "6", "5", "4")


class Hand:
    """Somebody at a browser of their own."""

    def __init__(self, page: Page, server: str, check: Callable[[Page], None]) -> None:
        self.page = page
        self.server = server
        self._check = check

    def open(self, path: str) -> Response | None:
        """Go to an address of ours, by its path or whole."""
        answer = self.page.goto(path if path.startswith("http") else f"{self.server}{path}")
        self._check(self.page)
        return answer

    def press(self, name: str) -> None:
        """Press a button, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self._check(self.page)

    def follow(self, name: str) -> None:
        """Follow a link, or one that is drawn as a button, and wait for the page that comes."""
        link = self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).or_(link).first.click()
        self._check(self.page)

    def fill(self, label: str, words: str) -> None:
        """Write into a field, whether it is optional or not."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")).fill(words)

    def choose(self, *labels: str) -> None:
        """Tick boxes, or choose answers."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def reads(self, heading: str) -> None:
        """The page says this first."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def sees(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def signs_in(self, who: Actor) -> None:
        """As somebody who works here."""
        user = User.objects.get(pk=who.id)
        self.open("/work/")
        self.fill("Email", user.email)
        self.fill("Password", PASSWORD)
        code = accounts.paper_code(user)
        self.press("Sign in")
        self.fill("Code", code)
        self.press("Go on")


@dataclass(frozen=True)
class Walk:
    """A journey: the server, and how browsers are opened for those who come."""

    server: str
    browser: Browser
    options: dict[str, Any]
    check: Callable[[Page], None]

    def hand(self, worker: Actor | None = None, of: type[Hand] = Hand) -> Hand:
        """Somebody new at a browser of their own, signed in if they work here; `of` is how they use it."""
        page = self.browser.new_context(**self.options).new_page()
        page.set_default_timeout(60_000)  # the first chart and the first count of a process load their engines
        hand = of(page, self.server, self.check)
        if worker:
            hand.signs_in(worker)
        return hand


@dataclass(frozen=True)
class Looks:
    """Checks each page once in each shape that it takes (empty, full, in error): the same again would find the same.

    `seen` is a folder for all who walk at the same time.
    """

    check: Callable[[Page], None]
    seen: Path

    def at(self, page: Page) -> None:
        """Check it, if it was not seen so before."""
        place = re.sub(r"https?://[^/]+|[0-9a-f-]{36}|(?<=/l/)[^/]+|(?<=/results/)[^/]+", "", page.url)
        elements = re.findall(r"<(\w+)[^>]*?(?: class=\"([^\"]*)\")?>", page.content())
        shape = repr((place, page.viewport_size["width"], elements))
        mark = self.seen / hashlib.sha256(shape.encode()).hexdigest()
        if not mark.exists():
            self.check(page)
            mark.touch()


@dataclass(frozen=True)
class Mirror:
    """Checks pages of a browser without scripts, in which axe cannot run: their very words, opened where it can.

    The server is not asked again, and no script of ours runs here either.
    """

    page: Page
    check: Callable[[Page], None]

    def at(self, plain: Page) -> None:
        """Show what `plain` shows, and check that."""
        words, address = plain.content(), plain.url
        self.page.unroute_all()
        self.page.route("**/*.js", lambda route: route.abort())
        self.page.route(lambda url: url == address, lambda route: route.fulfill(body=words, content_type="text/html"))
        self.page.goto(address)
        self.check(self.page)


def post() -> list[letters.Letter]:
    """Let everything that is due leave: the messages in the box, the newest first."""
    outbox.deliver_all()
    return letters.newest()


def empty_post_box() -> None:
    """Forget what was sent before the journey began."""
    post()
    for path in postbox.folder().glob("*.eml"):
        path.unlink()


def link_for(address: str, subject: str = "A message for you") -> str:
    """The link in the newest message of that subject to somebody."""
    mine = next(letter for letter in post() if letter.to == address and letter.subject == subject)
    [link] = [line.href for paragraph in mine.paragraphs for line in paragraph if line.href]
    return link


def finds(person: Hand, service: str) -> None:
    """From the front page to a service near a postcode."""
    person.open("/")
    person.fill("In your own words", "anxious and lonely")
    person.fill("Your postcode or town", "EX31 1AA")
    person.press("Find support")
    person.follow(service)
    person.reads(service)
    person.follow("Ask for help with this")


def asks(person: Hand, receiver: str, *, email: str = "wren@person.example") -> None:
    """All steps of asking, from the first page to the one that says that it was sent."""
    person.press("Begin")
    person.choose("For me")
    person.press("Carry on")
    person.choose("18 or over")
    person.press("Carry on")
    person.fill("In your own words", "I do not sleep, and I am alone a lot.")
    person.choose("People around you")
    person.press("Carry on")
    person.fill("What should we call you?", "Wren Example")
    person.press("Carry on")
    person.choose("Email")
    person.press("Carry on")
    person.fill("Your email address", email)
    person.press("Carry on")
    person.choose("Any of these")
    person.press("Carry on")
    person.press("Carry on")
    person.sees(f"If you say yes, {receiver} can see:")
    person.choose("Yes, they may")
    person.press("Carry on")
    person.choose("Yes, you can count me")
    person.press("Carry on")
    person.fill("Choose a PIN", PIN)
    person.press("Carry on")
    person.reads("Check, then send")
    person.press("Send")
    person.reads("We have your request")


def opens(person: Hand, link: str) -> None:
    """Follow a link and give the right PIN."""
    person.open(link)
    person.fill("Your PIN", PIN)
    person.press("Open")


def answers(person: Hand, given: Iterable[str]) -> None:
    """Numbers, one a page."""
    for answer in given:
        person.page.get_by_role("radio", name=re.compile(rf"^{answer}\b")).check()
        person.press("Save and go on")


def identifier(path: str) -> UUID:
    """The first identifier in an address."""
    return UUID(re.search(r"[0-9a-f-]{36}", path).group())  # type: ignore[union-attr]
