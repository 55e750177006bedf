"""The pages of messages for those who work: writing, reading, a file that is only ever saved, and mistakes."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import files as make
from tests.factories import places, work
from tests.factories.places import Place
from watersmeet.accounts import policy
from watersmeet.accounts.models import User
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.accounts.routes import ROUTES, verb_of
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.files import kinds
from watersmeet.base.files.models import File
from watersmeet.exchange.notify import ways
from watersmeet.records.partnerships.api import Category
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Message, Reading, Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Place:
    """A place on a Tuesday."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    settings.WATERSMEET_DATA = tmp_path
    return places.place()


@pytest.fixture
def referral(here: Place) -> UUID:
    """A referral of which both sides may tell each other."""
    made = work.waiting(here)
    who = Referral.objects.get(pk=made).person_id
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    return made


def at_desk(client: Client, worker: Actor) -> Client:
    client.force_login(User.objects.get(pk=worker.id))
    return client


def told(**more: Any) -> dict[str, Any]:
    return {"to": "side", "words": "Is the door step free?", "key": "one"} | more


def file(content: bytes = make.PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def main(page: Any) -> str:
    return words(page).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("to", ["person", "both"])
def test_where_no_message_can_tell_the_person_that_is_said_and_what_happens_instead(
    client: Client, here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    group, page = at_desk(client, places.worker(here.group)), f"/work/{referral}/message/"
    sent = words(group.post(page, told(to=to), follow=True))
    assert "Whoever it is for is told" in sent
    monkeypatch.setattr(ways, "we_have", tuple)
    sent = words(group.post(page, told(to=to, key="two"), follow=True))
    assert "No message can tell the person" in sent
    assert "Telling them by hand becomes a task" in sent
    assert ("The other side is told" in sent) is (to == "both")
    assert "Whoever it is for is told" not in sent


def test_it_is_written_with_a_file_and_read_and_answered_on_the_other_side(
    client: Client, here: Place, referral: UUID
) -> None:
    group = at_desk(client, places.worker(here.group))
    story = f"/work/{referral}/"
    assert "Write a message" in words(group.get(story))
    sent = group.post(f"{story}message/", told(file=file()), follow=True)
    assert "Whoever it is for is told that there is a message, and no more." in words(sent)
    front_door = at_desk(Client(), places.worker(here.front_door))
    assert "A message to read about" in words(front_door.get("/work/"))
    shown = words(front_door.get(story))
    assert "Is the door step free?" in shown
    assert f"{here.group.organisation.name} to {here.front_door.organisation.name}" in shown
    message = Message.objects.get()
    front_door.post(f"{story}messages/read/", {"upto": message.pk})
    assert "I have read it" not in words(front_door.get(story))
    assert f"Read at {here.front_door.organisation.name}" in words(group.get(story))


def test_a_file_is_saved_never_shown_and_each_opening_leaves_a_line(
    client: Client, here: Place, referral: UUID
) -> None:
    group = at_desk(client, places.worker(here.group))
    group.post(f"/work/{referral}/message/", told(file=file(name="A letter für Wren.pdf")))
    row = File.objects.get()
    for _time in range(2):
        answer = group.get(f"/work/{referral}/message/{row.owner_id}/{row.pk}/")
    assert answer.content == make.PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''A%20letter%20f")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert Line.objects.filter(verb="look.page", detail={"why": "file"}).count() == 2


def test_a_look_marks_nothing_as_read(client: Client, here: Place, referral: UUID) -> None:
    at_desk(client, places.worker(here.group)).post(f"/work/{referral}/message/", told())
    front_door = at_desk(Client(), places.worker(here.front_door))
    for address in ("", "message/", "messages/read/"):
        front_door.get(f"/work/{referral}/{address}")
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": ""}, "Write your message"),
        ({"to": ""}, "Choose who it is for"),
        ({"to": "everybody"}, "Choose one of the answers offered"),
        ({"file": file(b"MZ\0", "tool.exe")}, str(kinds.NOT_TAKEN)),
        ({"file": file(b"", "notes.txt")}, "This file is empty"),
        ({"file": file(make.PDF, "photo.png")}, "not what its name says"),
        ({"file": file(b"a" * (kinds.LIMIT + 1), "notes.txt")}, "bigger than 10 MB"),
        ({"words": "", "file": file()}, "Choose your file again: it was not kept."),
    ],
)
def test_a_mistake_is_named_and_the_words_stay(
    client: Client, here: Place, referral: UUID, wrong: dict[str, Any], sentence: str
) -> None:
    group = at_desk(client, places.worker(here.group))
    page = group.post(f"/work/{referral}/message/", told(**wrong))
    assert page.status_code == 400
    assert sentence in words(page)
    assert wrong.get("words", "Is the door step free?") in words(page)
    assert not Message.objects.exists()


def test_pressing_twice_sends_once(client: Client, here: Place, referral: UUID) -> None:
    group = at_desk(client, places.worker(here.group))
    for _time in range(2):
        assert group.post(f"/work/{referral}/message/", told()).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("partner", "role"), [("surgery", Role.PRACTITIONER), ("group", Role.TUTOR)])
def test_for_others_it_is_as_if_nothing_were_there(
    client: Client, here: Place, referral: UUID, partner: str, role: Role
) -> None:
    message = referrals.write_message(
        referral,
        by=places.worker(here.group),
        words="Step free?",
        to=referrals.For.BOTH,
        file=referrals.Enclosed("letter.pdf", file()),
    )
    other = at_desk(client, places.worker(getattr(here, partner), role))
    absent = main(other.get("/work/0198c0de-0000-7000-8000-000000000000/message/"))
    for address in ("message/", f"message/{message}/{File.objects.get().pk}/"):
        answer = other.get(f"/work/{referral}/{address}")
        assert (answer.status_code, main(answer)) == (404, absent)
    assert other.post(f"/work/{referral}/message/", told()).status_code == 404
    assert other.post(f"/work/{referral}/messages/read/", {"upto": message}).status_code == 404


def test_an_address_that_says_nothing_is_not_found(client: Client, here: Place, referral: UUID) -> None:
    group = at_desk(client, places.worker(here.group))
    assert group.post(f"/work/{referral}/messages/read/", {"upto": "heron"}).status_code == 404


FOR_EVERYBODY = "desk:finding_paper"
"""A finding that is shown is everybody's, as a PDF too."""


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_link_opens_a_page_of_those_who_work(purpose: str) -> None:
    person = Actor(Kind.LINK, uuid4(), person=uuid4(), partner=uuid4(), about=uuid4(), verbs=PURPOSES[purpose].verbs)
    pages = [route for route in ROUTES if route.startswith("desk:") and route != FOR_EVERYBODY]
    assert pages
    assert [route for route in pages if policy.could(person, verb_of(route))] == []
