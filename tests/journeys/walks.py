"""How a journey is walked: people at their own browsers; each page passes axe and does not scroll sideways."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client
from playwright.sync_api import Browser, Page, Response, expect

from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from watersmeet.accounts import links
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.demo.pages import letters
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import api as outbox
from watersmeet.records.referrals.models import Referral

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

    def says(self, **answers: str) -> None:
        """Choose answers by the names of their questions: where several questions have the same answers."""
        for name, value in answers.items():
            self.page.locator(f"input[name='{name}'][value='{value}']").check()

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
        """Somebody new at a browser of their own; who works here is at their work; `of` is how they use it.

        Signing in by its pages is a journey of its own, and the first of the thread: it is not walked again each time.
        """
        context = self.browser.new_context(**self.options)
        page = context.new_page()
        page.set_default_timeout(60_000)  # the first chart and the first count of a process load their engines
        hand = of(page, self.server, self.check)
        if worker:
            signed_in = Client()
            signed_in.force_login(User.objects.get(pk=worker.id))
            cookies = signed_in.cookies.values()
            context.add_cookies([{"name": one.key, "value": one.value, "url": self.server} for one in cookies])
            hand.open("/work/")
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


def finds_nobody(worker: Hand) -> None:
    """Looks by a number for somebody who is in the room and not known yet."""
    worker.follow("Refer somebody")
    worker.fill("Phone number", "07700 900 901")
    worker.press("Look")
    worker.follow("Write down somebody new")


def asks_to_be_rung(person: Hand) -> None:
    """Says on one page who they are, and when it is safe."""
    person.choose("18 or over", "Morning, 9am to 12", "Afternoon, 12 to 5pm", "Evening, after 5pm")
    person.fill("What should we call you?", "Wren")
    person.fill("A phone number that is safe", "07700 900 982")
    person.says(message="no", say_who="no")
    person.press("Ask to be rung")
    person.reads("We will ring you")


def says_what_they_need(worker: Hand) -> None:
    """In the person's own words, of a service near that they chose."""
    worker.choose("People around you", "Beside their care", "Yes", "The person chose it")
    worker.fill("In their own words, for those who answer", "Some company on Thursdays.")
    worker.press("Carry on")


def writes_down(worker: Hand, name: str) -> None:
    """Somebody new, who can be rung at the number that was looked for."""
    worker.fill("What they like to be called, with their surname if they give it", name)
    worker.choose("18 or over", "Phone call")
    worker.press("Write them down")


def hears_yes(worker: Hand) -> None:
    """What would be shared is read together, and they say yes."""
    worker.reads("Read this together")
    worker.choose("Yes, send it")
    worker.press("That is their answer")
    worker.reads("It is sent")


def the_loop_closes(group: Hand, front: Hand, name: str) -> None:
    """From a referral's page the group says yes, started and finished; who referred reads it, and nothing is left."""
    for step in ("Accept", "They have started", "They have finished"):
        group.press(step)
    group.sees("Completed. The referrer reads how it went next.")
    reads_how_it_went(front, name)


def reads_how_it_went(front: Hand, name: str) -> None:
    """Whoever referred somebody reads the end of it, and then nothing of it is on their list."""
    front.open("/work/")
    front.sees("Read the outcome by")
    front.follow(name)
    front.press("I have read the outcome")
    front.sees("Thank you. There is nothing more to do here.")
    expect(front.page.get_by_role("link", name=name)).to_have_count(0)


def stops_sharing(person: Hand, link: str, receiver: str) -> None:
    """By their own page."""
    opens(person, link)
    person.follow("See who can see what about you")
    person.follow(f"Stop sharing with {receiver}")
    person.press("Stop sharing")
    person.reads(f"You stopped sharing with {receiver}")


def is_gone(worker: Hand, path: str) -> None:
    """The page is a 404, word for word as for something that never was."""
    answer = worker.open(path)
    assert answer
    assert answer.status == 404
    words = worker.page.locator("main").inner_text()
    worker.open(path.replace(str(identifier(path)), "0198c0de-0000-7000-8000-000000000000"))
    assert worker.page.locator("main").inner_text() == words


def link_to(referral: Referral) -> str:
    """The person's own link to it, as a message brings it; it opens with PIN."""
    about = Ref("referral", referral.pk)
    token = accounts.link(subject=about, person=referral.person_id, partnership=referral.partnership_id, pin=PIN)
    return links.address(token)


def answers(person: Hand, given: Iterable[str]) -> None:
    """Numbers, one a page."""
    for answer in given:
        person.page.get_by_role("radio", name=re.compile(rf"^{answer}\b")).check()
        person.press("Save and go on")


def identifier(path: str) -> UUID:
    """The first identifier in an address."""
    return UUID(re.search(r"[0-9a-f-]{36}", path).group())  # type: ignore[union-attr]
