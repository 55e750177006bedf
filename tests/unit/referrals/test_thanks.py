"""A thank-you: once, after it came to its end, with a yes to who reads it, and told of without its words."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts import links
from watersmeet.accounts.links import Second
from watersmeet.accounts.models import User
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Message, MessageEvent, Referral

pytestmark = pytest.mark.django_db
PIN = "4826"
WORDS = "The choir is the best hour of my week. Thank you for asking me twice."


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place on a Tuesday morning."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


@pytest.fixture
def front_door(here: Place) -> Actor:
    return places.worker(here.front_door)


@pytest.fixture
def group(here: Place) -> Actor:
    return places.worker(here.group)


@pytest.fixture
def referral(here: Place) -> UUID:
    """One that was sent to the group; both sides may tell each other of it."""
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    return referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )


@pytest.fixture
def person(here: Place, referral: UUID) -> Actor:
    return places.by_link(here, Referral.objects.get(pk=referral).person_id)


@pytest.fixture
def completed(referral: UUID, group: Actor) -> UUID:
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(referral, by=group)
    return referral


def thank(referral: UUID, by: Actor, **more) -> UUID:
    return referrals.thank(referral, **({"by": by, "words": WORDS, "yes": True} | more))


def page_of(here: Place, referral: UUID, person: Actor) -> Client:
    """The person's own browser, with their page open."""
    token = links.issue_link(
        "status",
        subject=Ref("referral", referral),
        partnership=here.partnership.pk,
        person=person.person,
        until=clock.now() + timedelta(days=30),
        by=person,
        second=Second.pin(PIN),
    )
    client = Client()
    client.post(f"/l/{token}/open/", {"second": PIN})
    return client


