"""A few services sent to a person: what leaves says nothing, the person answers for themself, nobody learns more."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.unit.referrals.test_messages import asks
from watersmeet.accounts import links
from watersmeet.accounts.links import Second
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.exchange.notify import postbox
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel, SafeContact
from watersmeet.records.people.models import Person
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Pick, Reason, Said
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.holdings import OfPartners
from watersmeet.records.referrals.models import Errand, Referral
from watersmeet.records.referrals.suggestion_models import Suggestion, SuggestionEvent

pytestmark = pytest.mark.django_db
NAMES = ("Rowing on the river", "Quiet pottery")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Place:
    """A place on a Tuesday, with a data folder and a post box of its own."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = tmp_path, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    return places.place()


@pytest.fixture
def two(here: Place) -> list[UUID]:
    """Two services with names that nothing else has."""
    return [services.service(here, name=name, place=BARNSTAPLE, takes_referrals=True).pk for name in NAMES]


@pytest.fixture
def referral(here: Place) -> UUID:
    return asks(here)


def who(referral: UUID) -> UUID:
    return Referral.objects.get(pk=referral).person_id


def by_link(here: Place, referral: UUID) -> Actor:
    return places.by_link(here, who(referral))


def worker(here: Place) -> Actor:
    return places.worker(here.group)


def with_pin(here: Place, referral: UUID) -> None:
    """The person has chosen a PIN, so that a link can be sent."""
    links.issue_link(
        "status",
        subject=Ref("referral", referral),
        partnership=here.partnership.pk,
        person=who(referral),
        until=Referral.objects.get(pk=referral).made_at.replace(year=2028),
        by=Actor(Kind.PROCESS),
        second=Second.pin("4826"),
    )


def left() -> list[str]:
    """What lies in the post box, and is gone from it."""
    files = sorted(postbox.folder().glob("*.*")) if postbox.folder().exists() else []
    said = [one.read_text() for one in files]
    for one in files:
        one.unlink()
    return said


def test_the_person_finds_it_and_its_sender_learns_nothing(here: Place, referral: UUID, two: list[UUID]) -> None:
    by, person = worker(here), by_link(here, referral)
    made = referrals.suggest(referral, services=two, by=by)
    (mine,) = referrals.suggested(person, referral)
    assert mine.picks == tuple(Pick(one, Said.NOTHING) for one in two)
    referrals.answer_suggestion(made, service=two[0], said=Said.THIS, by=person)
    referrals.answer_suggestion(made, service=two[1], said=Said.NOT, by=person)
    (mine,) = referrals.suggested(person, referral)
    assert [one.said for one in mine.picks] == [Said.THIS, Said.NOT]
    (sent,) = referrals.suggested(by, referral)
    assert (sent.told, [one.said for one in sent.picks]) == (False, [Said.NOTHING, Said.NOTHING])
    referrals.tell_sender(made, yes=True, by=person)
    (sent,) = referrals.suggested(by, referral)
    assert (sent.told, [one.said for one in sent.picks]) == (True, [Said.THIS, Said.NOT])
    referrals.tell_sender(made, yes=False, by=person)
    (sent,) = referrals.suggested(by, referral)
    assert (sent.told, [one.said for one in sent.picks]) == (False, [Said.NOTHING, Said.NOTHING])


