"""A finding is shown with who sees it otherwise; anyone replies, and somebody here reads it before others do."""

from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.models import FromOutside

FOUND = {"found": "9 of 10 came, of 40 asked.", "evidence": "We counted.", "dissent": "The group: it was summer."}
TOLD = memory.Told(title="More people come when we ring first", parts=FOUND)


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


@pytest.fixture
def finding(here: Place, lead: Actor) -> UUID:
    made = memory.record(memory.Kind.FINDING, TOLD, by=places.worker(here.group))
    memory.publish(made, public=True, by=lead)
    return made


def said(finding: UUID, words: str = "We saw it too.", **more: str) -> UUID:
    return memory.reply_from_outside(finding, words=words, by=VISITOR, **more)


def test_it_needs_what_it_rests_on(here: Place) -> None:
    bare = memory.Told(title="It helps", parts={"found": "It does."})
    with pytest.raises(Invalid):
        memory.record(memory.Kind.FINDING, bare, by=places.worker(here.group))


def test_only_the_lead_shows_it_and_takes_it_back(here: Place, lead: Actor) -> None:
    writer = places.worker(here.group)
    made = memory.record(memory.Kind.FINDING, TOLD, by=writer)
    for by in (writer, places.worker(here.group, Role.MANAGER)):
        with pytest.raises(Refused):
            memory.publish(made, public=True, by=by)
    with pytest.raises(NotFound):
        memory.finding(made)
    memory.publish(made, public=True, by=lead)
    assert memory.finding(made)[0].title == TOLD.title
    memory.publish(made, public=False, by=lead)
    with pytest.raises(NotFound):
        memory.finding(made)
    with pytest.raises(NotFound):
        said(made)


def test_other_words_are_shown_anew_by_the_lead(here: Place, lead: Actor) -> None:
    writer = places.worker(here.group)
    made = memory.record(memory.Kind.FINDING, TOLD, by=writer)
    memory.publish(made, public=True, by=lead)
    other = memory.Told(title="Everybody comes", parts=FOUND)
    memory.change(made, other, seen_version=memory.get(writer, made).version, by=writer)
    assert memory.findings(here.partnership.pk) == []


def test_a_decision_is_never_shown_so(lead: Actor) -> None:
    made = memory.decide(memory.Told(title="We ring first", parts={"why": "They come."}), by=lead)
    with pytest.raises(NotFound):
        memory.publish(made, public=True, by=lead)


def test_a_reply_waits_and_is_then_read_by_everybody(here: Place, lead: Actor, finding: UUID) -> None:
    reply = said(finding, who="a learner")
    assert memory.finding(finding)[1] == []
    [waiting] = memory.replies_to(lead, finding)
    assert (waiting.words, waiting.who, waiting.shown) == ("We saw it too.", "a learner", False)
    assert memory.replies_to(places.worker(here.group), finding) == []
    memory.look_at_reply(reply, shown=True, by=places.worker(here.group, Role.MANAGER))
    assert [one.words for one in memory.finding(finding)[1]] == ["We saw it too."]


def test_one_that_names_somebody_who_is_known_is_not_shown_and_its_writer_is_not_told(
    here: Place, lead: Actor, finding: UUID
) -> None:
    places.person(here, name="Ada Example")
    reply = said(finding, "I met Ada Example there.")
    with pytest.raises(Invalid):
        memory.look_at_reply(reply, shown=True, by=lead)
    assert memory.finding(finding)[1] == []
    memory.look_at_reply(reply, shown=False, by=lead)
    row = FromOutside.objects.get(pk=reply)
    assert (row.words, row.who) == (None, None)
    with pytest.raises(NotFound):
        memory.look_at_reply(reply, shown=True, by=lead)


def test_no_other_place_looks_at_it(finding: UUID) -> None:
    reply = said(finding)
    stranger = places.worker(places.place().front_door, Role.LEAD)
    with pytest.raises(NotFound):
        memory.look_at_reply(reply, shown=True, by=stranger)
    with pytest.raises(NotFound):
        memory.publish(finding, public=False, by=stranger)


@pytest.mark.parametrize("wrong", ["", "  ", "x" * 2001])
def test_nothing_and_too_much_are_not_taken(finding: UUID, wrong: str) -> None:
    with pytest.raises(Invalid):
        said(finding, wrong)


def test_sent_twice_is_once_and_the_pile_has_an_end(finding: UUID) -> None:
    assert said(finding, key="k") == said(finding, key="k")
    with pytest.raises(KeyReused):
        said(finding, "Another", key="k")
    for number in range(49):
        said(finding, f"Reply {number}")
    with pytest.raises(Conflict):
        said(finding, "One more")


def test_everybody_reads_and_replies_by_page(client: Client, lead: Actor, finding: UUID) -> None:
    assert TOLD.title in words(client.get("/findings/"))
    page = words(client.get(f"/findings/{finding}/"))
    for told in ("9 of 10 came, of 40 asked.", "Who sees it otherwise", "Nobody has replied yet."):
        assert told in page
    path = f"/findings/{finding}/reply/"
    assert client.post(path, {"words": "", "key": "k"}).status_code == 400
    assert "Thank you for your reply" in words(client.post(path, {"words": "Yes.", "who": "a nurse", "key": "k"}))
    desk = sign_in(Client(), lead)
    assert "Waits to be looked at" in words(desk.get(f"/memory/{finding}/"))
    reply = FromOutside.objects.get().pk
    assert desk.post(f"/memory/{finding}/replies/{reply}/", {"shown": "yes"}).status_code == 302
    assert "a nurse" in words(client.get(f"/findings/{finding}/"))
    assert desk.post(f"/memory/{finding}/publish/", {"public": "no"}).status_code == 302
    assert client.get(f"/findings/{finding}/").status_code == 404


def test_the_pdf_says_what_the_page_says(client: Client, lead: Actor, finding: UUID) -> None:
    memory.look_at_reply(said(finding), shown=True, by=lead)
    read = PdfReader(BytesIO(client.get(f"/findings/{finding}/finding.pdf").content))
    text = "".join(page.extract_text() for page in read.pages)
    for told in (TOLD.title, "9 of 10 came", "it was summer", "We saw it too."):
        assert told in text
