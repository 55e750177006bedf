"""Who acts, what may be stored, and how a problem is told."""

import pytest

from tests.factories import accounts as make
from tests.factories import partnerships as places
from watersmeet.base.actor import Role

pytestmark = pytest.mark.urls("tests.unit.accounts.pages_for_tests")


def test_a_member_acts_in_their_role(client):
    client.force_login(places.member(Role.VOLUNTEER).user)

    assert client.get("/work/").content.decode().startswith("user volunteer")


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client):
    page = client.get("/work/?words=secret")

    assert page.status_code == 302
    assert page["Location"] == "/account/login/?next=/work/"


def test_a_role_without_a_grant_finds_nothing(client):
    client.force_login(places.member(Role.VOLUNTEER).user)

    assert client.get("/evidence/").status_code == 404


def test_a_role_with_a_grant_finds_it(client):
    client.force_login(places.member(Role.ANALYST).user)

    assert client.get("/evidence/").status_code == 200


def test_a_user_without_a_seat_is_told_whom_to_ask(client):
    client.force_login(make.user())
    page = client.get("/work/")

    assert page.status_code == 403
    assert "not joined to a partner" in page.content.decode()


def test_a_seat_that_ended_seats_nobody(client, monkeypatch):
    member = places.member()
    member.until_on = member.from_on
    member.save()
    monkeypatch.setenv("WATERSMEET_NOW", "+2d")
    client.force_login(member.user)

    assert client.get("/work/").status_code == 403


def test_a_closed_account_is_a_visitor(client):
    member = places.member()
    client.force_login(member.user)
    member.user.is_active = False
    member.user.save()

    assert client.get("/work/").status_code == 302


def test_a_route_that_nobody_entered_is_refused(client):
    client.raise_request_exception = False

    assert client.get("/unlisted/").status_code == 500


def test_signed_in_and_personal_pages_are_stored_nowhere(client):
    client.force_login(places.member().user)

    assert client.get("/work/")["Cache-Control"] == "no-store"
    assert "no-store" in client.get("/account/login/")["Cache-Control"]
    assert client.get(f"/l/{make.link()}/")["Cache-Control"] == "no-store"
    assert "Cookie" in client.get("/work/")["Vary"]


@pytest.mark.parametrize(
    ("problem", "status", "says"),
    [
        ("not-found", 404, "could not find"),
        ("refused", 403, "They did not say yes."),
        ("conflict", 409, "Look at the story."),
        ("invalid", 400, "Choose another PIN."),
    ],
)
def test_a_problem_becomes_a_page(client, problem, status, says):
    page = client.get(f"/find/{problem}/")
    told = client.get(f"/find/{problem}/", headers={"accept": "application/json"})

    assert page.status_code == told.status_code == status
    assert says in page.content.decode()
    assert told.json()["error"]


def test_absent_and_denied_look_the_same(client):
    client.force_login(places.member(Role.VOLUNTEER).user)
    denied, absent = client.get("/evidence/"), client.get("/find/not-found/")

    def words(page):
        return page.content.decode().split("<main")[1].split("</main>")[0]

    assert denied.status_code == absent.status_code
    assert words(denied) == words(absent)
