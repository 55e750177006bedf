"""What people read is plain: the reading age of the person's own pages and messages, sentence by sentence.

The measure is Flesch-Kincaid: school grade plus five is an age. Only whole sentences are counted, because names, labels
and dates beside them would make a page look easier than it is.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http import HTTPStatus

import pytest
import textstat
from django.test import Client
from django.utils import translation

from tests.factories import accounts, asking, inquiries, places, services
from tests.factories.places import Place
from tests.unit.outcomes.asking import Story
from tests.unit.safety.watching import Watched
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref
from watersmeet.exchange.notify.words import TO_PERSON
from watersmeet.records.outcomes import queries as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.pages.steps import walk
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import Reason
from watersmeet.records.safety import api as safety
from watersmeet.records.voices import api as voices

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
    found = client.post("/", {"words": "carve", "near": "EX31 1AA", "miles": "5"}).url
    yield from _read(client, found, f"{found}paper/", f"/offered-by/{at.group.pk}/")
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
    yield from _read(client, f"{status}stop/", "/sharing/", *(f"/sharing/tell/{kind}/" for kind in people.ASKED))
    yield from _read(client, f"/sharing/{at.group.pk}/stop/", "/sharing/contact/ways/", "/sharing/contact/safe/")
    yield from _read(client, "/worried/", "/worried/write/")
    yield from _read(
        client, "/no-such-page/", "/what-this-is-for/", "/ring-me/", "/promises/", "/gatherings/", "/findings/"
    )
    yield from _asked_what_matters(client, at)
    yield from _along_the_way(client, at, status)
    yield from _beside_an_introducer(client, at)
    yield from _how_are_you(client)


def _along_the_way(client: Client, at: Place, status: str) -> Iterator[tuple[str, str]]:
    """A person's own page after each step, their questions, and how they may say thank you."""
    asked, helper = Referral.objects.get(), places.worker(at.group)
    steps: dict[str, Callable[[], object]] = {
        "accepted": lambda: referrals.accept(asked.pk, by=helper),
        "waiting": lambda: referrals.wait(asked.pk, by=helper, details=referrals.Details(queue_place=3)),
        "started": lambda: referrals.start(asked.pk, by=helper),
        "paused": lambda: referrals.pause(asked.pk, by=helper, reason=Reason.PERSON_CHOSE),
        "started again": lambda: referrals.start(asked.pk, by=helper),
        "completed": lambda: referrals.complete(asked.pk, by=helper),
    }
    listed = services.service(at, name="Pottery", description="Make a cup.").pk
    for name, step in steps.items():
        step()
        if name == "accepted":
            referrals.suggest(asked.pk, services=[listed], by=helper)
            yield from _read(client, f"{status}suggested/")
        yield name, client.get(status, follow=True).content.decode()
    yield from _read(client, f"{status}thanks/")


def _asked_what_matters(client: Client, at: Place) -> Iterator[tuple[str, str]]:
    """Every page of an inquiry, from its card's address to the one that says thank you, and those that are shut."""
    lead = inquiries.lead(at)
    wave = inquiries.opened(lead)
    address = f"/asked/{inquiries.code_of(wave, 'learners').lower()}/"
    yield from _read(client, address)
    where = client.post(address)["Location"]
    while not where.endswith("/check/"):
        yield from _read(client, where)
        where = client.post(where, {"important-respect": "5", "lived-respect": "4"})["Location"]
    yield from _read(client, where)
    yield from _read(client, client.post(where)["Location"])
    yield "never given", client.get("/asked/aaaa-bbbb-cccc/").content.decode()
    voices.close_wave(wave, by=lead)
    yield "closed", client.get(address).content.decode()


def _beside_an_introducer(client: Client, at: Place) -> Iterator[tuple[str, str]]:
    """What somebody reads who asks at a library, from its first page to the one that says that it is over."""
    manager = places.worker(at.group, Role.MANAGER)
    made = partnerships.add_introducer(partner=at.group.pk, name="The library", by=manager)
    code = partnerships.introducer(manager, made).code.lower()
    yield from _read(client, f"/with/{code}/", f"/with/{code}/closed/")


def _how_are_you(client: Client) -> Iterator[tuple[str, str]]:
    """The questions of a start and of an end, page by page; those that may call somebody, open and closed."""
    story = Story()
    story.need()
    yield from _asked(client, story, Moment.START, Moment.END)
    watched = Watched()
    shift = watched.on_call()
    yield from _asked(client, watched.story, Moment.START)
    safety.take_back_shift(shift=shift, by=watched.keeper)
    yield "closed now", client.get(f"/measures/{watched.story.ask()}/where/").content.decode()


def _asked(client: Client, story: Story, *moments: Moment) -> Iterator[tuple[str, str]]:
    for moment in moments:
        request = story.ask(moment)
        link = accounts.link(
            "measures", subject=Ref("request", request), person=story.person, partnership=story.at.partnership.pk
        )
        shown = client.post(f"/l/{link}/open/", {"second": asking.PIN}, follow=True)
        yield f"who sees the answers, {moment}", shown.content.decode()
        steps = walk(story.by_link, outcomes.asked(story.by_link, request)).steps
        yield from _read(client, *(f"/measures/{request}/{step.slug}/" for step in steps), f"/measures/{request}/stop/")


def _read(client: Client, *addresses: str) -> Iterator[tuple[str, str]]:
    for address in addresses:
        shown = client.get(address, follow=True)
        assert shown.status_code == HTTPStatus.OK or "no-such" in address, address
        yield address, shown.content.decode()


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
    assert len(ages) > 45
    assert {address: years for address, years in ages.items() if years > OLDEST} == {}


def test_the_measure_finds_what_is_hard() -> None:
    assert age(["The partnership coordinates multidisciplinary interventions for eligible individuals."]) > OLDEST


@pytest.mark.parametrize("kind", TO_PERSON)
def test_messages_to_a_person_are_as_plain(kind: str) -> None:
    with translation.override("en-gb"):
        said = [str(TO_PERSON[kind].text).replace("{address}", ""), str(TO_PERSON[kind].short).replace("{address}", "")]
    assert age(said) <= OLDEST