def browser_of(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def words(page) -> str:
    return " ".join(page.content.decode().split())


def says(who: Actor) -> list[str]:
    return [one.says for one in referrals.tasks_for(who)]


def test_it_waits_at_the_desk_of_who_referred_and_nowhere_else(here, completed, person, front_door, group) -> None:
    thank(completed, person)

    reference = Referral.objects.get().reference
    assert says(front_door) == [f"A thank-you to read about {reference}"]
    assert says(group) == []
    story = words(browser_of(front_door).get(f"/work/{completed}/"))
    assert "The person said thank you to you." in story
    assert WORDS in story
    theirs = words(browser_of(group).get(f"/work/{completed}/"))
    assert WORDS not in theirs
    assert "thank you" not in theirs
    [note] = referrals.messages_of(front_door, completed)
    referrals.read_messages(completed, upto=note.id, by=front_door)
    assert says(front_door) == []


def test_no_message_that_leaves_carries_its_words(here, completed, person, front_door, mailoutbox) -> None:
    outbox.deliver_all()
    mailoutbox.clear()
    thank(completed, person)
    outbox.deliver_all()

    assert mailoutbox
    assert all("choir" not in f"{one.subject} {one.body}" for one in mailoutbox)
    assert all("thank" not in one.subject.lower() for one in mailoutbox)
    assert Posting.objects.filter(kind="partner.message", to_id=here.front_door.pk).count() == 1


def test_the_words_that_were_read_are_kept_with_the_yes(here, completed, person) -> None:
    shown = words(page_of(here, completed, person).get(f"/status/{completed}/thanks/"))
    thank(completed, person)

    event = MessageEvent.objects.get(what="thank")
    assert f"People at {here.front_door} who look after your request read it" in event.words
    assert f"{here.group} does not get it." in event.words
    assert all(line in shown for line in event.words.splitlines())
    assert Line.objects.filter(verb="message.thank").count() == 1


def test_the_person_is_asked_says_yes_and_sends_it_once(here, completed, person) -> None:
    client = page_of(here, completed, person)
    assert "Do you want to say thank you?" in words(client.get(f"/status/{completed}/"))
    form = client.get(f"/status/{completed}/thanks/").content.decode()
    key = re.search(r'name="key" value="(.*?)"', form).group(1)
    wrong = client.post(f"/status/{completed}/thanks/", {"words": "", "key": key})
    assert wrong.status_code == 400
    assert "Tick the box if they may read it" in words(wrong)
    assert "Write a few words" in words(wrong)
    told = {"words": WORDS, "yes": "on", "key": key}

    sent = client.post(f"/status/{completed}/thanks/", told, follow=True)
    again = client.post(f"/status/{completed}/thanks/", told, follow=True)

    assert "Your thank-you is there." in words(sent)
    assert f"You said thank you to {here.front_door}" in words(sent)
    assert again.status_code == 200
    assert Message.objects.filter(thanks=True).count() == 1
    assert "Do you want to say thank you?" not in words(again)
    assert client.get(f"/status/{completed}/thanks/")["Location"] == f"/status/{completed}/"
    other = client.post(f"/status/{completed}/thanks/", told | {"key": "another"})
    assert other.status_code == 409


def test_it_is_still_open_when_the_outcome_was_read(completed, person, front_door) -> None:
    referrals.see_outcome(completed, by=front_door)

    assert referrals.may_thank(person, completed)
    thank(completed, person)
    assert len(says(front_door)) == 1


def test_only_what_came_to_its_end_is_thanked_for(here, referral, person, group) -> None:
    def refused() -> None:
        assert referrals.may_thank(person, referral) is None
        assert "say thank you" not in words(page_of(here, referral, person).get(f"/status/{referral}/")).lower()
        with pytest.raises(Conflict):
            thank(referral, person)

    refused()
    referrals.accept(referral, by=group)
    refused()
    referrals.start(referral, by=group)
    refused()
    referrals.leave(referral, by=group, reason="service_ended")
    refused()
    assert not Message.objects.exists()


@pytest.mark.parametrize("read", [False, True], ids=["before it was read", "after it was read"])
def test_who_stopped_sharing_with_them_sends_them_nothing(here, completed, person, front_door, read) -> None:
    if read:
        referrals.see_outcome(completed, by=front_door)
    people.withdraw(person=person.person, receiver=here.front_door.pk, by=person)

    assert referrals.may_thank(person, completed) is None
    with pytest.raises(Refused):
        thank(completed, person)
    assert not Message.objects.exists()


def test_who_silenced_it_is_told_why_it_does_not_go(here, completed, person) -> None:
    people.withdraw(person=person.person, receiver=here.front_door.pk, by=person)
    assert Referral.objects.get().silent_since

    page = page_of(here, completed, person).post(
        f"/status/{completed}/thanks/", {"words": WORDS, "yes": "on", "key": "k"}
    )

    assert page.status_code == 403
    assert "You asked that they are told no more about this." in words(page)


def test_sent_first_and_stopped_later_it_is_not_shown_any_more(here, completed, person, front_door) -> None:
    thank(completed, person)
    people.withdraw(person=person.person, receiver=here.front_door.pk, by=person)

    assert says(front_door) == []
    assert browser_of(front_door).get(f"/work/{completed}/").status_code == 404


def test_it_needs_words_a_yes_and_the_person(here, completed, person, front_door, group) -> None:
    for wrong in ({"words": " "}, {"words": "x" * 501}, {"yes": False}):
        with pytest.raises(Invalid):
            thank(completed, person, **wrong)
    for other in (front_door, group):
        with pytest.raises(Refused):
            thank(completed, other)
    asked_how_they_are = replace(person, verbs=PURPOSES["measures"].verbs)
    with pytest.raises((NotFound, Refused)):
        thank(completed, asked_how_they_are)
    with pytest.raises(NotFound):
        thank(completed, places.by_link(here, places.person(here)))
    thank(completed, person, key="k")
    with pytest.raises(KeyReused):
        thank(completed, person, key="k", words="else")
    with pytest.raises(Conflict):
        thank(completed, person, key="l")


def test_a_tutor_who_sent_a_learner_on_reads_it(here) -> None:
    tutor, helper = places.worker(here.front_door, Role.TUTOR), places.worker(here.group)
    other = places.worker(here.front_door, Role.TUTOR)
    who = places.person(here)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    made = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    Referral.objects.filter(pk=made).update(referrer_worker=tutor.id)
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(made, by=helper)
    thank(made, places.by_link(here, who))

    assert len(says(tutor)) == 1
    assert says(other) == []


def test_their_copy_holds_it_and_forgetting_takes_its_words(here, completed, person) -> None:
    thank(completed, person)
    [row] = [one for one in Held().export(person.person) if one.get("thank-you")]
    assert (row["message from"], row["words"]) == ("You", WORDS)

    people.erase(person=person.person, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))

    assert Message.objects.get().words is None
    assert MessageEvent.objects.get(what="thank").words is None
