"""What people read is plain: the reading age of the person's own pages and messages, sentence by sentence.

The measure is Flesch-Kincaid: school grade plus five is an age. Only whole sentences are counted, because names, labels
and dates beside them would make a page look easier than it is.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
import textstat
from django.test import Client
from django.utils import translation

from tests.factories import asking, places, services
from tests.factories.places import Place
from watersmeet.exchange.notify.words import TO_PERSON

pytestmark = pytest.mark.django_db
OLDEST = 11
"""The reading age that nothing may ask for more than, in years."""
STEPS = ("who", "age", "need", "name", "ways", "details", "times", "safe", "share", "count", "pin", "check")


class Sentences(HTMLParser):
    """The whole sentences of the main part of a page, block by block."""

    BLOCKS = frozenset(
        {"p", "li", "h1", "h2", "h3", "legend", "label", "dt", "dd", "div", "span", "summary", "td", "th"}
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks = [""]
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins."""
        if tag in self.BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if tag in self.BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.blocks[-1] += data

    @property
    def all(self) -> list[str]:
        """Those that end like a sentence and have three words or more."""
        tidy = (" ".join(block.split()) for block in self.blocks)
        found = [one for block in tidy for one in re.findall(r"[^.?!]+[.?!]", block)]
        return [one.strip() for one in found if len(one.split()) > 2]


def age(sentences: list[str]) -> float:
    """The reading age of sentences, in years."""
    return float(textstat.flesch_kincaid_grade(" ".join(sentences))) + 5


def pages(client: Client, at: Place) -> Iterator[tuple[str, str]]:
    """Every page on the way from the front page through asking to the person's own pages: its address and words."""
    service = services.service(at, name="Harbour shed", description="Mend, carve and talk.")
    yield from _read(client, "/", f"/ask/?service={service.pk}")
    asking.begin(client, service.pk)
    for step in STEPS:
        yield from _read(client, f"/ask/{step}/")
        if step != "check":
            asking.answer(client, step)
    sent = asking.send(client)
    yield "sent", sent.content.decode()
    yield from _read(client, asking.link_on(sent))
    own = asking.open_own_page(client, sent)
    yield "own page", own.content.decode()
    status = own.request["PATH_INFO"]
    yield from _read(client, f"{status}stop/", "/sharing/", "/sharing/tell/complaint/", "/sharing/tell/names/")
    yield from _read(client, f"/sharing/{at.group.pk}/stop/", "/sharing/contact/ways/", "/sharing/contact/safe/")
    yield from _read(client, "/no-such-page/", "/ring-me/")


def _read(client: Client, *addresses: str) -> Iterator[tuple[str, str]]:
    for address in addresses:
        yield address, client.get(address, follow=True).content.decode()


def test_pages_of_a_person_ask_for_no_more_than_the_reading_age(
    client: Client, record_property: Callable[[str, object], None]
) -> None:
    at = places.place()
    found = {address: Sentences(html).all for address, html in pages(client, at)}
    ages = {address: age(said) for address, said in found.items() if said}
    everything = [one for said in found.values() for one in said]
    record_property(
        "counted", f"reading age: {len(everything)} sentences, {len(ages)} pages, {age(everything):.1f} years"
    )
    assert len(ages) > 20
    assert {address: years for address, years in ages.items() if years > OLDEST} == {}


def test_the_measure_finds_what_is_hard() -> None:
    assert age(["The partnership coordinates multidisciplinary interventions for eligible individuals."]) > OLDEST


@pytest.mark.parametrize("kind", TO_PERSON)
def test_messages_to_a_person_are_as_plain(kind: str) -> None:
    with translation.override("en-gb"):
        said = [str(TO_PERSON[kind].text).replace("{address}", ""), str(TO_PERSON[kind].short).replace("{address}", "")]
    assert age(said) <= OLDEST