def test_the_other_side_and_other_people_see_nothing_of_it(here: Place, referral: UUID, two: list[UUID]) -> None:
    made = referrals.suggest(referral, services=two, by=worker(here))
    assert referrals.suggested(places.worker(here.front_door), referral) == []
    with pytest.raises(NotFound):
        referrals.suggested(places.worker(here.surgery), referral)
    other = by_link(here, asks(here))
    for deed in (
        lambda: referrals.suggested(other, referral),
        lambda: referrals.answer_suggestion(made, service=two[0], said=Said.THIS, by=other),
        lambda: referrals.tell_sender(made, yes=True, by=other),
        lambda: referrals.answer_suggestion(made, service=two[0], said=Said.THIS, by=worker(here)),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(NotFound):
        referrals.answer_suggestion(made, service=uuid4(), said=Said.THIS, by=by_link(here, referral))


def test_what_leaves_says_only_that_there_is_something(here: Place, referral: UUID, two: list[UUID]) -> None:
    with_pin(here, referral)
    outbox.deliver_all()
    left()
    referrals.suggest(referral, services=two, by=worker(here))
    referrals.suggest(referral, services=two[:1], by=worker(here))
    outbox.deliver_all()
    (said,) = left()  # once a day, however much was sent
    assert "There is something for you on your page." in said
    for word in (*NAMES, "Rowing", "pottery", "Thursday Group", "Front Door", "Ada", "Tamsin"):
        assert word not in said


@pytest.mark.parametrize(
    ("contact", "by_hand"),
    [
        ({"channels": (Channel.PHONE,), "phone": "07700 900123"}, True),
        ({"channels": (Channel.SMS,), "phone": ""}, True),
        ({"channels": ()}, False),  # they come back by themself
    ],
)
def test_no_message_leaves_by_a_way_that_is_not_safe(
    here: Place, two: list[UUID], contact: dict[str, Any], by_hand: bool
) -> None:
    referral = asks(here, **{"email": "", **contact})
    with_pin(here, referral)
    outbox.deliver_all()
    Posting.objects.all().delete()
    left()
    referrals.suggest(referral, services=two, by=worker(here))
    outbox.deliver_all()
    assert left() == []
    referrals.raise_errands()
    assert Errand.objects.filter(referral=referral, done_at=None).exists() is by_hand
    assert len(referrals.suggested(by_link(here, referral), referral)) == 1


def test_what_was_answered_already_is_no_news(here: Place, referral: UUID, two: list[UUID]) -> None:
    with_pin(here, referral)
    outbox.deliver_all()
    left()
    made = referrals.suggest(referral, services=two, by=worker(here))
    referrals.answer_suggestion(made, service=two[0], said=Said.NOT, by=by_link(here, referral))
    outbox.deliver_all()
    assert left() == []


def test_who_is_not_wanted_sends_nothing(here: Place, referral: UUID, two: list[UUID]) -> None:
    by = worker(here)
    for rules in ({"not_workers": (by.id,)}, {"not_partners": (here.group.pk,)}):
        held = SafeContact(channels=(Channel.EMAIL,), email="ada@person.example", **rules)  # type: ignore[arg-type]
        people.set_contact(person=who(referral), contact=held, by=by_link(here, referral))
        with pytest.raises(Refused) as refused:
            referrals.suggest(referral, services=two, by=by)
        assert refused.value.refusal.missing in {"contact_worker", "contact_partner"}
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("role", [Role.LEAD, Role.ANALYST, Role.PRIVACY_OFFICER, Role.COMMUNITY_MEMBER])
def test_who_helps_nobody_sends_nothing(here: Place, referral: UUID, two: list[UUID], role: Role) -> None:
    with pytest.raises((Refused, NotFound)):
        referrals.suggest(referral, services=two, by=places.worker(here.group, role))


def test_one_to_five_that_are_open(here: Place, referral: UUID, two: list[UUID]) -> None:
    by = worker(here)
    many = [services.service(here).pk for _one in range(6)]
    for wrong in ([], many):
        with pytest.raises(Invalid):
            referrals.suggest(referral, services=wrong, by=by)
    Service.objects.filter(pk=two[0]).update(status="inactive")
    with pytest.raises(Invalid) as refused:
        referrals.suggest(referral, services=two, by=by)
    assert NAMES[0] in refused.value.say
    with pytest.raises(NotFound):
        referrals.suggest(referral, services=[uuid4()], by=by)
    assert referrals.suggest(referral, services=[*many[:5], many[0]], by=by)


def test_of_16_and_17_only_what_takes_them(here: Place, two: list[UUID]) -> None:
    young = asks(here)
    Person.objects.filter(pk=who(young)).update(age=people.Age.YOUNG)
    with pytest.raises(Invalid):
        referrals.suggest(young, services=two, by=worker(here))
    open_to = services.service(here, name="Boxing", min_age=14, max_age=25).pk
    assert referrals.suggest(young, services=[open_to], by=worker(here))


def test_after_a_stop_and_an_end_nothing_new_is_sent(here: Place, referral: UUID, two: list[UUID]) -> None:
    by, person = worker(here), by_link(here, referral)
    referrals.suggest(referral, services=two, by=by)
    people.withdraw(person=who(referral), receiver=here.group.pk, by=person)
    with pytest.raises(NotFound):
        referrals.suggested(by, referral)
    with pytest.raises((Conflict, Refused, NotFound)):
        referrals.suggest(referral, services=two, by=by)
    ended = asks(here)
    referrals.withdraw(ended, by=by_link(here, ended), reason=Reason.PERSON_CHOSE)
    with pytest.raises((Conflict, NotFound)):
        referrals.suggest(ended, services=two, by=by)


def test_it_lies_there_until_its_day_and_is_gone_after(
    here: Place, referral: UUID, two: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    days = partnerships.model_at(here.partnership.pk).model.retention.suggestion_days
    referrals.suggest(referral, services=two, by=worker(here))
    (one,) = referrals.suggested(by_link(here, referral), referral)
    assert (one.until - date(2026, 11, 24)).days == days
    monkeypatch.setenv("WATERSMEET_NOW", f"{one.until.isoformat()}T22:00:00Z")
    assert referrals.forget_suggestions() == 0
    assert len(referrals.suggested(by_link(here, referral), referral)) == 1
    monkeypatch.setenv("WATERSMEET_NOW", f"{(one.until + timedelta(days=1)).isoformat()}T09:00:00Z")
    assert referrals.suggested(by_link(here, referral), referral) == []
    assert referrals.forget_suggestions() == 1
    assert not Suggestion.objects.exists()
    assert not SuggestionEvent.objects.exists()
    assert Line.objects.filter(subject_kind="suggestion", subject_id=one.id, detail__reason="retention").exists()


def test_it_is_exported_erased_and_removed_with_the_referral(here: Place, referral: UUID, two: list[UUID]) -> None:
    made = referrals.suggest(referral, services=two, by=worker(here))
    referrals.answer_suggestion(made, service=two[0], said=Said.NOT, by=by_link(here, referral))
    (told,) = [one for one in Held().export(who(referral)) if "sent to choose from" in one]
    assert told["sent to choose from"] == [
        {"service": NAMES[0], "you said": "not"},
        {"service": NAMES[1], "you said": ""},
    ]
    Held().erase(who(referral), by=Actor(Kind.PROCESS))
    assert Suggestion.objects.get().picks is None
    controller = Referral.objects.get(pk=referral).controller_id
    Posting.objects.all().delete()
    OfPartners().remove(who(referral), controller, by=Actor(Kind.PROCESS, partnership=here.partnership.pk))
    assert not Suggestion.objects.exists()


def test_every_step_stands_in_the_book_without_a_name(here: Place, referral: UUID, two: list[UUID]) -> None:
    made = referrals.suggest(referral, services=two, by=worker(here))
    person = by_link(here, referral)
    referrals.answer_suggestion(made, service=two[0], said=Said.THIS, by=person)
    referrals.tell_sender(made, yes=True, by=person)
    referrals.tell_sender(made, yes=False, by=person)
    lines = Line.objects.filter(subject_kind="suggestion").order_by("pk")
    assert [one.verb for one in lines] == [
        "suggestion.send",
        "suggestion.answer",
        "suggestion.tell",
        "suggestion.tell_no_more",
    ]
    assert all(one.detail == {} for one in lines)


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def test_a_worker_looks_chooses_and_sends(here: Place, referral: UUID, two: list[UUID]) -> None:
    browser, address = browser_of(worker(here)), reverse("referrals:suggest", args=[referral])
    assert address in browser.get(reverse("desk:story", args=[referral])).content.decode()
    sent = {"words": "zymurgy", "near": "EX31 1AA", "miles": "5", "key": str(uuid4())}
    looked = browser.post(address, {**sent, "do": "look"})
    page = looked.content.decode()
    assert all(name in page for name in NAMES)
    assert "zymurgy" not in looked.headers.get("Location", "")
    none = browser.post(address, {**sent, "do": "send"})
    assert none.status_code == 400
    assert "Choose something to send" in none.content.decode()
    answer = browser.post(address, {**sent, "do": "send", "services": [str(one) for one in two]})
    assert answer.url == reverse("desk:story", args=[referral])
    story = browser.get(answer.url).content.decode()
    assert f"{NAMES[0]}; {NAMES[1]}" in story
    assert "Whether they read it is theirs to say." in story
    nowhere = browser.post(address, {**sent, "near": "nowhere at all", "do": "look"})
    assert nowhere.status_code == 400


def test_nothing_can_be_sent_to_be_typed_in_by_hand(here: Place, referral: UUID, two: list[UUID]) -> None:
    browser, address = browser_of(worker(here)), reverse("referrals:suggest", args=[referral])
    sent = {"near": "EX31 1AA", "miles": "5", "key": str(uuid4()), "do": "send"}
    assert browser.post(address, {**sent, "services": "no-service"}).status_code in {400, 404}
    assert browser.post(address, {**sent, "services": str(uuid4())}).status_code in {400, 404}
    assert not Suggestion.objects.exists()
