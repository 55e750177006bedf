"""A place's opening questions: asked wherever somebody asks for help, left out by whoever likes, read with words."""

import io

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import asking, paper, places, services
from tests.factories.own_rules import BEFORE, EASIER, TOLD, mark, rule
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people.models import Permission
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Wanted
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.paper_models import PaperForm

KEPT = [[BEFORE["question"], "No"], [EASIER["question"], "A lift on Thursdays."]]
SEEN = tuple((question, answer) for question, answer in KEPT)


@pytest.fixture
def place(db: None) -> Place:
    """A place with two questions of its own."""
    at = places.place()
    rule(at, asking=[BEFORE, EASIER])
    return at


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place)


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def test_they_stand_on_a_page_of_their_own_and_are_checked_before_it_is_sent(client: Client, place: Place) -> None:
    asking.fill_in(client, until="opening")
    page = words(client.get("/ask/opening/"))
    assert f"{place.front_door} asks everybody this. You can leave each of them out." in page
    assert "A few words." in page
    assert asking.answer(client, "opening", TOLD).status_code == 302
    asking.fill_in(client, opening=TOLD)
    checked = words(client.get("/ask/check/"))
    assert all(question in checked and answer in checked for question, answer in KEPT)
    asking.send(client)
    assert Referral.objects.get().opening_answers == KEPT


def test_all_of_them_can_be_left_out(client: Client, place: Place) -> None:
    asking.fill_in(client, opening={})
    assert words(client.get("/ask/check/")).count("You left this out. That is fine.") == 2
    asking.send(client)
    assert Referral.objects.get().opening_answers is None


def test_an_answer_that_was_not_offered_is_refused_on_its_page(client: Client, place: Place) -> None:
    asking.fill_in(client, until="opening")
    page = asking.answer(client, "opening", {f"opening_{mark('before')}": "Perhaps"})
    assert "Choose one of the answers offered" in words(page)


def test_without_any_the_page_does_not_come(client: Client, place: Place) -> None:
    rule(place, asking=[])
    asking.ask(client)
    assert Referral.objects.get().opening_answers is None


def test_nobody_answers_them_for_somebody_else(client: Client, place: Place) -> None:
    asking.fill_in(client, **asking.FOR_OTHER)
    assert "opening" not in words(client.get("/ask/check/")).split("/ask/")
    asking.send(client)
    assert Referral.objects.get().opening_answers is None


def test_a_question_that_came_meanwhile_is_asked_before_it_is_sent(client: Client, place: Place) -> None:
    rule(place, asking=[BEFORE])
    asking.fill_in(client, opening={f"opening_{mark('before')}": "Yes"})
    rule(place, asking=[BEFORE, EASIER])
    assert asking.send(client).redirect_chain[-1][0] == "/ask/opening/"
    assert not Referral.objects.exists()


def test_they_are_read_where_the_words_are_and_by_nobody_else(client: Client, place: Place, service: Service) -> None:
    asking.ask(client, service.pk, opening=TOLD)
    referral = Referral.objects.get()
    receiver, front_door = places.worker(place.group), places.worker(place.front_door)
    for who in (receiver, front_door):
        assert referrals.get(who, referral.pk).opening_answers == SEEN
    page = words(browser_of(receiver).get(reverse("desk:story", args=[referral.pk])))
    assert "What this place asked them" in page
    assert "A lift on Thursdays." in page
    Permission.objects.filter(receiver=place.group.pk, category=Category.NEEDS).update(withdrawn_at=clock.now())
    without = referrals.get(receiver, referral.pk)
    assert (without.words, without.opening_answers) == ("", ())


def test_they_are_on_the_person_s_own_page_and_in_their_copy_and_leave_with_them(client: Client, place: Place) -> None:
    sent = asking.ask(client, opening=TOLD)
    own = words(asking.open_own_page(client, sent))
    assert "A lift on Thursdays." in own
    person = Referral.objects.get().person_id
    [told] = [one for one in Held().export(person) if "reference" in one]
    assert told["what this place asked"] == [{"asked": asked, "answered": said} for asked, said in KEPT]
    Held().erase(person, by=places.worker(place.front_door))
    assert Referral.objects.get().opening_answers is None


