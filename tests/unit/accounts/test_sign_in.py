"""Signing in: closed to sign-up, slow to guesses, silent about who has an account, each time written down."""

import re
import time
from statistics import median

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import accounts as make
from tests.factories import partnerships as places
from tests.factories import places as whole
from watersmeet.accounts.models import User
from watersmeet.accounts.pages import sign_in_urls
from watersmeet.audit.models import Line
from watersmeet.demo.place import SLUG
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships.models import Partnership

pytestmark = pytest.mark.urls("tests.unit.accounts.pages_for_tests")


@pytest.fixture
def worker():
    return places.member().user


def sign_in(client, email, password=make.PASSWORD, **more):
    """By email and password, and by a code on paper when they were right."""
    told = {key: value for key, value in more.items() if key != "follow"}
    user = User.objects.filter(email__iexact=email).first()
    code = make.paper_code(user) if user else ""
    page = client.post("/account/login/", {"login": email, "password": password}, **more)
    if client.session.get("account_login"):
        return client.post("/account/code/", {"code": code}, **told | more)
    return page


def written(user):
    return list(Line.objects.filter(subject_id=user.pk).order_by("pk").values_list("verb", flat=True))


def words(page):
    body = page.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r'value="[^"]*"', "", body)


def test_a_worker_signs_in_and_comes_to_their_work(client, worker):
    page = sign_in(client, worker.email.upper(), follow=True)

    assert page.redirect_chain == [("/work/", 302)]
    assert page.content.decode().startswith("user practitioner")
    assert written(worker) == ["account.sign_in"]


def test_signing_out_takes_a_button(client, worker):
    sign_in(client, worker.email)
    client.get("/account/logout/")
    assert client.get("/work/").status_code == 200
    client.post("/account/logout/")

    assert client.get("/work/").status_code == 302
    assert written(worker) == ["account.sign_in", "account.sign_out"]


def test_a_wrong_password_and_an_unknown_email_look_the_same(client, worker):
    wrong = sign_in(client, worker.email, "another password")
    unknown = sign_in(client, "nobody@partner.example", "another password")

    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong) == words(unknown)
    assert written(worker) == ["account.sign_in_refused"]


def test_guesses_at_one_account_must_wait_whether_it_exists_or_not(client, worker):
    told = []
    for email in (worker.email, "nobody@partner.example"):
        for _guess in range(8):
            sign_in(client, email, "another password")
        told.append(words(sign_in(client, email)))

    assert "There were many tries" in told[0]
    assert told[0] == told[1]
    assert client.get("/work/").status_code == 302


def test_guesses_from_one_address_must_wait(client, worker, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None}
    for number in range(40):
        sign_in(client, f"guess{number}@partner.example", "another password")

    sign_in(client, worker.email)
    assert client.get("/work/").status_code == 302
    sign_in(client, worker.email, REMOTE_ADDR="192.0.2.8")
    assert client.get("/work/").status_code == 200


def test_nobody_makes_an_account_for_themselves(client):
    page = client.post(
        "/account/signup/", {"email": "new@partner.example", "password1": make.PASSWORD, "password2": make.PASSWORD}
    )

    assert "Accounts come from your organisation" in page.content.decode()
    assert not User.objects.exists()


def test_asking_for_a_new_password_says_the_same_to_everybody(client, worker):
    known = client.post("/account/password/reset/", {"email": worker.email}, follow=True)
    unknown = client.post("/account/password/reset/", {"email": "nobody@partner.example"}, follow=True)

    assert words(known) == words(unknown)
    assert not mail.outbox, "nothing leaves while somebody waits for the page"
    outbox.deliver_all()
    assert [sent.to for sent in mail.outbox] == [[worker.email]]


def test_asking_for_a_new_password_does_the_same_work_for_everybody(client, worker, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": None}
    told = []
    for email in (worker.email, "nobody@partner.example", worker.email, "another@partner.example"):
        with CaptureQueriesContext(connection) as asked:
            client.post("/account/password/reset/", {"email": email})
        told.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]).split(" VALUES ")[0] for one in asked])

    assert told[2] == told[3], "the first made the key"
    assert len(told[1]) == len(told[2])


