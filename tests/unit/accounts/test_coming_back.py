"""Coming back by a reference: the same answer whether it is the reference or the PIN that is wrong."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from tests.factories import accounts as make
from watersmeet.accounts import links, models
from watersmeet.audit.models import Line
from watersmeet.base import clock, ids
from watersmeet.base.ref import Ref

PIN, WRONG = "4826", "9174"


@pytest.fixture
def person() -> UUID:
    """Who asked."""
    return uuid4()


@pytest.fixture
def subject(person: UUID) -> Ref:
    """What they asked for, with a link of theirs that is lost."""
    about = Ref("referral", uuid4())
    make.link(person=person, subject=about, until=clock.now() + timedelta(days=3))
    return about


def comes_back(subject: Ref, second: str = PIN, purpose: str = "status") -> links.Opened:
    return links.come_back(purpose, ids.reference(subject.id), second, from_address="192.0.2.7")


def refused(subject: Ref, second: str = PIN, purpose: str = "status") -> str:
    with pytest.raises(links.NotThatOne) as no:
        comes_back(subject, second, purpose)
    return no.value.say


def test_the_reference_and_the_pin_open_the_page(subject: Ref, person: UUID) -> None:
    opened = comes_back(subject)

    assert (opened.subject, opened.person) == (subject, person)
    assert links.come_back("status", ids.reference(subject.id).lower().replace("-", " "), PIN)


def test_it_opens_the_newest_link_about_it(subject: Ref, person: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "+1h")
    make.link(person=person, subject=subject, pin="7391")

    assert comes_back(subject, "7391").link == models.Link.objects.latest("issued_at").pk


def test_every_no_is_the_same(subject: Ref, person: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    used_up = Ref("referral", uuid4())
    links.redeem("status", make.link(person=uuid4(), subject=used_up, uses=1), PIN)

    said = {
        refused(Ref("referral", uuid4())),
        refused(subject, WRONG),
        refused(subject, purpose="measures"),
        refused(used_up),
    }
    monkeypatch.setenv("WATERSMEET_NOW", "+4d")
    said.add(refused(subject))

    assert len(said) == 1


def test_a_locked_page_says_no_more_than_that(subject: Ref) -> None:
    said = set()
    for _guess in range(links.TRIES):
        cache.clear()  # five minutes later
        said.add(refused(subject, WRONG))
    cache.clear()

    assert {refused(subject)} == said


def test_guesses_by_reference_do_not_lock_the_link(subject: Ref, person: UUID) -> None:
    token = make.link(person=person, subject=subject)
    for _guess in range(links.TRIES):
        cache.clear()
        refused(subject, WRONG)
    cache.clear()

    assert links.redeem("status", token, PIN)


def test_many_guesses_must_wait(subject: Ref) -> None:
    for _guess in range(5):
        refused(subject, WRONG)

    with pytest.raises(links.TooManyTries):
        comes_back(subject)


def test_a_use_that_another_took_meanwhile_is_one_more_no(person: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    about = Ref("referral", uuid4())
    make.link(person=person, subject=about, uses=1)
    taken = models.Link.objects.update

    def fits(link: models.Link, _second: str) -> bool:
        return bool(taken(uses_left=0))

    monkeypatch.setattr(links, "_fits", fits)
    assert refused(about) == refused(Ref("referral", uuid4()))


def test_a_no_costs_a_look_at_a_pin(subject: Ref, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr(links, "make_password", looks.append)
    refused(Ref("referral", uuid4()))
    assert looks == [PIN]

    models.Link.objects.update(back_tries=links.TRIES)
    refused(subject)
    assert looks == [PIN, PIN]


def test_each_try_is_one_line_of_the_audit(subject: Ref) -> None:
    refused(subject, WRONG)
    comes_back(subject)

    lines = Line.objects.filter(subject_id=models.Link.objects.get().pk).order_by("pk")
    assert [line.verb for line in lines] == ["link.open_refused", "link.open"]
