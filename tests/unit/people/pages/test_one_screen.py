"""One screen: which words were a yes to what, who looked, safe contact, what was asked; alone or with a worker."""

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_sharing import look, open_page, words
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Channel, Daytime, Kind, SafeContact
from watersmeet.records.people.models import Matter, Permission


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def person(client, place):
    who = places.person(place)
    places.permit(who, place.front_door, place.group, Category.IDENTITY, Category.NEEDS)
    open_page(client, place, who)
    return who


def sign_in(client, actor: Actor) -> None:
    client.cookies.clear()
    client.force_login(User.objects.get(pk=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend")


def mark_of(page) -> str:
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def saves(client, page: str, told):
    """Post a part of how they are reached, as its page would."""
    return client.post(page, {**told, "seen": mark_of(client.get(page))})


def test_each_yes_shows_its_ground_its_words_and_since_when(client, place, person):
    Permission.objects.update(statement="ask-share-1")

    shown = words(client.get("/sharing/"))

    assert "You said yes." in shown
    assert people.read_out("ask-share-1") in shown
    assert "Since" in shown


def test_words_that_a_worker_read_aloud_are_shown_as_they_were(client, place, person):
    people.give_permission(
        person=person,
        giver=place.front_door.pk,
        receiver=place.surgery.pk,
        purpose=Purpose.REFERRAL,
        categories=[Category.NEEDS],
        statement="worker-1",
        read="They may read what you wrote about your nights.",
        by=places.worker(place.front_door),
    )

    assert "They may read what you wrote about your nights." in words(client.get("/sharing/"))


def test_who_looked_is_a_day_a_place_and_a_role_and_no_name(client, place, person):
    look(place, person, Role.PRACTITIONER)
    look(place, person, Role.PRACTITIONER)

    shown = words(client.get("/sharing/"))

    assert shown.count('<td class="nhsuk-table__cell">a worker</td>') == 1
    assert "Tamsin" not in shown


@pytest.mark.parametrize(("role", "why"), [(Role.SAFEGUARDING_LEAD, "story"), (Role.PRACTITIONER, "concern")])
def test_what_safeguarding_looked_at_is_not_told(client, place, person, role, why):
    with transaction.atomic():
        audit.looked(by=places.worker(place.group, role), subjects=[Ref("person", person)], why=why)

    shown = words(client.get("/sharing/"))

    assert "Nobody has looked yet." in shown
    assert "Last looked" not in shown


def test_names_are_asked_of_each_partner_that_looked_and_told_after_a_check(client, place, person):
    look(place, person, Role.PRACTITIONER)
    client.post("/sharing/tell/names/", {"words": "", "key": "k1"})
    asked = Matter.objects.get(kind=Kind.NAMES)
    assert asked.partner_id == place.group.pk
    officer = places.worker(place.group, Role.PRIVACY_OFFICER)
    sign_in(client, officer)

    page = words(client.get(f"/privacy/{asked.pk}/"))
    assert "Tamsin Example" in page
    [looked] = [one for one in people.names_asked(officer, asked.pk) if one.role == Role.PRACTITIONER]
    unchecked = client.post(f"/privacy/{asked.pk}/", {"names": [str(looked.user)], "words": ""})
    assert unchecked.status_code == 400
    client.post(f"/privacy/{asked.pk}/", {"names": [str(looked.user)], "checked": "on", "words": "As you asked."})

    client.logout()
    open_page(client, place, person)
    shown = words(client.get("/sharing/"))
    assert "Tamsin Example" in shown
    assert "You can read the names." in shown


def test_the_person_changes_how_they_are_reached_one_part_a_page(client, place, person):
    told = {"ways": ["sms"], "phone": "07700 900 982", "email": "old@person.example", "address": ""}
    assert saves(client, "/sharing/contact/ways/", {**told, "phone": ""}).status_code == 400
    assert saves(client, "/sharing/contact/ways/", told).status_code == 302
    saves(client, "/sharing/contact/times/", {"times": ["evening"]})
    saves(
        client,
        "/sharing/contact/safe/",
        {"message": "no", "say_who": "no", "code_word": "heron", "not_partners": [str(place.group.pk)], "hidden": "on"},
    )

    rules = people.contact_rules(places.by_link(place, person), person)
    assert rules.channels == (Channel.SMS,)
    assert (rules.phone, rules.email) == ("+447700900982", "")
    assert rules.daytimes == (Daytime.EVENING,)
    assert (rules.code_word, rules.hidden_address, rules.not_partners) == ("heron", True, (place.group.pk,))
    shown = words(client.get("/sharing/"))
    assert "heron" not in shown
    assert str(place.group) in shown


def test_a_page_that_was_open_before_the_person_changed_it_takes_nothing_back(client, place, person):
    worker = Client()
    sign_in(worker, places.worker(place.front_door))
    page, told = f"/people/{person}/sharing/contact/safe/", {"message": "yes", "say_who": "yes", "code_word": "heron"}
    old = mark_of(worker.get(page))
    saves(
        client,
        "/sharing/contact/safe/",
        {"message": "no", "say_who": "no", "code_word": "", "not_partners": [str(place.group.pk)]},
    )

    late = worker.post(page, {**told, "seen": old})

    assert late.status_code == 409
    assert "Somebody changed this while you were reading." in words(late)
    rules = people.contact_rules(places.by_link(place, person), person)
    assert (rules.leave_message, rules.say_who, rules.not_partners) == (False, False, (place.group.pk,))
    assert worker.post(page, told).status_code == 409, "no page was seen at all"
    assert worker.post(page, {**told, "seen": mark_of(late)}).status_code == 302


def test_of_two_changes_at_once_the_later_one_is_refused(place, person):
    by = places.by_link(place, person)
    before = people.contact_rules(by, person)
    people.set_contact(person=person, contact=SafeContact(), by=by, seen=before)
    with pytest.raises(Conflict):
        people.set_contact(person=person, contact=replace(before, say_who=True), by=by, seen=before)
    assert people.contact_rules(by, person).channels == ()


def test_one_who_is_written_down_twice_reads_what_is_done_until_they_say_it_again(client, place, person):
    worker = places.worker(place.front_door)
    people.merge(person=person, other=places.person(place, phone="+447700900982", channels=()), by=worker)

    for page in ("/sharing/", "/sharing/contact/ways/"):
        assert str(people.UNTIL_YOU_SAY) in words(client.get(page))
    assert "None. You come back to us." in words(client.get("/sharing/"))


def test_one_who_comes_back_themselves_is_reached_in_no_way(client, place, person):
    saves(client, "/sharing/contact/ways/", {"ways": ["come_back"], "phone": "", "email": "", "address": ""})

    rules = people.contact_rules(places.by_link(place, person), person)
    assert (rules.channels, rules.email) == ((), "")


@pytest.mark.parametrize("kind", ["complaint", "objection"])
def test_a_complaint_or_objection_says_by_when_one_hears(client, place, person, kind):
    page = words(client.get(f"/sharing/tell/{kind}/"))
    assert "If you are in danger, ring 999." in page
    assert client.post(f"/sharing/tell/{kind}/", {"words": "", "key": "k"}).status_code == 400
    for _click in range(2):
        client.post(f"/sharing/tell/{kind}/", {"words": "Not my mother.", "key": "k"})

    assert Matter.objects.count() == 1
    assert "Not my mother." in words(client.get("/sharing/"))


THEIRS = {"ways": ["sms"], "phone": "07700 900 999", "email": "", "address": ""}


@pytest.mark.parametrize(
    ("page", "told"),
    [("contact/ways/", THEIRS), ("{group}/stop/", {}), ("tell/access/", {"words": " ", "key": "k"})],
    ids=["another number", "stop sharing", "no words"],
)
def test_what_somebody_else_pressed_at_their_closed_page_is_not_sent_by_their_pin(
    client, place, person, monkeypatch, page, told
):
    """On a shared phone: the page has timed out, somebody presses, the person comes back and types their PIN."""
    page = f"/sharing/{page.format(group=place.group.pk)}"
    before = people.contact_rules(places.by_link(place, person), person)
    if "contact" in page:
        told = {**told, "seen": mark_of(client.get(page))}
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")
    closed = client.post(page, told)
    assert (closed.status_code, "900 999" in words(closed)) == (403, False)
    assert "is not kept. Open your page again" in words(closed)
    assert "What you typed goes with it." not in words(closed)

    also = {f"kept:{name}": one for name, one in told.items()}
    opened = client.post("/l/again/", {"meant": meant(closed), **also, "second": "4826"}, follow=True)

    assert "Send it now" not in words(opened)
    assert opened.redirect_chain[0][0].startswith("/status/")
    assert people.contact_rules(places.by_link(place, person), person) == before
    assert Permission.objects.filter(receiver=place.group, withdrawn_at=None).exists()
    assert not Matter.objects.exists()


def test_words_that_were_to_be_told_are_shown_and_go_on_by_one_press(client, place, person, monkeypatch):
    page = "/sharing/tell/complaint/"
    assert "your words are still there" in words(client.get(page))
    monkeypatch.setenv("WATERSMEET_NOW", "+16m")
    closed = client.post(page, {"words": "Not my mother.", "key": "k", "phone": "07700 900 999"})
    assert "900 999" not in words(closed)

    kept = {"kept:words": "Not my mother.", "kept:key": "k", "kept:phone": "07700 900 999"}
    opened = words(client.post("/l/again/", {"meant": meant(closed), **kept, "second": "4826"}))

    assert "Not my mother.</blockquote>" in opened
    assert "900 999" not in opened
    assert not Matter.objects.exists()


def meant(page) -> str:
    return re.search(r'name="meant" value="([^"]+)"', page.content.decode())[1]


def test_nobody_tells_us_of_an_override_or_a_breach_here(client, place, person):
    for kind in ("breach", "override", "restriction", "nonsense"):
        assert client.get(f"/sharing/tell/{kind}/").status_code == 404


def test_looking_never_acts(client, place, person):
    before = Matter.objects.count(), Permission.objects.filter(withdrawn_at=None).count()
    for page in ("tell/complaint/", "tell/names/", "contact/ways/", f"{place.group.pk}/stop/"):
        assert client.get(f"/sharing/{page}").status_code == 200
    assert client.get(f"/sharing/{place.group.pk}/go-on/").status_code == 405
    assert (Matter.objects.count(), Permission.objects.filter(withdrawn_at=None).count()) == before


def test_a_worker_of_the_keeper_looks_at_it_with_the_person_and_presses_for_them(client, place, person):
    sign_in(client, places.worker(place.front_door))
    root = f"/people/{person}/sharing/"

    page = words(client.get(root))
    assert "Look at this page together." in page
    assert f'href="{root}{place.group.pk}/stop/"' in page
    client.post(f"{root}tell/complaint/", {"words": "They told me this.", "key": "k"})
    assert Matter.objects.get().person_id == person
    assert saves(client, f"{root}contact/times/", {"times": ["morning"]}).status_code == 302
    assert client.post(f"{root}{place.group.pk}/stop/").status_code == 302
    assert not Permission.objects.filter(receiver=place.group, withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("part", "role"),
    [("group", Role.PRACTITIONER), ("front_door", Role.VOLUNTEER), ("front_door", Role.PRIVACY_OFFICER)],
)
def test_other_workers_find_no_such_page(client, place, person, part, role):
    sign_in(client, places.worker(getattr(place, part), role))

    for page in ("", "contact/ways/", "tell/complaint/", f"{place.group.pk}/stop/"):
        assert client.get(f"/people/{person}/sharing/{page}").status_code in {403, 404}


def test_one_person_cannot_open_anothers_page(client, place, person):
    other = places.person(place, name="Bo Example")

    for page in ("", "contact/ways/", "tell/complaint/"):
        assert client.get(f"/people/{other}/sharing/{page}").status_code == 404
    assert client.post(f"/people/{other}/sharing/tell/complaint/", {"words": "x", "key": "k"}).status_code == 404


def test_the_registers_list_references_and_no_words(client, place, person):
    client.post("/sharing/tell/complaint/", {"words": "Canary words.", "key": "k"})
    sign_in(client, places.worker(place.front_door, Role.PRIVACY_OFFICER))

    page = words(client.get("/privacy/"))
    assert "Complaint, " in page
    assert "Canary" not in page
    matter = Matter.objects.get()
    assert "Canary words." in words(client.get(f"/privacy/{matter.pk}/"))
    client.post(f"/privacy/{matter.pk}/acknowledge/")
    assert client.post(f"/privacy/{matter.pk}/", {"outcome": "", "words": ""}).status_code == 400
    client.post(f"/privacy/{matter.pk}/", {"outcome": "upheld", "words": "Put right."})
    assert matter.reference in words(client.get("/privacy/settled/"))
    written = {
        "words": "A letter went astray.",
        "key": "k2",
        "known_on-day": "",
        "known_on-month": "",
        "known_on-year": "",
    }
    assert client.post("/privacy/new/breach/", written).status_code == 302
    assert "Report or decide by" in words(client.get("/privacy/"))
    assert client.get("/privacy/new/restriction/").status_code == 404
