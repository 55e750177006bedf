"""Somebody trusted sits beside: the ordinary asking on a screen that others use, and nothing is left there."""

import re

import pytest
from django.db import connection
from django.test import Client

from tests.factories import asking, places
from tests.factories.accounts import COMMAND
from watersmeet.accounts.drawer import COOKIE
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Role
from watersmeet.base.problems import Invalid, KeyReused, NotFound, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Introducer, PartnershipEvent
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import State

STEPS = ("age", "need", "name", "ways", "details", "times", "safe", "count", "pin")
NAME = "The library in Mill Street"


@pytest.fixture
def manager(place):
    return places.worker(place.group, Role.MANAGER)


@pytest.fixture
def library(place, manager):
    made = partnerships.add_introducer(partner=place.group.pk, name=NAME, by=manager)
    return partnerships.introducer(manager, made)


def words(page) -> str:
    return " ".join(page.content.decode().split())


def address(seen) -> str:
    return f"/with/{seen.code.lower()}/"


def fill_in(client: Client, seen) -> None:
    assert client.post(address(seen))["Location"] == "/ask/age/"
    for step in STEPS:
        assert asking.answer(client, step).status_code == 302, step


def browser_of(who) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def test_the_first_page_says_who_sits_beside_and_that_they_keep_nothing(client, place, library):
    page = client.get(address(library))

    assert f"{NAME} sits with you while you ask." in words(page)
    assert "They keep nothing" in words(page)
    assert page["Cache-Control"] == "no-store"
    assert not client.cookies.get(COOKIE), "looking begins nothing"


def test_a_request_with_somebody_beside_is_an_ordinary_one_that_says_how_it_came(client, place, library):
    fill_in(client, library)
    sent = asking.send(client)

    referral = Referral.objects.get()
    assert (referral.way_in, referral.introducer_id) == ("introducer", library.id)
    assert (referral.state, referral.holder, referral.referrer) == (State.DRAFT, place.front_door, place.front_door)
    assert referral.reference in words(sent)
    assert "We show this page once." in words(sent)


def test_every_page_says_who_sits_there_and_leaves_by_itself(client, place, library):
    client.post(address(library))

    page = client.get("/ask/age/")
    assert f"{NAME}</strong> sits with you and keeps nothing." in words(page)
    seconds, to = page["Refresh"].split("; url=")
    assert 600 < int(seconds) < 660
    left = client.get(to)
    assert "it closed to keep you safe" in words(left)
    assert address(library) in words(left)


@pytest.mark.parametrize("age", ["under_16", "elsewhere"])
def test_the_page_of_who_is_helped_elsewhere_leaves_by_itself_too(client, place, library, age):
    """Of somebody under 16 nothing is kept, so the page is told by its address where to go."""
    client.post(address(library))
    if age == "elsewhere":
        page = client.get("/ask/another-way/")
    else:
        page = client.post("/ask/age/", {"age": age}, follow=True)
        assert "Help that is made for you" in words(page)
        assert COOKIE not in client.cookies or not client.cookies[COOKIE].value
    _seconds, to = page["Refresh"].split("; url=")
    assert "it closed to keep you safe" in words(client.get(to))
    for address_without in ("/ask/young-people/", "/ask/young-people/?with=nobody", "/ask/talk-first/"):
        assert "Refresh" not in Client().get(address_without)


def test_who_asks_at_home_is_not_hurried(client, place, service):
    asking.begin(client, service.pk)

    assert "Refresh" not in client.get("/ask/who/")
    assert client.cookies[COOKIE]["max-age"] == 1800


def test_ten_idle_minutes_empty_the_drawer(client, place, library, monkeypatch):
    fill_in(client, library)
    assert client.cookies[COOKIE]["max-age"] == 600
    monkeypatch.setenv("WATERSMEET_NOW", "+9m")
    assert "Wren" in words(client.get("/ask/check/")), "and looking counts as not idle"
    monkeypatch.setenv("WATERSMEET_NOW", "+18m")
    assert client.get("/ask/check/").status_code == 200
    monkeypatch.setenv("WATERSMEET_NOW", "+29m")

    assert client.get("/ask/check/").status_code == 410
    assert not Referral.objects.exists()


