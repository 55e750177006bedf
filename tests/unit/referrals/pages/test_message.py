"""A person reads what is for them on their own page, answers, and opens a file; they alone."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import asking, places
from tests.factories import files as make
from tests.factories.places import Place
from watersmeet.accounts import links
from watersmeet.audit.models import Line
from watersmeet.base.files.models import File
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Enclosed, For
from watersmeet.records.referrals.models import Message, Reading, Referral


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> None:
    """A data folder of this test."""
    settings.WATERSMEET_DATA = tmp_path


@pytest.fixture
def referral(client: Client, place: Place, service: Any) -> Referral:
    """Their request, with their page open."""
    asking.open_own_page(client, asking.ask(client, service.pk))
    return Referral.objects.get()


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def writes(place: Place, referral: Referral, to: For, said: str) -> None:
    file = Enclosed("letter.pdf", SimpleUploadedFile("letter.pdf", make.PDF))
    referrals.write_message(referral.pk, by=places.worker(place.group), words=said, to=to, file=file)


def test_they_read_what_is_for_them_say_so_and_open_its_file(client: Client, place: Place, referral: Referral) -> None:
    writes(place, referral, For.BOTH, "The blue door is step free.")
    shown = words(client.get(f"/status/{referral.pk}/"))
    assert f"{place.group} wrote to you and {place.front_door}" in shown
    assert "The blue door is step free." in shown
    message, file = Message.objects.get(), File.objects.get()
    answer = client.get(f"/status/{referral.pk}/message/{message.pk}/{file.pk}/")
    assert (answer.status_code, answer.content) == (200, make.PDF)
    assert Line.objects.filter(verb="look.page", detail={"why": "file"}).count() == 1
    assert not Reading.objects.exists()
    page = client.post(f"/status/{referral.pk}/messages/read/", {"upto": message.pk}, follow=True)
    assert "I have read it" not in words(page)
    assert Reading.objects.get().partner_id is None


def test_what_the_sides_write_to_each_other_is_not_on_their_page(
    client: Client, place: Place, referral: Referral
) -> None:
    writes(place, referral, For.SIDE, "Between us.")
    shown = words(client.get(f"/status/{referral.pk}/"))
    assert "Between us." not in shown
    assert "letter.pdf" not in shown


def test_they_write_to_whoever_has_their_request(client: Client, place: Place, referral: Referral) -> None:
    assert f"Write to {place.group}" in words(client.get(f"/status/{referral.pk}/"))
    page = words(client.get(f"/status/{referral.pk}/message/"))
    assert f"Only people at {place.group} read what you write here." in page
    assert "Nobody reads this at once. If you are in danger, or not safe with yourself, call 999." in page
    photo = SimpleUploadedFile("photo.jpg", make.jpeg(make.exif()))
    sent = client.post(
        f"/status/{referral.pk}/message/", {"words": "Can I bring my dog?", "file": photo, "key": "a"}, follow=True
    )
    assert "We have your message. They are told that you wrote." in words(sent)
    assert f"You wrote to {place.group}" in words(sent)
    [note] = referrals.messages_of(places.worker(place.group), referral.pk)
    assert (note.words, note.sender, [one.name for one in note.files]) == ("Can I bring my dog?", None, ["photo.jpg"])


def test_nothing_written_is_said_kindly_and_a_wrong_file_keeps_the_words(client: Client, referral: Referral) -> None:
    empty = client.post(f"/status/{referral.pk}/message/", {"words": " ", "key": "a"})
    assert empty.status_code == 400
    assert "Write your message" in words(empty)
    tool = SimpleUploadedFile("tool.exe", b"MZ")
    wrong = client.post(f"/status/{referral.pk}/message/", {"words": "My words.", "file": tool, "key": "a"})
    assert wrong.status_code == 400
    assert "We cannot take this kind of file." in words(wrong)
    assert "My words." in words(wrong)
    assert not Message.objects.exists()


def test_another_person_reads_writes_and_opens_nothing(
    client: Client, place: Place, service: Any, referral: Referral
) -> None:
    writes(place, referral, For.BOTH, "For one person.")
    message, file = Message.objects.get(), File.objects.get()
    client.cookies.clear()
    other = asking.ask(client, service.pk, name={"name": "Heron"}, need={"words": "Other", "domain": "work"})
    asking.open_own_page(client, other)
    for address in ("message/", f"message/{message.pk}/{file.pk}/"):
        assert client.get(f"/status/{referral.pk}/{address}").status_code == 404
    for address in ("message/", "messages/read/"):
        answer = client.post(f"/status/{referral.pk}/{address}", {"words": "Hello", "key": "a", "upto": message.pk})
        assert answer.status_code == 404
    client.cookies.clear()
    assert client.get(f"/status/{referral.pk}/message/{message.pk}/{file.pk}/").status_code == 403


def test_once_it_is_stopped_there_is_nobody_to_write_to(client: Client, place: Place, referral: Referral) -> None:
    client.post(f"/status/{referral.pk}/stop/", {})
    assert "Write to" not in words(client.get(f"/status/{referral.pk}/"))
    assert client.get(f"/status/{referral.pk}/message/").status_code == 404


def hidden(page: Any) -> dict[str, str]:
    """What a page carries unseen, as a browser would send it on."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_words_that_were_typed_while_the_page_closed_go_on_after_the_pin(
    client: Client, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines and an ampersand; not a script in the page."""
    path, typed = f"/status/{referral.pk}/message/", "Can I bring my dog & my aunt?\r\nShe is <quiet>."
    assert "your words are still there" in words(client.get(path))
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")

    closed = client.post(path, {"words": typed, "key": "a", "file": SimpleUploadedFile("letter.pdf", make.PDF)})
    assert closed.status_code == 403
    assert "It is still here" in words(closed)
    wrong = client.post("/l/again/", {**hidden(closed), "second": "9999"})
    assert not Message.objects.exists()
    opened = client.post("/l/again/", {**hidden(wrong), "second": asking.PIN})
    assert "Nothing is sent until you press." in words(opened)
    assert "Your photo or file is not here any more" in words(opened)
    assert not Message.objects.exists()
    client.post(path, hidden(opened))

    assert Message.objects.get().words.splitlines() == typed.splitlines()
    assert "Can I bring my dog" in html.unescape(words(client.get(f"/status/{referral.pk}/")))


def test_what_was_typed_lies_nowhere_and_goes_with_who_leaves(
    client: Client, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/status/{referral.pk}/message/"
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")
    closed = client.post(path, {"words": "Only for them.", "key": "a"})
    assert not client.session.keys()
    again = client.post(path, {"words": "Only for them.", "key": "a"})
    assert "Only for them." not in again.content.decode(), "who comes next is asked for nothing of hers"
    monkeypatch.setenv("WATERSMEET_NOW", "+2h")
    assert client.post("/l/again/", {**hidden(closed), "second": asking.PIN}).status_code == 404
    changed = {**hidden(closed), "meant": "x", "second": asking.PIN}
    assert client.post("/l/again/", changed).status_code == 404


def test_of_a_link_that_has_ended_nothing_is_opened_again(
    client: Client, referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")
    closed = client.post(f"/status/{referral.pk}/message/", {"words": "Hello.", "key": "a"})
    links.end_links(person=referral.person_id)
    assert client.post("/l/again/", {**hidden(closed), "second": asking.PIN}).status_code == 404