def test_asking_for_a_new_password_takes_the_same_time_for_everybody(client, worker, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": None}
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(61):
        known = number % 2 == 0
        email = worker.email if known else f"nobody{number}@partner.example"
        begun = time.thread_time()  # not of the clock on the wall: other processes take turns with this one
        client.post("/account/password/reset/", {"email": email})
        took[known].append(time.thread_time() - begun)
    ratio = median(took[True][1:]) / median(took[False])

    assert 0.75 < ratio < 1.33, f"known to unknown: {ratio:.2f}"


def test_who_asks_too_often_is_told_kindly_and_whom_to_ring(client):
    pages = [client.post("/account/password/reset/", {"email": f"nobody{one}@partner.example"}) for one in range(6)]

    assert pages[-1].status_code == 429
    assert pages[-1]["Retry-After"] == "300"
    assert "Please wait a little" in words(pages[-1])
    assert "You have done nothing wrong" in words(pages[-1])


def test_the_page_of_one_who_must_wait_has_a_human_number(client):
    whole.place()
    for one in range(6):
        page = client.post("/account/password/reset/", {"email": f"nobody{one}@partner.example"})

    assert 'href="tel:01632' in words(page)
    assert "A person answers" in words(page)


def test_a_new_password_by_email(client, worker):
    client.post("/account/password/reset/", {"email": worker.email})
    outbox.deliver_all()
    sent = mail.outbox[0]
    address = re.search(r"https?://[^/]+(\S+)", sent.body)[1]
    assert sent.subject == "A link to choose your password"
    form = client.get(address, follow=True)
    done = client.post(
        form.redirect_chain[-1][0],
        {"password1": "otter lantern ninety", "password2": "otter lantern ninety"},
        follow=True,
    )

    assert "Your password is changed" in done.content.decode()
    assert sign_in(client, worker.email, "otter lantern ninety").status_code == 302
    assert "does not work any more" in client.get(address, follow=True).content.decode()


def test_a_short_password_is_refused_beside_its_field(client, worker):
    client.force_login(worker)
    page = client.post(
        "/account/password/change/", {"oldpassword": make.PASSWORD, "password1": "short", "password2": "short"}
    )

    assert "nhsuk-error-summary" in page.content.decode()
    assert "12 characters" in page.content.decode()


def test_a_closed_account_is_told_whom_to_ask(client, worker):
    worker.is_active = False
    worker.save()

    assert "Ask the manager at your organisation" in sign_in(client, worker.email, follow=True).content.decode()


@pytest.mark.parametrize("name", [one.name for one in sign_in_urls.urlpatterns])
def test_every_page_of_signing_in_renders_in_our_look(client, worker, name):
    if name in {"account_logout", "account_change_password", "account_reauthenticate", "account_set_password"}:
        if name == "account_set_password":
            worker.set_unusable_password()
            worker.save()
        client.force_login(worker)
    if name == "account_mine":
        client.force_login(worker)
    if name == "mfa_authenticate":
        make.phone(worker)
    if name in {"mfa_authenticate", "account_second_factor_set_up"}:
        client.post("/account/login/", {"login": worker.email, "password": make.PASSWORD})
    address = {
        "account_reset_password_from_key": "/account/password/reset/key/1-nothing/",
    }.get(name) or reverse(name)

    page = client.get(address)

    assert page.status_code == 200
    assert "ws-banner" in page.content.decode()
    assert words(page).count("<h1") == 1
    assert "style=" not in words(page)


@pytest.mark.parametrize("name", ["email", "confirm-email", "login/code/confirm"])
def test_pages_of_allauth_that_we_do_not_use_have_no_address(client, worker, name):
    client.force_login(worker)

    assert client.get(f"/account/{name}/").status_code == 404


def test_one_click_is_for_the_demo_alone(client, worker, settings):
    settings.WATERSMEET_DEMO = False
    assert client.post("/demo/sign-in/", {"email": worker.email}).status_code == 404
    settings.WATERSMEET_DEMO = True
    assert client.post("/demo/sign-in/", {"email": worker.email}).status_code == 404, "a real place"
    Partnership.objects.update(slug=SLUG)
    assert client.get("/demo/sign-in/").status_code == 405
    assert client.post("/demo/sign-in/", {"email": "nobody@partner.example"}).status_code == 404
    assert client.post("/demo/sign-in/", {"email": worker.email}).status_code == 302

    assert client.get("/work/").status_code == 200


def test_an_empty_form_names_each_field_and_links_to_it(client):
    page = words(client.post("/account/login/", {"login": "", "password": ""}))
    for field, name in (("id_login", "Email"), ("id_password", "Password")):
        assert re.search(rf'<a href="#{field}">\s*{name} cannot be left empty\s*</a>', page)
        assert f'id="{field}"' in page
