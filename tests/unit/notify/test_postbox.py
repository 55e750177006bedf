"""The post box: one file for each key, whole, and never two."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from watersmeet.exchange.notify import postbox


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    settings.WATERSMEET_DATA = tmp_path
    return tmp_path


def post(key: str | None, text: str = "A reminder for Tuesday 10am") -> None:
    """Send one message by Django's mail."""
    headers = {postbox.HEADER: key} if key else {}
    message = EmailMessage("Watersmeet", text, "no-reply@watersmeet.example", ["mair@example.org"], headers=headers)
    message.connection = get_connection("watersmeet.exchange.notify.postbox.Postbox")
    assert message.send() == 1


def files(data: Path) -> list[str]:
    """The names of the messages."""
    return sorted(file.name for file in (data / "post").glob("*.eml"))


def test_a_message_lies_under_its_key(data: Path) -> None:
    post("one")
    assert files(data) == ["one.eml"]
    assert b"A reminder for Tuesday 10am" in (data / "post" / "one.eml").read_bytes()


def test_the_same_key_again_is_noted_and_changes_nothing(data: Path) -> None:
    post("one")
    post("one", "other words")
    assert b"other words" not in (data / "post" / "one.eml").read_bytes()
    [again] = [json.loads(line) for line in (data / "post" / "again.jsonl").read_text().splitlines()]
    assert again["key"] == "one"


def test_twenty_at_once_are_one_file_and_nineteen_notes(data: Path) -> None:
    with ThreadPoolExecutor(20) as pool:
        dropped = list(pool.map(lambda number: postbox.drop("one", str(number).encode()), range(20)))
    assert sum(dropped) == 1
    assert len((data / "post" / "again.jsonl").read_text().splitlines()) == 19
    assert sorted(file.name for file in (data / "post").iterdir()) == ["again.jsonl", "one.eml"]


@pytest.mark.parametrize("key", ["../../outside", "a/b", ".hidden", "a" * 300, "person:1 é", "~tilde"])
def test_a_key_that_is_no_file_name_stays_in_the_box(data: Path, key: str) -> None:
    assert postbox.drop(key, b"x")
    assert not postbox.drop(key, b"x")
    [name] = files(data)
    assert name.startswith("~")


def test_without_a_key_each_message_is_its_own(data: Path) -> None:
    post(None, "one")
    post(None, "two")
    assert len(files(data)) == 2
