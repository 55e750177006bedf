"""What arrives is done once, and the same question gets the same answer."""

import itertools
from collections.abc import Callable

import pytest

from watersmeet.base import clock
from watersmeet.base.problems import Invalid, KeyReused
from watersmeet.outbox import inbox
from watersmeet.outbox.models import Arrival

pytestmark = pytest.mark.django_db


@pytest.fixture
def count() -> Callable[[], inbox.JSON]:
    """An effect that tells how often it happened."""
    numbers = itertools.count(1)
    return lambda: {"number": next(numbers)}


def test_the_same_key_gets_the_same_answer(count: Callable[[], inbox.JSON]) -> None:
    assert inbox.once("form", "k", {"a": 1, "b": 2}, count) == {"number": 1}
    assert inbox.once("form", "k", {"b": 2, "a": 1}, count) == {"number": 1}


def test_other_content_under_the_same_key_is_refused(count: Callable[[], inbox.JSON]) -> None:
    inbox.once("form", "k", b"one", count)
    with pytest.raises(KeyReused):
        inbox.once("form", "k", b"two", count)
    assert inbox.once("form", "k", b"one", count) == {"number": 1}


def test_keys_of_two_sources_are_apart(count: Callable[[], inbox.JSON]) -> None:
    assert [inbox.once(source, "k", b"", count) for source in ("a", "b")] == [{"number": 1}, {"number": 2}]


def test_without_a_key_it_is_simply_done(count: Callable[[], inbox.JSON]) -> None:
    assert [inbox.once("form", None, b"", count) for _time in range(2)] == [{"number": 1}, {"number": 2}]
    assert not Arrival.objects.exists()


def test_what_fails_is_not_kept_and_can_be_sent_again(count: Callable[[], inbox.JSON]) -> None:
    def fail() -> inbox.JSON:
        Arrival.objects.create(source="effect", key="x", body_hash=b"", at="2026-11-24T09:00:00Z")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        inbox.once("form", "k", b"", fail)
    assert not Arrival.objects.exists()
    assert inbox.once("form", "k", b"", count) == {"number": 1}


def test_the_body_itself_is_not_kept(count: Callable[[], inbox.JSON]) -> None:
    inbox.once("form", "k", {"name": "Mair"}, count)
    held = Arrival.objects.get()
    assert len(bytes(held.body_hash)) == 32
    assert "Mair" not in str(Arrival.objects.values().get())


@pytest.mark.parametrize("key", ["k" * 201, "a\0b"])
def test_a_key_that_cannot_be_kept_is_refused_and_nothing_is_done(key: str) -> None:
    done: list[int] = []
    with pytest.raises(Invalid):
        inbox.once("form", key, {}, lambda: done.append(1))
    assert done == []


def test_of_what_nobody_is_to_be_known_by_the_day_alone_is_kept() -> None:
    inbox.once("form", "k", {}, lambda: 1, day_only=True)
    at = Arrival.objects.get().at
    assert (at.date(), at.hour, at.minute, at.second, at.microsecond) == (clock.now().date(), 0, 0, 0, 0)
    assert inbox.once("form", "k", {}, lambda: 2, day_only=True) == 1
