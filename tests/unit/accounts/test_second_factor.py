"""A password alone opens nothing: a phone is set up at the first sign-in and asked for at each later one."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import accounts as make
from tests.factories import partnerships as places
from watersmeet.accounts import second_factor
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Role
from watersmeet.demo.place import SLUG
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships.models import Partnership

SET_UP = "/account/phone/"
CODE = "/account/code/"


@pytest.fixture
def worker():
    return places.member(Role.MANAGER).user


def password(client: Client, user: User, **more: object):
    return client.post("/account/login/", {"login": user.email, "password": make.PASSWORD}, **more)


def signs_in(client: Client, user: User, code: str):
    password(client, user)
    return client.post(CODE, {"code": code}, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/work/").status_code == 200


def verbs(user: User) -> list[str]:
    return list(Line.objects.filter(subject_id=user.pk).order_by("pk").values_list("verb", flat=True))


def key_on(page) -> str:
    return "".join(re.findall(r"<code>([A-Z2-7]{4})</code>", page.content.decode()))


def paper_on(page) -> list[str]:
    return re.findall(r"<code>(\d{4} \d{4})</code>", page.content.decode())


def test_the_first_sign_in_leads_to_setting_up_a_phone_and_nowhere_else(client, worker):
    page = password(client, worker, follow=True)

    assert page.redirect_chain[-1][0] == SET_UP
    assert client.get("/colleagues/").url == SET_UP
    assert client.get("/account/mine/").url == SET_UP


def test_the_key_is_a_picture_and_words_and_stays_the_same_until_it_is_taken(client, worker):
    password(client, worker)
    page = client.get(SET_UP)
    key = key_on(page)

    assert len(key) == 32
    assert 'class="ws-qr"' in page.content.decode()
    assert "style=" not in page.content.decode().split("<main")[1]
    assert key_on(client.get(SET_UP)) == key
    assert key not in str(dict(client.session.items())), "sealed where the session lies"


def test_a_phone_is_set_up_by_the_code_it_shows(client, worker):
    password(client, worker)
    key = key_on(client.get(SET_UP))
    wrong = client.post(SET_UP, {"code": f"{(int(make.shown(key)) + 1) % 10**6:06}"})
    done = client.post(SET_UP, {"code": make.shown(key)})

    assert "That code is not right" in wrong.content.decode()
    assert len(paper_on(done)) == 10
    assert is_in(client)
    assert "account.second_factor_set" in verbs(worker)
    assert not paper_on(client.get("/account/mine/")), "shown once"


def test_the_next_sign_in_asks_for_the_code(client, worker):
    key = make.phone(worker)
    asked = password(client, worker, follow=True)

    assert asked.redirect_chain[-1][0] == CODE
    assert not is_in(client)
    client.post(CODE, {"code": make.shown(key)})
    assert is_in(client)
    assert verbs(worker) == ["account.sign_in"]


def test_a_code_works_once_for_as_long_as_it_is_good(client, worker):
    code = make.shown(make.phone(worker))
    signs_in(client, worker, code)
    other = Client()
    page = signs_in(other, worker, code)

    assert "That code is not right" in page.content.decode()
    assert not is_in(other)


def test_a_wrong_code_is_written_down_and_five_must_wait(client, worker):
    key = make.phone(worker)
    password(client, worker)
    wrong = [f"{(int(make.shown(key)) + number) % 10**6:06}" for number in (10, 20, 30, 40, 50)]
    for code in wrong:
        client.post(CODE, {"code": code})
    page = client.post(CODE, {"code": make.shown(key)})

    assert verbs(worker) == ["account.second_factor_refused"] * 6
    assert "There were many tries" in page.content.decode()
    assert not is_in(client)


def test_a_code_on_paper_lets_in_once(client, worker):
    code = make.paper_code(worker)
    signs_in(client, worker, f"{code[:4]} {code[4:]}")

    assert is_in(client)
    assert "You have 9 codes left on paper." in client.get("/account/mine/").content.decode()
    again = Client()
    signs_in(again, worker, code)
    assert not is_in(again)


def test_new_codes_for_paper_take_the_phone_and_end_the_old_ones(client, worker):
    old = make.paper_code(worker)
    client.force_login(worker)
    assert not paper_on(client.post("/account/mine/", {"code": "000000"}))
    new = paper_on(client.post("/account/mine/", {"code": make.shown(make.phone(worker))}))

    assert len(new) == 10
    assert old not in {code.replace(" ", "") for code in new}
    other = Client()
    signs_in(other, worker, old)
    assert not is_in(other)
    signs_in(other, worker, new[0])
    assert is_in(other)


def test_a_session_from_before_the_phone_was_set_up_does_not_come_in_with_it(client, worker):
    password(client, worker)
    waiting = Client()
    password(waiting, worker)
    client.post(SET_UP, {"code": make.shown(key_on(client.get(SET_UP)))})

    assert is_in(client)
    assert waiting.get("/work/").url == SET_UP
    assert waiting.get(SET_UP).url == "/account/login/"
    assert waiting.get("/work/").url.startswith("/account/login/"), "signed out"


def test_the_key_is_sealed_where_it_lies(client, worker):
    key = make.phone(worker)
    held = worker.authenticator_set.get(type="totp").data["secret"]

    assert key not in held
    assert second_factor.Adapter().decrypt(held) == key


def test_one_click_counts_while_it_is_a_demo_and_no_longer(client, worker, settings):
    settings.WATERSMEET_DEMO = True
    Partnership.objects.update(slug=SLUG)
    client.post("/demo/sign-in/", {"email": worker.email})
    assert is_in(client)
    settings.WATERSMEET_DEMO = False

    assert client.get("/work/").url == SET_UP


class TestALostPhone:
    """A manager of the same partner lets a colleague set up another, never themselves."""

    @pytest.fixture
    def manager(self, client):
        seat = places.member(Role.MANAGER)
        client.force_login(seat.user)
        return seat

    @pytest.fixture
    def colleague(self, manager):
        seat = places.member(Role.PRACTITIONER, at=manager.partner)
        make.phone(seat.user)
        return seat

    def test_it_is_reset_written_down_and_told_to_both(self, client, manager, colleague):
        theirs = Client()
        signs_in(theirs, colleague.user, make.shown(make.phone(colleague.user)))
        assert is_in(theirs)
        address = f"/colleagues/{colleague.pk}/phone/"
        assert client.get(address).status_code == 200
        assert is_in(theirs), "GET shows"
        client.post(address)

        assert theirs.get("/work/").url == SET_UP
        assert verbs(colleague.user)[-1] == "colleague.reset_second"
        outbox.deliver_all()
        assert {tuple(sent.to) for sent in mail.outbox} == {(colleague.user.email,), (manager.user.email,)}
        assert not any("Tamsin" in sent.body for sent in mail.outbox), "names nobody"

    def test_their_old_phone_and_paper_are_no_use_any_more(self, client, colleague):
        code, paper = make.shown(make.phone(colleague.user)), make.paper_code(colleague.user)
        client.post(f"/colleagues/{colleague.pk}/phone/")
        theirs = Client()

        assert password(theirs, colleague.user, follow=True).redirect_chain[-1][0] == SET_UP
        for old in (code, paper):
            assert not is_in(theirs), old

    def test_never_ones_own(self, client, manager):
        make.phone(manager.user)
        client.force_login(manager.user)
        page = client.post(f"/colleagues/{manager.pk}/phone/")

        assert page.status_code == 409
        assert User.objects.get(pk=manager.user.pk).second_factor_at
        assert not Posting.objects.exists()

    def test_nobody_of_another_partner(self, client, manager):
        stranger = places.member(Role.PRACTITIONER, user=make.user("Nora Elsewhere"))
        make.phone(stranger.user)

        assert client.get(f"/colleagues/{stranger.pk}/phone/").status_code == 404
        assert client.post(f"/colleagues/{stranger.pk}/phone/").status_code == 404
        assert stranger.user.name not in client.get("/colleagues/").content.decode()

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.VOLUNTEER, Role.LEAD])
    def test_only_a_manager(self, client, colleague, role):
        client.force_login(places.member(role, at=colleague.partner).user)

        assert client.post(f"/colleagues/{colleague.pk}/phone/").status_code == 404
        assert User.objects.get(pk=colleague.user.pk).second_factor_at
