"""What was found goes on paper: a list that does not say what was searched, and posters for a wall."""

import io
from datetime import date, time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import directory as made
from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor, Role
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service

pytestmark = pytest.mark.django_db
WORDS = "lonely and zymurgy"


@pytest.fixture
def at() -> Place:
    return places.place()


@pytest.fixture
def walkers(at: Place) -> Service:
    meetings = (directory.Meeting(day="TH", opens_at=time(14)),)
    return services.service(
        at,
        name="Thursday walkers",
        description="A slow walk for anyone who is lonely.",
        meetings=meetings,
        place=BARNSTAPLE,
        phone="01632 960 007",
        cost="Free",
        checked_on=date(2026, 11, 30),
    )


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def searched(client: Client, words: str = WORDS, near: str = "EX31 1AA") -> str:
    """The page for paper of a search."""
    results = client.post("/", {"words": words, "near": near, "miles": "5"}).url
    page = client.get(results).content.decode()
    assert f"{results}paper/" in page
    return f"{results}paper/"


def test_the_list_says_where_when_and_how_and_not_what_was_searched(client: Client, walkers: Service) -> None:
    services.service(places.place(), name="Rowing", description="Boats.", place=BARNSTAPLE)
    paper = client.get(searched(client))
    said = paper.content.decode().partition("<main")[2].partition("</main")[0]
    for words in ("Thursday walkers", "Every Thursday, 2pm", "1 Example Row, Barnstaple", "01632 960 007", "Free"):
        assert words in said
    assert f"service/{walkers.pk}/" in said
    assert said.count('class="ws-qr"') == 1
    assert "Rowing" not in said
    for words in ("zymurgy", "lonely and", "Why this", "near EX31", "miles"):
        assert words not in said
    assert paper["Cache-Control"] == "no-store"


def test_where_nothing_is_about_it_what_is_near_is_printed(client: Client, walkers: Service) -> None:
    said = client.get(searched(client, "zymurgy")).content.decode()
    assert "Thursday walkers" in said
    assert "zymurgy" not in said


def test_the_list_opens_in_the_same_browser_alone_and_dies(client: Client, walkers: Service) -> None:
    address = searched(client)
    assert Client().get(address).status_code == 410
    assert "Thursday walkers" not in Client().get(address).content.decode()


def test_a_poster_is_one_tagged_page_that_leads_to_the_service(at: Place, walkers: Service) -> None:
    answer = browser_of(places.worker(at.group)).get(reverse("desk:poster", args=[walkers.pk]))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    (page,) = reader.pages
    said = " ".join(page.extract_text().split())
    told = ("Thursday walkers", "Every Thursday, 2pm", "1 Example Row", "01632 960 007", at.partnership.name)
    assert [words for words in told if words not in said] == []
    assert f"service/{walkers.pk}/" in said.replace(" ", "").replace("\u200b", "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_somebody_offers_is_a_public_page_and_a_poster(client: Client, at: Place) -> None:
    for number in range(15):
        services.service(at, name=f"Offer {number:02}", takes_referrals=True)
    page = client.get(reverse("directory:offered_by", args=[at.group.pk])).content.decode()
    assert "What Thursday Group" in page
    assert "Offer 14" in page
    assert "poster" not in page
    worker = browser_of(places.worker(at.surgery))
    assert (
        reverse("desk:poster_of", args=[at.group.pk])
        in worker.get(reverse("directory:offered_by", args=[at.group.pk])).content.decode()
    )
    (sheet,) = PdfReader(io.BytesIO(worker.get(reverse("desk:poster_of", args=[at.group.pk])).content)).pages
    said = " ".join(sheet.extract_text().split())
    assert "Offer 11" in said
    assert "Offer 12" not in said
    assert "and 3 more" in said


def test_posters_are_for_who_works_here(client: Client, at: Place, walkers: Service) -> None:
    address = reverse("desk:poster", args=[walkers.pk])
    assert "/login/" in client.get(address).get("Location", "") or client.get(address).status_code == 403
    elsewhere = browser_of(places.worker(places.place().front_door, Role.MANAGER))
    assert elsewhere.get(address).status_code == 403
    assert "A poster of this" not in client.get(reverse("directory:service", args=[walkers.pk])).content.decode()
    mine = browser_of(places.worker(at.therapy))
    assert address in mine.get(reverse("directory:service", args=[walkers.pk])).content.decode()
    assert mine.get(reverse("desk:poster", args=[uuid4()])).status_code == 404
    assert mine.get(reverse("desk:poster_of", args=[uuid4()])).status_code == 404


def test_a_service_of_a_closed_list_is_not_offered(client: Client, at: Place) -> None:
    closed = services.service(at, name="Closed shed", takes_referrals=True)
    Service.objects.filter(pk=closed.pk).update(status="temporarily closed")
    page = client.get(reverse("directory:offered_by", args=[at.group.pk])).content.decode()
    assert "Closed shed" not in page
    assert "Nothing is listed here" in page
    assert made.facts().name
