"""The doors of the demo: who to be, what was sent, sign in by one click; nowhere else do they exist."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from markupsafe import escape

from tests.factories import partnerships as places
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.ref import Ref
from watersmeet.demo.api import USERS
from watersmeet.demo.pages import letters
from watersmeet.demo.place import NAME, SLUG
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def box(settings: Any, tmp_path: Path) -> Path:
    """A demo with an empty post box."""
    settings.WATERSMEET_DEMO, settings.WATERSMEET_DATA = True, tmp_path
    return tmp_path / "post"


def dropped(subject: str, text: str, *, seconds_ago: int = 0) -> None:
    """A message that was put into the box."""
    message = EmailMessage(subject, text, to=["wren@demo.example"]).message()
    postbox.drop(subject, message.as_bytes(linesep="\r\n"))
    path = postbox.folder() / f"{subject}.eml"
    when = path.stat().st_mtime - seconds_ago
    os.utime(path, (when, when))


def words(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/demo/", "/demo/post/"])
def test_outside_the_demo_there_is_no_such_page(client: Client, settings: Any, path: str) -> None:
    assert client.get(path).status_code == 200
    settings.WATERSMEET_DEMO = False
    assert client.get(path).status_code == 404
    assert client.post("/demo/sign-in/", {"email": USERS[0].email}).status_code == 404
    assert 'href="/demo/' not in words(client, "/account/login/")


def test_everybody_has_a_button_and_what_they_would_see(client: Client) -> None:
    page = words(client, "/demo/")
    for user in USERS:
        assert user.name in page
        assert str(escape(user.sees)) in page
        assert f'value="{user.email}"' in page


def demo_user() -> User:
    """Somebody who works in the invented place."""
    place = partnerships.found(name=NAME, slug=SLUG, by=places.COMMAND)
    return places.member(at=places.partner(place)).user


def test_one_click_signs_in_nobody_beside_a_real_place(client: Client) -> None:
    user = demo_user()
    real = places.member().user
    for email in (user.email, real.email):
        assert client.post("/demo/sign-in/", {"email": email}).status_code == 404
    assert client.get("/work/").status_code == 302


def test_one_click_signs_in(client: Client) -> None:
    user = demo_user()
    answer = client.post("/demo/sign-in/", {"email": user.email})
    assert (answer.status_code, answer["Location"]) == (302, "/work/")
    assert user.name in words(client, "/work/")


def test_nobody_unknown_signs_in(client: Client) -> None:
    demo_user()
    assert client.post("/demo/sign-in/", {"email": "nobody@demo.example"}).status_code == 404


def test_the_sign_in_page_leads_to_the_choice(client: Client) -> None:
    assert '<a href="/demo/">This is a demo: choose who to be</a>' in words(client, "/account/login/")


def test_the_newest_message_stands_first_and_its_link_can_be_followed(client: Client) -> None:
    dropped("older", "Hello", seconds_ago=60)
    dropped("newer", "Hello,\n\nOpen this page:\nhttp://127.0.0.1:8000/l/a-token/\n")
    page = words(client, "/demo/post/")
    assert page.index("newer") < page.index("older")
    assert 'href="/l/a-token/"' in page
    assert "wren@demo.example" in page


def test_what_a_message_says_is_never_markup(client: Client) -> None:
    dropped("sharp", "<script>alert(1)</script>\njavascript:alert(1)")
    page = words(client, "/demo/post/")
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_an_empty_box_says_when_messages_leave(client: Client) -> None:
    assert "The post box is empty" in words(client, "/demo/post/")


def test_what_waits_for_its_time_is_said_with_when_it_leaves(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-28T20:00:00Z")
    assert "waits for its time" not in words(client, "/demo/post/")
    told, at = Ref("person", uuid4()), datetime(2026, 11, 30, 9, tzinfo=UTC)
    with transaction.atomic():
        for key, due in (("now", clock.now()), ("monday", at), ("tuesday", at + timedelta(days=1))):
            outbox.put(
                "person.referral",
                subject=told,
                to=told,
                key=key,
                due=due,
                partnership=uuid4(),
                ordered_by=places.COMMAND,
            )
    page = words(client, "/demo/post/")
    assert "2 messages wait for their time: the first leaves Monday 30 November at 9am." in page
    assert "not on Sundays" in page


def test_only_the_newest_are_shown(client: Client) -> None:
    for number in range(letters.MOST + 1):
        dropped(f"letter-{number:02}", "Hello", seconds_ago=number)
    page = words(client, "/demo/post/")
    assert "letter-00" in page
    assert f"letter-{letters.MOST}" not in page
