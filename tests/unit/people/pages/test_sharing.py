"""Who can see what about me: honest, current, and stopped by one button."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import accounts, places
from tests.factories.places import Place
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref
from watersmeet.desk import told
from watersmeet.outbox import api as outbox
from watersmeet.outbox import claims
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.api import Channel
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals


def words(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def person(client, place):
    """Somebody who said yes to the group, with their own page open."""
    who = places.person(place)
    places.permit(who, place.front_door, place.group, Category.IDENTITY, Category.NEEDS)
    places.permit(who, place.group, place.front_door, Category.ATTENDANCE)
    open_page(client, place, who)
    return who


def open_page(client, place, who) -> None:
    token = accounts.link(person=who, partnership=place.partnership.pk)
    client.post(f"/l/{token}/open/", {"second": "4826"})


def look(place, person, role: Role) -> None:
    with transaction.atomic():
        audit.looked(by=places.worker(place.group, role), subjects=[Ref("person", person)], why="story")


def test_each_receiver_has_its_sheet_with_what_why_and_until_when(client, place, person):
    page = client.get("/sharing/")

    shown = words(page)
    assert place.group.organisation.name in shown
    for said in ("your name", "what you asked for", "to put you in touch", "Until", "Not looked at yet."):
        assert said in shown
    assert shown.count("If they asked how you are, they keep your answers and your goals.") == 2, (
        "the group, and the keeper"
    )
    assert "Not your employer. Not your landlord. Not the benefits office. Not ever." in shown
    assert f"You asked {place.front_door} for help" in shown
    assert page["Cache-Control"] == "no-store"
    for way_out in ("Leave quickly", "Sign out", "01632 960 123", "116 123"):
        assert way_out in shown


def test_who_is_not_called_reads_no_answer_about_calls(client, place):
    asked = ("May we leave a message?", "May we say who we are?", "Code word")
    open_page(client, place, places.person(place))
    assert not [one for one in asked if one in words(client.get("/sharing/"))]
    open_page(client, place, places.person(place, channels=(Channel.PHONE,), phone="+447700900982"))
    assert [one for one in asked if one in words(client.get("/sharing/"))] == list(asked)


def test_who_looked_is_a_role_never_a_name(client, place, person, monkeypatch):
    look(place, person, Role.MANAGER)
    monkeypatch.setenv("WATERSMEET_NOW", "+3d")
    open_page(client, place, person)

    shown = words(client.get("/sharing/"))

    assert "Last looked 3 days ago, by a manager." in shown
    assert "Tamsin" not in shown


def test_their_own_looks_are_not_counted(client, place, person):
    client.get("/sharing/")

    assert "Last looked" not in words(client.get("/sharing/"))


def test_a_get_stops_nothing(client, place, person):
    page = client.get(f"/sharing/{place.group.pk}/stop/")

    assert f"Stop sharing with {place.group}?" in words(page)
    assert "You will still get help." in words(page)
    assert Permission.objects.filter(withdrawn_at=None).count() == 3


def test_stopping_stops_at_once_and_says_what_happens_now(client, place, person):
    page = client.post(f"/sharing/{place.group.pk}/stop/", follow=True)

    assert "What happens now" in words(page)
    assert not Permission.objects.filter(receiver=place.group, withdrawn_at=None).exists()
    assert Permission.objects.filter(receiver=place.front_door, withdrawn_at=None).exists()
    assert f"Stop sharing with {place.group}" not in words(client.get("/sharing/"))


def test_a_second_click_changes_nothing(client, place, person):
    for _click in range(2):
        page = client.post(f"/sharing/{place.group.pk}/stop/", follow=True)

    assert "What happens now" in words(page)
    assert client.get(f"/sharing/{place.group.pk}/stop/").status_code == 404


def test_what_others_tell_the_front_door_can_be_stopped_too(client, place, person):
    places.permit(person, place.group, place.front_door, Category.NEEDS)
    assert "Others may also tell them" in words(client.get("/sharing/"))

    client.post(f"/sharing/{place.front_door.pk}/stop/")

    assert not Permission.objects.filter(receiver=place.front_door, withdrawn_at=None).exists()
    assert f"You asked {place.front_door} for help" in words(client.get("/sharing/"))


def test_stopping_what_others_tell_the_front_door_says_that_and_nothing_else(client, place, person):
    asks = words(client.get(f"/sharing/{place.front_door.pk}/stop/"))
    done = words(client.post(f"/sharing/{place.front_door.pk}/stop/", follow=True))

    assert f"Stop others telling {place.front_door} about you?" in asks
    assert f"You stopped others telling {place.front_door}" in done
    for page in (asks, done):
        assert "Your requests go on as they are." in page
        assert f"{place.front_door} keeps what you told them yourself" in page
        assert "sharing with" not in page
        assert "that request" not in page
    assert "sees nothing new" not in done


def test_counting_is_told_apart_and_stopped_apart(client, place, person):
    places.permit(person, place.front_door, place.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    shown = words(client.get("/sharing/"))
    assert f"{place.front_door} may count you in its figures" in shown
    assert "to learn whether it helps" not in shown

    page = client.post(f"/sharing/{place.front_door.pk}/stop-counting/", follow=True)

    assert "may count you" not in words(page)
    assert Permission.objects.filter(receiver=place.group, withdrawn_at=None).exists()


def test_a_yes_that_ran_out_says_what_they_may_still_read(client, place, person):
    Permission.objects.update(until=clock.now())
    shown = words(client.get("/sharing/"))
    assert "Your yes ended on" in shown
    assert "Your yes for others to tell them ended on" in shown
    assert "Others may also tell them" not in shown
    assert f"Stop sharing with {place.group}" in shown


def test_without_an_open_link_there_is_no_page(client, place, person):
    client.cookies.clear()

    assert client.get("/sharing/").status_code == 403
    assert client.post(f"/sharing/{place.group.pk}/stop/").status_code == 403
    assert Permission.objects.filter(withdrawn_at=None).count() == 3


def test_a_worker_has_no_page_here(client, place, person):
    worker = places.worker(place.group)
    client.cookies.clear()
    client.force_login(
        accounts.User.objects.get(pk=worker.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    assert client.get("/sharing/").status_code == 404
    assert client.post(f"/sharing/{place.group.pk}/stop/").status_code == 404


def test_what_was_on_its_way_is_shown_as_not_yet_confirmed(client, place, person):
    """The worker had made the message, and not heard back, when the person stopped."""
    places.permit(person, place.front_door, place.group)
    referral = referrals.ask_for_self(
        person=person,
        partnership=place.partnership.pk,
        words="company",
        receiver=place.group.pk,
        by=places.by_link(place, person),
    )
    waits = Posting.objects.get(kind="partner.referral", subject_id=referral, to_id=place.group.pk)
    outbox.claim([waits.kind], 1, timedelta(minutes=1))
    waits.refresh_from_db()
    assert claims.made(waits, b"made")

    page = client.post(f"/sharing/{place.group.pk}/stop/", follow=True)

    assert "It is not yet confirmed that it got there." in words(page)
    shown = [told.Told(one, knows_rules=False).words for one in outbox.about(Ref("referral", referral))]
    assert "On its way when it was stopped: not yet confirmed whether it arrived" in shown
    claims.done(waits, "taken")
    assert "not yet confirmed" not in words(client.get(f"/sharing/{place.group.pk}/stopped/"))
