"""Somebody who answers by link gives a code that was sent: good once, for ten minutes; a second one confirms."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from tests.factories import accounts as make
from watersmeet.accounts import link_codes, links, models
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A link of somebody who answers, at ten in the morning."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return links.issue_link(
        "answer",
        subject=Ref("referral", uuid4()),
        partnership=uuid4(),
        until=clock.now() + timedelta(days=3),
        by=make.COMMAND,
        answerer=uuid4(),
    )


@pytest.fixture
def link(token: str) -> UUID:
    """The link itself."""
    return models.Link.objects.get().pk


def code(link: UUID) -> str:
    """A fresh code, as it stands in the message."""
    made = link_codes.new_code(link)
    assert made
    return made


def other_than(given: str) -> str:
    return f"{(int(given) + 1) % 1_000_000:06}"


def test_a_code_opens_once(token: str, link: UUID) -> None:
    sent = code(link)

    opened = links.redeem("answer", token, sent)
    assert (opened.confirmed, opened.answerer is not None) == (False, True)
    with pytest.raises(links.NotThatOne):
        links.redeem("answer", token, sent)


def test_without_a_code_nothing_opens(token: str, link: UUID) -> None:
    with pytest.raises(links.NotThatOne):
        links.redeem("answer", token, "")
    with pytest.raises(links.NotThatOne):
        links.redeem("answer", token, other_than(code(link)))


@pytest.mark.parametrize(("after", "opens"), [(timedelta(0), False), (timedelta(microseconds=-1), True)])
def test_a_code_is_good_for_ten_minutes(
    token: str, link: UUID, monkeypatch: pytest.MonkeyPatch, after: timedelta, opens: bool
) -> None:
    sent = code(link)
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + link_codes.CODE_FOR + after).isoformat())

    if opens:
        assert links.redeem("answer", token, sent)
    else:
        with pytest.raises(links.NotThatOne):
            links.redeem("answer", token, sent)


def test_a_newer_code_ends_the_one_before(token: str, link: UUID) -> None:
    first, second = code(link), code(link)
    if first != second:
        with pytest.raises(links.NotThatOne):
            links.redeem("answer", token, first)
    assert links.redeem("answer", token, second)


def test_two_at_once_with_one_code_get_in_once(token: str, link: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, seen = code(link), models.Link.objects.get()
    links.redeem("answer", token, sent)
    monkeypatch.setattr(links, "look", lambda _token: seen)  # it looked before the other came

    with pytest.raises(links.NotThatOne):
        links.redeem("answer", token, sent)


def test_a_second_code_confirms(token: str, link: UUID) -> None:
    links.redeem("answer", token, code(link))

    confirmed = links.confirm(link, code(link))

    assert confirmed.confirmed
    again = links.reopened(link, confirmed.until, confirmed=True)
    assert again is not None
    assert again.confirmed
    assert [line.verb for line in Line.objects.filter(subject_id=link).order_by("pk")] == ["link.open", "link.confirm"]


def test_confirming_takes_no_use(token: str, link: UUID) -> None:
    models.Link.objects.update(uses_left=1)

    links.confirm(link, code(link))

    assert models.Link.objects.get().uses_left == 1


def test_a_link_with_a_pin_is_not_confirmed_by_it() -> None:
    make.link()

    with pytest.raises(NotFound):
        links.confirm(models.Link.objects.get().pk, "4826")


def test_confirming_by_guesses_must_wait_and_then_locks(link: UUID) -> None:
    for _guess in range(5):
        with pytest.raises(links.NotThatOne):
            links.confirm(link, other_than(code(link)))
    with pytest.raises(links.TooManyTries):
        links.confirm(link, code(link))
    for _guess in range(5):
        cache.clear()  # five minutes later
        with pytest.raises(links.NotThatOne):
            links.confirm(link, other_than(code(link)))
    cache.clear()

    with pytest.raises(links.Locked):
        links.confirm(link, code(link))


@pytest.mark.parametrize(("tries", "locked"), [(links.TRIES - 1, False), (links.TRIES, True)])
def test_who_has_no_try_left_is_sent_no_code(link: UUID, tries: int, locked: bool) -> None:
    models.Link.objects.update(tries=tries)

    if locked:
        with pytest.raises(links.Locked):
            link_codes.ask_code(link)
    else:
        link_codes.ask_code(link)
    assert link_codes.was_asked(link) is not locked
