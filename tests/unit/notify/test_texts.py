"""Texts: the same gate and safe contact as email, neutral words, the person's own order, a limit for each number."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.links import Second
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.exchange.notify import senders, texts, ways
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Channel, Daytime, SafeContact
from watersmeet.records.people.models import Person
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+447700900123", "ada@person.example"
BOTH = {"channels": (Channel.SMS, Channel.EMAIL), "phone": PHONE, "email": EMAIL}


@pytest.fixture(autouse=True)
def box(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Texts and emails lie in a folder; it is ten in the morning of a Tuesday."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = tmp_path, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return tmp_path / "post"


def asks(here: Place, name: str = "Ada Example", **contact: Any) -> UUID:
    """Somebody asks for help and chooses a PIN: a message to them waits. Returns the person."""
    told = referrals.Told(
        partnership=here.partnership.pk,
        age=Age.ADULT,
        domain=Domain.PEOPLE,
        words="Company.",
        name=name,
        contact=SafeContact(**contact),
        second=Second.pin("4826"),
    )
    asked = referrals.ask(told, by=Actor("link", partnership=here.partnership.pk), key=f"{name}{contact}")
    return referrals.parties(asked.referral)[1]


def to_person(who: UUID) -> Posting:
    return Posting.objects.filter(kind="person.referral", person=who).latest("put_at")


def lying(box: Path, ending: str) -> list[str]:
    """What was sent to people: texts, or emails."""
    every = [path.read_text() for path in box.glob(f"*.{ending}")]
    return [one for one in every if EMAIL in one or "To: +44" in one]


def test_a_text_says_nothing_of_why_and_its_link_opens(box: Path) -> None:
    who = asks(places.place(), **BOTH)
    outbox.deliver_all()
    [text] = lying(box, "txt")
    assert PHONE in text
    assert "/l/" in text
    for word in ("Ada", "health", "referral", "Thursday", "Front Door", "Company"):
        assert word not in text
    assert to_person(who).state == "sent"
    assert Line.objects.filter(verb="outbox.sent", detail__kind="person.referral").exists()


@pytest.mark.parametrize(
    ("channels", "ending"),
    [
        ((Channel.SMS, Channel.EMAIL), "txt"),
        ((Channel.EMAIL, Channel.SMS), "eml"),
        ((Channel.PHONE, Channel.SMS), "txt"),
    ],
)
def test_the_persons_own_order_chooses(box: Path, channels: tuple[Channel, ...], ending: str) -> None:
    who = asks(places.place(), **{**BOTH, "channels": channels})
    outbox.deliver_all()
    assert to_person(who).state == "sent"
    assert len(lying(box, ending)) == 1


def test_without_a_way_to_send_texts_the_next_safe_way_is_taken_and_no_other(box: Path, settings: Any) -> None:
    settings.WATERSMEET_TEXTS = "none"
    here = places.place()
    both, texts_only = asks(here, **BOTH), asks(here, "Bo Example", channels=(Channel.SMS,), phone=PHONE, email=EMAIL)
    outbox.deliver_all()
    assert (to_person(both).state, to_person(texts_only).state) == ("sent", "refused")
    assert to_person(texts_only).why == "contact_channel"
    assert lying(box, "txt") == []


def test_no_text_leaves_in_quiet_hours(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    who = asks(places.place(), channels=(Channel.SMS,), phone=PHONE, daytimes=(Daytime.AFTERNOON,))
    outbox.deliver_all()
    assert lying(box, "txt") == []
    assert to_person(who).due_at.isoformat() == "2026-11-24T12:00:00+00:00"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T12:05:00Z")
    outbox.deliver_all()
    assert len(lying(box, "txt")) == 1


def test_one_number_gets_so_many_texts_a_day_whoever_they_are_for(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.place()
    for number in range(ways.TEXTS_A_DAY + 1):
        last = asks(here, f"Person {number}", channels=(Channel.SMS,), phone=PHONE)
        outbox.deliver_all()
    assert len(lying(box, "txt")) == ways.TEXTS_A_DAY
    waits = to_person(last)
    assert (waits.state, waits.why) == ("waiting", "too_many_texts")
    other = asks(here, "Bo Example", channels=(Channel.SMS,), phone="+447700900124")
    outbox.deliver_all()
    assert to_person(other).state == "sent"
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T10:00:00Z")
    outbox.deliver_all()
    assert to_person(last).state == "sent"


def test_a_number_that_had_its_texts_is_written_to_by_the_next_safe_way(box: Path) -> None:
    here = places.place()
    for number in range(ways.TEXTS_A_DAY + 1):
        asks(here, f"Person {number}", **BOTH)
        outbox.deliver_all()
    assert (len(lying(box, "txt")), len(lying(box, "eml"))) == (ways.TEXTS_A_DAY, 1)


def made_ready(here: Place, monkeypatch: pytest.MonkeyPatch, **contact: Any) -> tuple[UUID, Posting]:
    """A text that was made and could not be sent the first time."""
    who = asks(here, **contact)

    def down(*_: Any, **__: Any) -> str:
        raise SendError("down")

    with monkeypatch.context() as broken:
        broken.setitem(texts.WAYS, "postbox", down)
        outbox.deliver_all()
    posting = to_person(who)
    assert (posting.state, posting.failures) == ("waiting", 1)
    return who, posting


def test_a_retry_never_goes_to_a_number_the_person_has_left(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.place()
    who, posting = made_ready(here, monkeypatch, channels=(Channel.SMS,), phone=PHONE)
    people.set_contact(
        person=who, contact=SafeContact(channels=(Channel.SMS,), phone="+447700900999"), by=places.by_link(here, who)
    )
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(minutes=1)).isoformat())
    outbox.deliver_all()
    posting.refresh_from_db()
    assert (posting.state, posting.why) == ("refused", "contact_changed")
    assert lying(box, "txt") == []


def test_a_retry_asks_for_the_way_it_leaves_by(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.place()
    who, posting = made_ready(here, monkeypatch, **BOTH)
    only_email = SafeContact(channels=(Channel.EMAIL,), phone=PHONE, email=EMAIL)
    people.set_contact(person=who, contact=only_email, by=places.by_link(here, who))
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(minutes=1)).isoformat())
    outbox.deliver_all()
    posting.refresh_from_db()
    assert (posting.state, posting.why) == ("refused", "contact_channel")


def test_what_was_packed_before_there_were_texts_is_an_email() -> None:
    old = b'{"key": "k", "to": ["a@person.example"], "subject": "s", "text": "t"}'
    assert Envelope.unpack(old) == Envelope("k", ("a@person.example",), "s", "t", Channel.EMAIL)


@pytest.mark.parametrize(("lang", "written"), [("en-gb", "en-gb"), ("pl", "en-gb"), ("cy", "en-gb")])
def test_a_message_is_written_in_a_language_we_have(lang: str, written: str) -> None:
    assert senders.spoken(lang) == written


def test_a_message_is_written_in_the_persons_language(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
    heard: list[str] = []
    who = asks(places.place(), **BOTH)
    Person.objects.filter(pk=who).update(lang="pl")
    monkeypatch.setattr(senders.translation, "override", _listening(heard, senders.translation.override))
    outbox.deliver_all()
    assert "pl" in heard


def _listening(heard: list[str], override: Any) -> Any:
    def listen(lang: str) -> Any:
        heard.append(lang)
        return override(lang)

    return listen


def test_email_goes_by_a_backend_of_anymail_when_that_is_set(settings: Any) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    who = asks(places.place(), channels=(Channel.EMAIL,), email=EMAIL)
    outbox.deliver_all()
    assert to_person(who).state == "sent"
