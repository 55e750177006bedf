"""Whom a message goes to, in which words, and what each further try asks once more."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from tests.unit.notify.test_texts import BOTH, EMAIL, PHONE, asks, box, lying, to_person
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound, Refusal
from watersmeet.exchange.notify import mail, senders, texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError
from watersmeet.records.partnerships.models import Membership, Partner
from watersmeet.records.people import api as people

__all__ = ["box"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Whose gate rows were held, in their order."""
    lock, those = people.lock, []

    def noted(person: Any) -> Any:
        those.append(person)
        return lock(person)

    monkeypatch.setattr(senders.people, "lock", noted)
    return those


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(minutes=1)).isoformat())


def email_of(who: Actor) -> str:
    return User.objects.get(pk=who.id).email


# To the person


@pytest.mark.parametrize(("channel", "ending"), [("sms", "txt"), ("email", "eml")])
def test_a_text_is_short_and_an_email_says_more(box: Path, here: Place, channel: str, ending: str) -> None:
    asks(here, **{**BOTH, "channels": (people.Channel(channel),)})
    outbox.deliver_all()
    [said] = lying(box, ending)
    assert ("Hello," in said) is (channel == "email")


def down(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """The first try fails."""
    module = {"sms": texts, "email": mail}[way]

    def fails(*_args: object, **_more: object) -> str:
        raise SendError("timeout")

    with monkeypatch.context() as broken:
        broken.setattr(module, "send", fails)
        outbox.deliver_all()


@pytest.mark.parametrize("way", ["sms", "email"])
def test_a_further_try_goes_to_the_same_number_or_address(
    box: Path, here: Place, monkeypatch: pytest.MonkeyPatch, held: list[UUID], way: str
) -> None:
    who = asks(here, **{**BOTH, "channels": (people.Channel(way),)})
    down(monkeypatch, way)
    assert to_person(who).state == "waiting"
    later(monkeypatch)
    held.clear()
    outbox.deliver_all()
    assert to_person(who).state == "sent"
    assert who in held, "a stop and a further try take turns"


def test_the_receiver_is_asked_first_only_where_it_was_tried_before(
    box: Path, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def noted(_text: Envelope, *, again: bool) -> str:
        told.append(again)
        raise SendError("timeout")

    monkeypatch.setattr(texts, "send", noted)
    asks(here, channels=(people.Channel.SMS,), phone=PHONE)
    outbox.deliver_all()
    later(monkeypatch)
    outbox.deliver_all()
    assert told == [False, True]


def test_what_is_over_is_not_told_neither_at_first_nor_later(here: Place) -> None:
    who = asks(here, channels=(people.Channel.EMAIL,), email=EMAIL)
    posting = to_person(who)

    def over(subject: UUID) -> object:
        assert subject == posting.subject_id
        raise NotFound

    sender = senders.ToPerson("status", still=over)
    for answer in (sender.prepare(posting), sender.recheck(posting)):
        assert isinstance(answer, Refusal)
        assert answer.missing == "over"
    assert not isinstance(senders.ToPerson("status", still=lambda _subject: None).prepare(posting), Refusal)


# To those who work


def posting_to(partner: Partner, person: UUID | None = None) -> Posting:
    """A message to a partner, about nothing in particular."""
    return Posting(to_id=partner.pk, to_kind="partner", partnership=partner.partnership_id, person=person)


def test_a_further_try_to_a_partner_takes_turns_with_a_stop(here: Place, held: list[UUID]) -> None:
    who = places.person(here)
    senders.ToPartner(lambda _posting: []).recheck(posting_to(here.group, who))
    senders.ToPartner(lambda _posting: []).recheck(posting_to(here.group))
    assert held == [who]


def test_the_one_who_is_named_is_told_while_they_work_there_else_the_managers(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, other = places.worker(here.group), places.worker(here.group)
    manager = places.worker(here.group, Role.MANAGER)
    monkeypatch.setattr(senders.referrals, "named_worker", lambda _subject: named.id)
    assert list(senders.named_or_managers(posting_to(here.group))) == [email_of(named)]
    Membership.objects.filter(user=named.id).update(until_on=clock.today() - timedelta(days=1))
    assert list(senders.named_or_managers(posting_to(here.group))) == [email_of(manager)]
    assert email_of(other) != email_of(manager)


Audience = Callable[[Posting], Any]


@pytest.mark.parametrize(
    ("audience", "role"),
    [(senders.managers_or_inbox, Role.MANAGER), (senders.privacy_officers, Role.PRIVACY_OFFICER)],
)
def test_those_who_are_there_are_told_and_nobody_in_their_place(here: Place, audience: Audience, role: Role) -> None:
    Partner.objects.filter(pk=here.group.pk).update(email="group@partner.example")
    manager, wanted = places.worker(here.group, Role.MANAGER), places.worker(here.group, role)
    told = set(audience(posting_to(here.group)))
    assert told == ({email_of(wanted)} | ({email_of(manager)} if role is Role.MANAGER else set()))


def test_where_nobody_is_there_the_next_best_is_told(here: Place) -> None:
    Partner.objects.filter(pk=here.group.pk).update(email="group@partner.example")
    assert list(senders.managers_or_inbox(posting_to(here.group))) == ["group@partner.example"]
    assert list(senders.privacy_officers(posting_to(here.group))) == []
    manager = places.worker(here.group, Role.MANAGER)
    assert list(senders.privacy_officers(posting_to(here.group))) == [email_of(manager)]
    Partner.objects.filter(pk=here.therapy.pk).update(email="")
    assert list(senders.managers_or_inbox(posting_to(here.therapy))) == []