def test_who_answers_the_phone_reads_them_aloud(place: Place) -> None:
    browser = browser_of(places.worker(place.front_door))
    asked = words(browser.get("/phone/script/"))
    assert "I have a few more questions that we ask everybody." in asked
    assert "What would make it easier to come?" in asked
    said = {
        "age": "18_over",
        "words": "",
        "domain": "people",
        "name": "Wren",
        "message": "no",
        "say_who": "no",
        "pin": "",
        "key": "one",
    }
    browser.post("/phone/script/", {**said, **TOLD})
    assert Referral.objects.get().opening_answers == KEPT


def test_a_worker_asks_them_of_somebody_in_the_room(place: Place, service: Service) -> None:
    worker = places.worker(place.surgery)
    person = places.person(place, place.surgery)
    browser = browser_of(worker)
    at = f"/refer/{person}/service/{service.pk}/"
    assert "What would make it easier to come?" in words(browser.get(at))
    need = {
        "domain": "people",
        "words": "",
        "handover_offered": "no",
        "who_chose": "person",
        "direction": "beside_care",
    }
    browser.post(at, {**need, **TOLD})
    assert Referral.objects.get().opening_answers == KEPT
    with pytest.raises(Invalid):
        referrals.draft(
            Wanted(
                person=person,
                receiver=place.group.pk,
                domain=Domain.PEOPLE,
                direction="beside_care",
                opening={mark("before"): "Perhaps"},
            ),
            by=worker,
        )


@pytest.mark.django_db
def test_they_are_printed_with_letters_and_typed_in_as_they_were_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-02T09:00:00Z")
    place = places.place()
    service = services.service(place)
    monkeypatch.setenv("WATERSMEET_NOW", paper.PRINTED)
    rule(place, asking=[BEFORE, EASIER])
    told = {"service": str(service.pk), "many": "1", "size": "plain", "key": "one"}
    pdf = browser_of(places.worker(place.group)).post("/paper-forms/", told)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.content)).pages)
    for line in (
        "A. Have you been to a group of ours before?",
        "B. What would make it easier to come?",
        "13. Sign your",
    ):
        assert line in text
    monkeypatch.setenv("WATERSMEET_NOW", paper.TODAY)
    rule(place, asking=[])
    form, worker = PaperForm.objects.get(), places.worker(place.front_door)
    assert "B. What would make it easier to come?" in words(browser_of(worker).get(f"/paper/{form.pk}/"))
    paper.written(browser_of(worker), form, **TOLD)
    assert Referral.objects.get().opening_answers == KEPT


def test_words_of_distress_in_an_answer_are_met_as_those_in_the_need_are(client: Client, place: Place) -> None:
    asking.fill_in(client, until="opening")
    assert "Nobody reads this at once. If you are in danger, call 999." in words(client.get("/ask/opening/"))
    asking.answer(client, "opening", {f"opening_{mark('easier')}": "Nothing. I want to kill myself."})
    assert "It sounds hard right now" in words(client.get("/ask/name/"))


def test_an_answer_is_never_kept_under_other_words(place: Place, service: Service) -> None:
    worker = places.worker(place.surgery)
    person = places.person(place, place.surgery)
    at = f"/refer/{person}/service/{service.pk}/"
    need = {
        "domain": "people",
        "words": "",
        "handover_offered": "no",
        "who_chose": "person",
        "direction": "beside_care",
    }
    rule(place, asking=[{**EASIER, "question": "Do you live alone?"}])
    page = words(browser_of(worker).post(at, {**need, **TOLD, "direction": "beside_care"}))
    assert "The questions changed while this page was open. Look at them once more." in page
    assert not Referral.objects.exists()
    with pytest.raises(Conflict):
        referrals.draft(
            Wanted(
                person=person,
                receiver=place.group.pk,
                domain=Domain.PEOPLE,
                direction="beside_care",
                opening={mark("easier"): "Yes"},
            ),
            by=worker,
        )