def test_more_time_keeps_what_was_typed_on_the_page(client, place, library, monkeypatch):
    client.post(address(library))
    asking.answer(client, "age")
    monkeypatch.setenv("WATERSMEET_NOW", "+9m")

    page = client.post("/ask/need/", {"words": "I do not sleep", "domain": "health", "longer": "yes"})

    assert page.status_code == 200
    assert "I do not sleep" in words(page)
    assert re.search(r'value="health"[^>]*checked', page.content.decode())
    assert "There is a problem" not in words(page)
    monkeypatch.setenv("WATERSMEET_NOW", "+18m")
    assert asking.answer(client, "need")["Location"] == "/ask/name/"


def test_the_browser_suggests_nothing_that_somebody_typed_before(client, place, library, service):
    fill_in(client, library)
    asked = re.findall(r'autocomplete="(.*?)"', client.get("/ask/details/").content.decode())
    assert asked
    assert set(asked) == {"off"}

    asking.fill_in(Client(), until="details")
    own = Client()
    asking.fill_in(own, until="details")
    assert 'autocomplete="off"' not in own.get("/ask/details/").content.decode()


def test_the_end_is_shown_once_and_nothing_is_left(client, place, library):
    fill_in(client, library)
    sent = asking.send(client)
    reference = Referral.objects.get().reference
    assert reference in words(sent)
    assert "<svg" in words(sent), "the link, for their own phone"
    assert "/l/" not in re.sub(r"<svg.*?</svg>", "", words(sent)), "and not to be pressed here"
    assert client.cookies[COOKIE].value == ""

    for left in ("/asked/", "/ask/check/", "/ask/need/", address(library)):
        after = words(client.get(left))
        assert reference not in after
        assert "I do not sleep" not in after


def test_a_second_click_on_send_is_not_told_that_nothing_was_sent(client, place, library):
    fill_in(client, library)
    client.post("/ask/check/")

    again = client.post("/ask/check/")

    assert again["Location"] == "/asked/"
    assert Referral.objects.get().reference in words(client.get("/asked/"))


def test_the_next_person_begins_with_nothing_of_whoever_was_there(client, place, library, manager):
    fill_in(client, library)
    key = client.cookies[COOKIE].value
    client.force_login(User.objects.get(pk=manager.id))

    client.post(address(library))

    assert client.cookies[COOKIE].value != key
    assert "_auth_user_id" not in client.session
    assert client.get("/ask/name/")["Location"] == "/ask/age/", "nothing is answered yet"


def test_clearing_leads_back_to_their_own_beginning(client, place, library):
    fill_in(client, library)

    assert client.post("/ask/clear/")["Location"] == address(library)
    assert client.get("/ask/check/").status_code == 410


def test_unknown_and_ended_codes_look_the_same_and_lead_on(client, place, library, manager):
    partnerships.end_introducer(library.id, by=manager)

    for path in (address(library), "/with/2222-2222-2222/", "/with/x/", f"{address(library)}closed/"):
        page = client.get(path)
        assert page.status_code == 404
        assert "You did nothing wrong." in words(page)
        assert 'href="/ask/"' in words(page)
    assert client.post(address(library)).status_code == 404


def test_a_request_that_had_begun_is_sent_though_the_code_ended_meanwhile(client, place, library, manager):
    fill_in(client, library)
    partnerships.end_introducer(library.id, by=manager)

    asking.send(client)

    assert Referral.objects.get().introducer_id == library.id


