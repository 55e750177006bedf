"""The pages: words are posted, kept sealed for half an hour, and shown at an address that says nothing."""

import pickle
import re
from base64 import b64decode
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import directory as made
from watersmeet.accounts import drawer
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages import presenters

pytestmark = pytest.mark.django_db
WORDS = "anxious about herons"


@pytest.fixture
def search(client: Client) -> str:
    """A search for WORDS near Barnstaple; the address of its results."""
    answer = client.post("/", {"words": WORDS, "near": "EX31 1AA", "miles": "5"})
    assert answer.status_code == 302
    return answer.url


def test_the_box_needs_no_script_and_no_account(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'method="post"' in page
    assert "We do not keep what you type" in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_a_browser_that_asks_for_welsh_is_told_that_this_is_english(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "cy"}).content.decode()
    assert '<html lang="en-gb">' in page


def test_results_say_why_and_how_fresh(client: Client, search: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made.service(name="Quiet hour", description="For anxiety.", checked_on=date(2026, 11, 1), cost="Free")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")
    answer = client.post("/", {"words": WORDS, "near": "EX31 1AA", "miles": "5"}, follow=True)
    page = answer.content.decode()
    assert "One thing near EX31" in page
    assert "Why this: about anxiety; less than 200 yards away. Checked 3 weeks ago." in page
    assert "less than 200 yards, about 1 minute on foot" in page
    assert "Free" in page
    assert answer["Cache-Control"] == "no-store"


def test_the_words_stand_in_no_address_and_no_readable_row(client: Client, search: str) -> None:
    assert re.fullmatch(r"/results/[A-Za-z0-9_-]{43}/", search)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        rows = [(key, value) for key, value in cursor.fetchall() if "drawer:" in key]
    assert len(rows) == 2  # what was typed, and the list of what lies in the drawer
    token = search.split("/")[2]
    for key, value in rows:
        assert token not in key
        kept = pickle.loads(b64decode(value))  # noqa: S301 - what we wrote ourselves
        assert b"heron" not in kept
        assert b"EX31" not in kept


def test_the_address_alone_opens_nothing(client: Client, search: str) -> None:
    assert client.get(search).status_code == 200
    assert client.cookies[drawer.COOKIE]["httponly"]
    stranger = Client().get(search)
    assert stranger.status_code == 410
    assert "heron" not in stranger.content.decode()
    other = Client()
    other.cookies[drawer.COOKIE] = "A" * 43
    assert other.get(search).status_code == 410


def test_after_half_an_hour_it_is_forgotten(client: Client, search: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "+29m")
    assert client.get(search).status_code == 200
    monkeypatch.setenv("WATERSMEET_NOW", "+31m")
    gone = client.get(search)
    assert gone.status_code == 410
    assert "Search again" in gone.content.decode()
    monkeypatch.delenv("WATERSMEET_NOW")
    assert client.get(search).status_code == 410, "it is destroyed, not hidden"


def test_two_searches_in_two_tabs_both_stay(client: Client, search: str) -> None:
    second = client.post("/", {"words": "music", "near": "EX31 1AA", "miles": "5"}).url
    assert [client.get(address).status_code for address in (search, second)] == [200, 200]


@pytest.mark.parametrize(
    ("near", "says"),
    [
        ("", "Enter a postcode or a town"),
        ("ZZ1 1ZZ", "We do not know the postcode ZZ1 1ZZ"),
        ("Atlantis", "We do not know that place"),
    ],
)
def test_a_bad_place_is_an_error_with_a_way_on(client: Client, near: str, says: str) -> None:
    answer = client.post("/", {"words": WORDS, "near": near, "miles": "5"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "There is a problem" in page
    assert page.count(says) == 2
    assert f'value="{WORDS}"' in page
    assert "<title>Error:" in page


def test_a_distance_nobody_offered_is_refused(client: Client) -> None:
    assert client.post("/", {"words": "x", "near": "EX31 1AA", "miles": "5000"}).status_code == 400


def test_nothing_near_offers_to_look_wider(client: Client) -> None:
    page = client.post("/", {"words": "anxious", "near": "EX31 1AA", "miles": "5"}, follow=True).content.decode()
    assert "Nothing within 5 miles of EX31 yet" in page
    assert "Look within 10 miles" in page


def test_words_of_distress_put_the_lines_to_call_first(client: Client) -> None:
    made.service(name="Quiet hour", description="For anxiety.")
    page = client.post("/", {"words": "anxious, want to end it all", "near": "EX31 1AA", "miles": "5"}, follow=True)
    text = page.content.decode()
    assert text.index("116 123") < text.index("Quiet hour")
    assert 'href="tel:116123"' in text
    calm = client.post("/", {"words": "anxious", "near": "EX31 1AA", "miles": "5"}, follow=True).content.decode()
    assert "You can talk to someone now" not in calm


def test_after_words_of_distress_nothing_is_said_to_be_beside_the_point(client: Client) -> None:
    made.service(name="Cakes", description="Cakes.")
    pages = [
        client.post("/", {"words": words, "near": "EX31 1AA", "miles": "5"}, follow=True).content.decode()
        for words in ("end it all", "please help me", "herons")
    ]
    assert ["Nothing here is about just what you said" in page for page in pages] == [False, False, True]


def test_the_hint_is_a_postcode_of_this_place(client: Client) -> None:
    assert "such as" not in client.get("/").content.decode()
    made.service()
    assert "such as EX31." in client.get("/").content.decode()


def test_words_are_printed_as_words(client: Client) -> None:
    attack = '"><script>alert(1)</script>'
    page = client.post("/", {"words": attack, "near": "EX31 1AA", "miles": "5"}, follow=True).content.decode()
    assert "<script>alert" not in page


def test_a_service_has_its_page(client: Client) -> None:
    listed = made.service(
        name="Thursday walkers",
        kind=directory.ServiceKind.GROUP,
        website="https://www.walkers.example/about",
        email="hello@walkers.example",
        min_age=18,
        meetings=(directory.Meeting(day="TH", opens_at=time(14), closes_at=time(15, 30)),),
    )
    page = client.get(f"/service/{listed.pk}/").content.decode()
    for words in ("Thursday walkers", "Group", "Every Thursday, 2pm to 3:30pm", "Ages 18 and over", "EX31 1AA"):
        assert words in page
    assert 'href="tel:01632960001"' in page
    assert 'href="https://www.walkers.example/about" rel="noreferrer"' in page
    assert ">walkers.example<" in page


def test_a_course_shows_its_next_run(client: Client) -> None:
    run = made.run(places_in_all=5)
    page = client.get(f"/service/{run.course.service_id}/").content.decode()
    assert "5 places left" in page
    assert "3 sessions, the first on Tuesday 12 January at 10am" in page


def test_asking_for_help_is_offered_where_it_can_be_asked(client: Client) -> None:
    listed = made.service()
    address = presenters.ask_address(directory.service(made.COMMAND, listed.pk))
    page = client.get(reverse("directory:service", args=[listed.pk])).content.decode()
    assert ("Ask for help with this" in page) == bool(address)


def test_a_service_that_is_not_there_is_a_page_too(client: Client) -> None:
    assert client.get("/service/00000000-0000-0000-0000-000000000001/").status_code == 404
    assert client.get("/service/none/").status_code == 404


@pytest.mark.parametrize(
    ("checked", "says"),
    [
        (date(2026, 11, 22), "Checked today."),
        (date(2026, 11, 21), "Checked yesterday."),
        (date(2026, 11, 12), "Checked 10 days ago."),
        (date(2026, 11, 1), "Checked 3 weeks ago."),
        (date(2026, 6, 1), "Checked 5 months ago."),
        (date(2018, 7, 1), "Last checked in July 2018. Ring first."),
        (None, "Nobody has checked this yet. Ring first."),
    ],
)
def test_freshness_in_words(checked: date | None, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-22T09:00:00Z")
    assert presenters.freshness(checked, stale="Ring first" in says) == says
