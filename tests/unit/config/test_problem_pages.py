"""Every problem is a page of ours with a way on; nobody is led to an address that only takes POST."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import places
from watersmeet.accounts.models import User

pytestmark = pytest.mark.django_db


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("address", ["/l/close/", "/ask/clear/"])
def test_an_address_that_only_takes_post_is_a_page_too(client: Client, address: str) -> None:
    page = client.get(address)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "There is nothing to see here" in words(page)
    assert "Go to the start page" in words(page)


def test_signing_in_never_leads_to_an_address_that_only_takes_post(client: Client) -> None:
    assert client.get("/evidence/run/")["Location"] == "/account/login/?next=/work/"
    assert client.get("/evidence/")["Location"] == "/account/login/?next=/evidence/"


@pytest.mark.parametrize("address", ["/work/00000000-0000-0000-0000-000000000001/", "/no/such/page/"])
def test_a_worker_who_finds_nothing_is_led_to_their_work(client: Client, address: str) -> None:
    worker = places.worker(places.place().group)
    client.force_login(User.objects.get(pk=worker.id))
    page = client.get(address)
    assert page.status_code == 404
    assert '<a href="/work/">Go to My work</a>' in words(page)


def test_a_problem_in_json_stays_json(client: Client) -> None:
    assert client.get("/no/such/page/", headers={"accept": "application/json"}).json()["error"]


def test_a_visitor_who_finds_nothing_is_not_led_to_work(client: Client) -> None:
    assert "My work" not in words(client.get("/no/such/page/"))
