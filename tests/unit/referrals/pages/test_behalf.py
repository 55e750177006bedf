"""Asking on behalf of somebody: who asks learns nothing later, and nothing moves before the person said so themself."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import asking, places
from tests.factories.open_lists import offers
from tests.factories.places import Place
from watersmeet.accounts.links import Second
from watersmeet.accounts.models import Link, User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.models import Partnership
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Channel, SafeContact
from watersmeet.records.people.models import ContactRules, Permission, Person
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Alone, Authority, OnBehalf, State, Wanted
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Proxy, Referral, WayIn


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def asks_for(client: Client, service: object = "", **told: dict[str, Any]) -> HttpResponse:
    """Robin asks for Wren; returns the page after Send."""
    return asking.ask(client, service, **{**asking.FOR_OTHER, **told})


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


@pytest.fixture
def worker(place: Place) -> Actor:
    """Somebody who answers at the front door."""
    return places.worker(place.front_door)


@pytest.fixture
def asked(client: Client, place: Place, service: Any) -> Referral:
    """What Robin asked for Wren."""
    asks_for(client, service.pk)
    return Referral.objects.get()


def test_it_waits_with_the_front_door_and_no_partner_hears_of_it(asked: Referral, place: Place) -> None:
    assert (asked.state, asked.holder, asked.way_in) == (State.DRAFT, place.front_door, "behalf")
    assert not Permission.objects.exists()
    assert not Posting.objects.filter(to_id=place.group.pk).exists()
    assert referrals.of_person(places.worker(place.group), asked.person_id) == []


def test_even_a_service_of_the_front_door_itself_waits_for_the_persons_own_yes(place: Place) -> None:
    made = referrals.ask_for_self(
        person=places.person(place),
        partnership=place.partnership.pk,
        words="",
        receiver=place.front_door.pk,
        way_in=WayIn.BEHALF,
        by=VISITOR,
    )
    assert Referral.objects.get(pk=made).state == State.DRAFT


def test_who_asks_is_given_no_reference_no_link_and_no_way_back(client: Client, place: Place, service: Any) -> None:
    page = asks_for(client, service.pk)

    assert "Thank you. We have it" in words(page)
    assert Referral.objects.get().reference not in words(page)
    assert "/l/" not in page.content.decode()
    assert "/back/" not in page.content.decode()
    assert not Link.objects.exists()


def test_no_message_goes_to_who_asks_and_none_to_the_person_before_somebody_spoke_with_them(
    asked: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    monkeypatch.setattr("watersmeet.exchange.notify.senders.send", lambda body, **_: sent.append(body) or "sent")
    outbox.deliver_all()

    assert not any(b"01632960444" in body or b"960 444" in body for body in sent)
    assert not Posting.objects.filter(kind="person.referral").exists()
    rules = json.dumps(ContactRules.objects.get().rules)
    assert "960444" not in rules
    assert "Robin" not in rules


def test_what_is_kept_of_who_asks_is_sealed_and_apart(asked: Referral, worker: Actor, place: Place) -> None:
    lying = Proxy.objects.filter(pk=Proxy.objects.get().pk).values_list("name", "reach").get()
    assert not any(b"Robin" in one.body or b"960" in one.body for one in lying)
    seen = referrals.proxy_of(worker, asked.pk)
    assert seen is not None
    assert (seen.name, seen.reach, seen.authority) == ("Robin", "01632 960 444", Authority.ASKED)
    assert Person.objects.get().name == "Wren"


@pytest.mark.parametrize(
    ("reach", "details"),
    [
        ("07700 900982", {"phone": "07700 900 982", "email": "wren@person.example"}),
        ("+44 7700 900982", {"phone": "07700 900 982", "email": "wren@person.example"}),
        ("WREN@person.example", {"phone": "07700 900 982", "email": "wren@person.example"}),
    ],
)
def test_the_person_is_never_reached_by_way_of_who_asks(
    client: Client, place: Place, reach: str, details: dict[str, str]
) -> None:
    asking.fill_in(client, until="you", **{**asking.FOR_OTHER, "details": details})
    page = asking.answer(client, "you", {"name": "Robin", "reach": reach})

    assert "This one is theirs" in words(page)
    assert 'value="Robin"' in page.content.decode(), "what was typed stays"
    assert asking.answer(client, "you").status_code == 302, "it can be mended"


def test_nor_by_going_back_to_change_it(client: Client, place: Place) -> None:
    mine = {"you": {"name": "Robin", "reach": "07700 900 444"}}
    asking.fill_in(client, **{**asking.FOR_OTHER, **mine})
    page = asking.answer(client, "details", {"phone": "07700 900444", "email": "wren@person.example"})
    assert "This is yours. Give one that is theirs." in words(page)


def told(place: Place, **more: Any) -> referrals.Told:
    """What the action is given."""
    on_behalf = {"authority": Authority.ASKED, "name": "Robin", "reach": "01632 960444"} | more.pop("on_behalf", {})
    return referrals.Told(
        **{
            "partnership": place.partnership.pk,
            "age": Age.ADULT,
            "domain": Domain.HEALTH,
            "words": "",
            "name": "Wren",
            "contact": SafeContact(channels=(Channel.PHONE,), phone="+447700900982"),
            "on_behalf": OnBehalf(**on_behalf),
            **more,
        }
    )


@pytest.mark.parametrize(
    "more",
    [
        {"on_behalf": {"reach": "07700 900982"}},
        {"on_behalf": {"authority": Authority.PARENT}},
        {"on_behalf": {"authority": Authority.OTHER}},
    ],
)
def test_the_action_itself_refuses_it(place: Place, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        referrals.ask(told(place, **more), by=VISITOR, key="one")
    assert not Person.objects.exists()


def test_a_yes_that_who_asks_gives_counts_for_nothing(place: Place, service: Any) -> None:
    view = referrals.get(places.worker(place.front_door), _asked_with_a_yes(place)).state
    assert view is State.DRAFT
    assert not Permission.objects.exists()
    assert not Link.objects.exists()


def _asked_with_a_yes(place: Place) -> UUID:
    given = told(place, share=True, count=True, second=Second.pin("4826"))
    return referrals.ask(given, by=VISITOR, key="one").referral


def test_a_parent_can_ask_for_somebody_of_17_alone(client: Client, place: Place) -> None:
    asking.fill_in(client, until="authority", **asking.FOR_OTHER)
    assert "I am their parent" not in words(client.get("/ask/authority/"))
    asking.fill_in(client, until="authority", **{**asking.FOR_OTHER, "age": {"age": "16_17"}})
    assert "I am their parent" in words(client.get("/ask/authority/"))


def test_about_a_child_nothing_is_kept(client: Client, place: Place) -> None:
    asking.begin(client)
    asking.answer(client, "who", {"who": "other"})
    page = client.post("/ask/age/", {"age": "under_16"}, follow=True)
    assert "Childline" in words(page)
    assert client.get("/ask/authority/").status_code == 410


def test_about_somebody_who_does_not_know_nothing_is_kept(client: Client, place: Place) -> None:
    asking.fill_in(client, until="agrees", **asking.FOR_OTHER)
    page = client.post("/ask/agrees/", {"agrees": "not_yet"}, follow=True)

    assert "Talk with them first" in words(page)
    assert client.get("/ask/need/").status_code == 410
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        ("who", {}, "Choose who it is for"),
        ("authority", {}, "Choose why you ask for them"),
        ("authority", {"authority": "other"}, "Say what it is"),
        ("agrees", {}, "Choose if they know and want it"),
        ("you", {"name": "", "reach": "01632 960444"}, "Write your own first name"),
        ("you", {"name": "Robin", "reach": "ask me"}, "Write a whole phone number or email address"),
    ],
)
def test_bad_input_is_named(client: Client, place: Place, step: str, given: dict[str, str], said: str) -> None:
    asking.fill_in(client, until=step, **asking.FOR_OTHER)
    assert said in words(asking.answer(client, step, given))


def test_the_holder_has_a_task_to_see_them_alone(asked: Referral, worker: Actor, place: Place) -> None:
    [task] = [one for one in referrals.tasks_for(worker) if one.task == "proxy.see_alone"]
    assert (task.due_on, task.person) == (asked.due_on, asked.person_id)
    assert "Wren" not in task.says
    for other in (places.worker(place.group), places.worker(place.front_door, Role.VOLUNTEER)):
        assert referrals.tasks_for(other) == []


def test_it_is_not_sent_before_they_were_seen_alone(asked: Referral, worker: Actor) -> None:
    for step in (
        lambda: referrals.send(asked.pk, by=worker),
        lambda: referrals.statement(worker, asked.pk),
        lambda: referrals.said_yes(asked.pk, by=worker),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.refusal.missing == "seen_alone"
    assert not Permission.objects.exists()


def test_nor_by_way_of_another_referral_of_theirs(asked: Referral, worker: Actor, place: Place) -> None:
    other = referrals.draft(
        Wanted(person=asked.person_id, receiver=place.therapy.pk, domain=Domain.HEALTH, direction="to_care"), by=worker
    )
    with pytest.raises(Refused):
        referrals.said_yes(other, by=worker)
    assert not Permission.objects.exists()


def test_seen_alone_it_still_waits_for_their_own_yes_and_then_goes(asked: Referral, worker: Actor) -> None:
    referrals.see_alone(asked.pk, Alone.DONE, by=worker)
    assert referrals.awaits_yes(worker, asked.pk)
    with pytest.raises(Refused) as refused:
        referrals.send(asked.pk, by=worker)
    assert refused.value.refusal.missing == "own_yes"

    referrals.said_yes(asked.pk, by=worker, second=Second.pin("4826"))

    asked.refresh_from_db()
    assert asked.state == State.SENT
    proxy = Proxy.objects.get()
    assert (proxy.alone, proxy.alone_by, proxy.due_on) == ("done", worker.id, None)
    assert proxy.alone_at is not None
    assert proxy.yes_at is not None
    assert Line.objects.filter(verb="referral.see_alone", subject_id=asked.pk).count() == 1
    with pytest.raises(Conflict):
        referrals.see_alone(asked.pk, Alone.DONE, by=worker)


def test_a_no_of_the_person_ends_it_without_being_seen(asked: Referral, worker: Actor) -> None:
    referrals.said_no(asked.pk, by=worker)
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN
    assert referrals.tasks_for(worker) == []


@pytest.mark.parametrize("outcome", [Alone.NOT_NEEDED, Alone.COULD_NOT, Alone.DECIDED, Alone.DOUBT])
def test_anything_but_done_says_why(asked: Referral, worker: Actor, outcome: Alone) -> None:
    with pytest.raises(Invalid) as wrong:
        referrals.see_alone(asked.pk, outcome, by=worker, why="  ")
    assert set(wrong.value.fields) == {"why"}
    referrals.see_alone(asked.pk, outcome, by=worker, why="Their attorney came along.")
    assert Proxy.objects.get().why == "Their attorney came along."


def test_in_doubt_it_pauses_until_somebody_talked_with_them(client: Client, place: Place, worker: Actor) -> None:
    asks_for(client, agrees={"agrees": "unsure"})
    asked = Referral.objects.get()
    for easy in (Alone.NOT_NEEDED, Alone.COULD_NOT):
        with pytest.raises(Invalid):
            referrals.see_alone(asked.pk, easy, by=worker, why="It is clear.")
    referrals.see_alone(asked.pk, Alone.DOUBT, by=worker, why="Sam assesses it on Friday.")

    proxy = Proxy.objects.get()
    assert proxy.in_doubt
    assert proxy.due_on is not None
    assert proxy.due_on > clock.today()
    with pytest.raises(Refused):
        referrals.said_yes(asked.pk, by=worker)

    referrals.see_alone(asked.pk, Alone.DECIDED, by=worker, why="Their attorney, power of attorney seen.")
    referrals.aim(asked.pk, service=offers(place, place.front_door, "Talk it over"), by=worker)
    referrals.said_yes(asked.pk, by=worker)
    asked.refresh_from_db()
    assert asked.state == State.SENT


def test_only_staff_of_the_front_door_settle_it(asked: Referral, place: Place) -> None:
    with pytest.raises(Refused):
        referrals.see_alone(asked.pk, Alone.DONE, by=places.worker(place.front_door, Role.VOLUNTEER))
    for stranger in (places.worker(place.group), places.worker(place.front_door, Role.ANALYST), VISITOR):
        with pytest.raises((NotFound, Refused)):
            referrals.see_alone(asked.pk, Alone.DONE, by=stranger)


def test_the_receiver_learns_neither_who_asked_nor_how_seeing_them_went(
    asked: Referral, worker: Actor, place: Place, service: Any
) -> None:
    referrals.see_alone(asked.pk, Alone.NOT_NEEDED, by=worker, why="They came in with us last week.")
    referrals.said_yes(asked.pk, by=worker)
    receiver = places.worker(place.group)

    assert referrals.proxy_of(receiver, asked.pk) is None
    page = words(browser_of(receiver).get(f"/work/{asked.pk}/"))
    assert "Wren" in page
    for secret in ("Robin", "960 444", "They came in with us"):
        assert secret not in page
    assert browser_of(receiver).get(f"/work/{asked.pk}/alone/").status_code == 404


def test_the_pages_lead_from_seeing_them_alone_to_their_own_yes(asked: Referral, worker: Actor) -> None:
    browser = browser_of(worker)
    story = words(browser.get(f"/work/{asked.pk}/"))
    assert "Robin" in story
    assert "Read it with the person" not in story
    assert "Choose how it went" in words(browser.post(f"/work/{asked.pk}/alone/", {}))
    answer = browser.post(f"/work/{asked.pk}/alone/", {"outcome": "could_not", "why": ""})
    assert "Write why" in words(answer)

    story = words(browser.post(f"/work/{asked.pk}/alone/", {"outcome": "done"}, follow=True))

    assert "Read it with the person" in story
    assert "may we share this?" in words(browser.get(f"/read/{asked.pk}/"))


def test_help_of_the_front_doors_own_is_chosen_and_what_is_read_is_their_wish(client, place, worker) -> None:
    asks_for(client)
    asked = Referral.objects.get()
    referrals.see_alone(asked.pk, Alone.DONE, by=worker)
    with pytest.raises(Conflict):
        referrals.said_yes(asked.pk, by=worker)
    assert "Read it with the person" not in words(browser_of(worker).get(f"/work/{asked.pk}/"))
    referrals.aim(asked.pk, service=offers(place, place.front_door, "Talk it over"), by=worker)
    read = words(browser_of(worker).get(f"/read/{asked.pk}/"))
    assert "Nobody else is told. Who asked for you is not told how it goes." in read
    assert "This cannot be sent today" not in read
    referrals.said_yes(asked.pk, by=worker)
    assert Referral.objects.get().state == State.SENT


def test_the_person_reads_that_somebody_asked_for_them(asked: Referral, worker: Actor, place: Place) -> None:
    referrals.see_alone(asked.pk, Alone.DONE, by=worker)
    referrals.said_yes(asked.pk, by=worker)
    what = [step.what for step in referrals.history(places.by_link(place, asked.person_id), asked.pk)]
    assert what[0] == "ask_for"


def test_it_is_exported_without_who_asked_and_forgotten_with_the_person(asked: Referral, place: Place) -> None:
    [told_of] = Held().export(asked.person_id)
    assert told_of["asked on their behalf"]["authority"] == "They asked me to"
    assert "Robin" not in json.dumps(told_of)
    people.erase(person=asked.person_id, by=places.worker(place.front_door, Role.PRIVACY_OFFICER))
    proxy = Proxy.objects.get()
    assert (proxy.name, proxy.reach) == (None, None)


def test_a_second_click_asks_once(client: Client, place: Place, service: Any) -> None:
    asking.fill_in(client, service.pk, **asking.FOR_OTHER)
    first, second = asking.send(client), client.post("/ask/check/", follow=True)
    assert "Thank you. We have it" in words(first)
    assert "Thank you. We have it" in words(second)
    assert Referral.objects.count() == Proxy.objects.count() == Partnership.objects.count() == 1