def test_a_code_works_however_it_is_typed_and_is_never_the_same(client, place, library, manager):
    assert client.get(f"/with/{library.code.replace('-', '')}/").status_code == 200
    made = {partnerships.add_introducer(partner=place.group.pk, name="Salon", by=manager) for _one in range(3)}

    codes = {partnerships.introducer(manager, one).code for one in made}
    assert len(codes) == 3
    assert all(re.fullmatch(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}", code) for code in codes)


def test_under_16_nothing_is_kept_here_either(client, place, library):
    client.post(address(library))
    asking.answer(client, "age", {"age": "under_16"})

    assert client.cookies[COOKIE].value == ""


def test_an_introducer_of_a_partner_that_left_opens_nothing(place, library):
    partnerships.leave(partner=place.group.pk, by=COMMAND)

    assert partnerships.introducer_by_code(library.code) is None


def test_a_manager_adds_one_prints_the_card_and_ends_it(place, manager):
    client = browser_of(manager)
    assert "Nobody yet" in words(client.get("/introducers/"))
    form = client.get("/introducers/add/")
    key = re.search(r'name="key" value="(.*?)"', form.content.decode()).group(1)
    wrong = client.post("/introducers/add/", {"name": " ", "key": key})
    assert wrong.status_code == 400
    assert "Enter the name of the place or person" in words(wrong)

    first = client.post("/introducers/add/", {"name": NAME, "key": key})
    second = client.post("/introducers/add/", {"name": NAME, "key": key})

    assert first["Location"] == second["Location"], "a second click adds nothing"
    seen = Introducer.objects.get()
    card = words(client.get(first["Location"]))
    assert address(seen) in card
    assert "<svg" in card
    client.post(f"{first['Location']}end/")
    assert Introducer.objects.get().ended_at
    assert "Ended" in words(client.get("/introducers/"))
    assert "The address leads to the ordinary way to ask." in words(client.get(first["Location"]))
    assert list(PartnershipEvent.objects.order_by("version").values_list("what", flat=True))[-2:] == [
        "add_introducer",
        "end_introducer",
    ]
    assert Line.objects.filter(verb="partnership.add_introducer").count() == 1


def test_only_managers_keep_them_and_only_their_own(place, library, manager):
    other, worker = places.worker(place.surgery, Role.MANAGER), places.worker(place.group)
    with pytest.raises(NotFound):
        partnerships.introducer(other, library.id)
    with pytest.raises(NotFound):
        partnerships.end_introducer(library.id, by=other)
    with pytest.raises(Refused):
        partnerships.add_introducer(partner=place.group.pk, name="x", by=other)
    with pytest.raises(Refused):
        partnerships.introducers(worker)
    assert partnerships.introducers(other) == []
    assert browser_of(worker).get("/introducers/").status_code == 404
    assert browser_of(other).get(f"/introducers/{library.id}/").status_code == 404
    with pytest.raises(Invalid):
        partnerships.add_introducer(partner=place.group.pk, name=" ", by=manager)
    partnerships.add_introducer(partner=place.group.pk, name="a", by=manager, key="k")
    with pytest.raises(KeyReused):
        partnerships.add_introducer(partner=place.group.pk, name="b", by=manager, key="k")


def test_their_partner_sees_a_count_of_five_or_more_of_months_that_are_over(place, library, manager, monkeypatch):
    for number in range(5):
        client = Client()
        fill_in(client, library)
        asking.send(client)
        if number == 3:
            monkeypatch.setenv("WATERSMEET_NOW", "+40d")
            assert counted(manager) == [None], "four could be told apart"
            monkeypatch.delenv("WATERSMEET_NOW")
    assert counted(manager) == [None], "this month is not over"
    assert "fewer than 5" in words(browser_of(manager).get("/introducers/"))
    monkeypatch.setenv("WATERSMEET_NOW", "+40d")

    assert counted(manager) == [5]
    page = words(browser_of(manager).get("/introducers/"))
    assert "People who asked with them: about 5" in page
    assert not any(one.reference in page for one in Referral.objects.all())
    client = Client()
    fill_in(client, library)
    asking.send(client)
    monkeypatch.setenv("WATERSMEET_NOW", "+80d")
    assert counted(manager) == [5], "one more than a month ago is one person"


def counted(manager) -> list[int | None]:
    return [one.people for one in referrals.introduced(manager)[1]]


def test_what_was_entered_by_mistake_is_not_counted(place, library, manager, monkeypatch):
    for _number in range(5):
        client = Client()
        fill_in(client, library)
        asking.send(client)
    by = places.worker(place.front_door, Role.MANAGER)
    referrals.enter_in_error(Referral.objects.first().pk, by=by, reason="mistake")
    monkeypatch.setenv("WATERSMEET_NOW", "+40d")

    assert counted(manager) == [None]


def test_the_persons_copy_says_who_sat_with_them(client, place, library):
    fill_in(client, library)
    asking.send(client)
    person = Referral.objects.get().person_id

    held = Held().export(person)

    assert [one["sat with them"] for one in held if "reference" in one] == [NAME]


def test_their_name_lies_sealed(place, library):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM partnerships_introducer")
        assert NAME.encode() not in bytes(cursor.fetchone()[0])
