"""Proposals and the charter as pages."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_proposals import YES, does, model, propose, quicker, rung, voted
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.partnerships.models import Comment, Proposal

__all__ = ["model"]


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


@pytest.fixture
def desk(client: Client, lead: Actor) -> Client:
    return sign_in(client, lead)


def day(days: int = 30) -> dict[str, str]:
    on = clock.today() + timedelta(days=days)
    return {"from_on-day": str(on.day), "from_on-month": str(on.month), "from_on-year": str(on.year)}


def at(proposal: UUID, rest: str = "") -> str:
    return f"/proposals/{proposal}/{rest}"


def test_one_is_begun_and_stands_in_the_list(desk: Client) -> None:
    assert "Nobody has proposed anything yet" in words(desk.get("/proposals/"))
    form = {"begin": "now", "why": "Quicker, please.", "key": "k", **day()}
    answer = desk.post("/proposals/new/", form)
    assert answer.status_code == 302
    assert "Quicker, please." in words(desk.get("/proposals/"))
    assert desk.post("/proposals/new/", form)["Location"] == answer["Location"]
    assert Proposal.objects.count() == 1


def test_what_is_missing_is_said(desk: Client) -> None:
    page = desk.post("/proposals/new/", {"begin": "now", "key": "k"})
    assert page.status_code == 400
    for said in ("Say why, in a sentence", "Enter the day from which it should count"):
        assert said in words(page)


def test_a_worked_model_keeps_how_this_place_is_reached(desk: Client, here: Place, model: Model) -> None:
    told = {"begin": "learning_while_waiting", "why": "As others do.", "key": "k", **day()}
    answer = desk.post("/proposals/new/", told)
    assert answer.status_code == 302
    row = Proposal.objects.get()
    assert (row.document["front_door"], row.document["phone"]) == (str(here.front_door), model.phone)
    assert row.document["name"] != model.name


def test_who_does_what_stays_when_a_worked_model_is_begun_with(desk: Client, here: Place, model: Model) -> None:
    places.adopt(here, does(str(here.group))(model))
    desk.post("/proposals/new/", {"begin": "learning_while_waiting", "why": "As others do.", "key": "k", **day()})
    steps = {step["key"]: step for step in Proposal.objects.latest("made_at").document["steps"]}
    assert [line["partner"] for line in steps["answer"]["lines"]] == [str(here.group)]


def test_numbers_are_changed_and_what_they_touch_is_shown(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(model, lead)
    page = desk.get(at(proposal, "numbers/limits/"))
    assert "Whoever is asked answers" in words(page)
    told = {f"limits-{name}": str(number) for name, number in model.limits.model_dump().items()}
    answer = desk.post(at(proposal, "numbers/limits/"), {**told, "limits-answer": "1", "edition": "1"})
    assert answer.status_code == 302
    page = words(desk.get(at(proposal)))
    for said in (
        "Answer a request",
        "Learners and community members vote",
        "within 3 working days",
        "within 1 working day",
    ):
        assert said in page
    refused = desk.post(at(proposal, "numbers/limits/"), {**told, "limits-answer": "9999", "edition": "2"})
    assert refused.status_code == 400
    assert "Write 400 or less." in words(refused)
    assert desk.post(at(proposal, "numbers/limits/"), {**told, "edition": "1"}).status_code == 409
    assert desk.get(at(proposal, "numbers/luck/")).status_code == 404


def test_floors_are_asked_for_in_percent_and_each_touches_its_step(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(model, lead)
    page = at(proposal, "numbers/floors/")
    assert "What we ask of ourselves at least" in words(desk.get(page))
    assert desk.post(page, {"loop_closed": "80", "accepted": "", "edition": "1"}).status_code == 302
    held = Proposal.objects.get().document["floors"]
    assert held == {"loop_closed": 0.8, "accepted": None}
    shown = words(desk.get(at(proposal)))
    assert "End well, and say how it ended" in shown
    assert "80%" in shown
    assert desk.post(page, {"loop_closed": "101", "edition": "2"}).status_code == 400
    assert desk.post(page, {"loop_closed": "", "edition": "2"}).status_code == 302
    assert Proposal.objects.get().document["floors"]["loop_closed"] is None


def test_how_a_place_is_reached_is_changed(desk: Client, lead: Actor, here: Place, model: Model) -> None:
    proposal = propose(model, lead)
    told = {
        "front_door": str(here.group), "phone": "01632 960 555", "hours": "Mornings", "days": ["mon", "tue"],
        "from_": "8:30", "until": "17:00", "edition": "1",
    }  # fmt: skip
    assert desk.post(at(proposal, "place/"), told).status_code == 302
    page = words(desk.get(at(proposal)))
    assert "has not said so yet" in page
    assert "08:30" in page
    late = desk.post(at(proposal, "place/"), {**told, "until": "7:00", "edition": "2"})
    assert "Enter a time that is later than the first" in words(late)


def test_a_day_too_far_ahead_is_said_beside_it_and_no_word_is_lost(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(model, lead)
    page = desk.post(at(proposal, "words/"), {"why": "For later.", "edition": "1", **day(500)})
    assert page.status_code == 400
    assert "Choose a day within 400 days." in words(page)
    assert "For later." in words(page)


def test_lines_come_and_go(desk: Client, lead: Actor, here: Place, model: Model) -> None:
    proposal = propose(model, lead)
    told = {"step": "answer", "does": "Answers within two days."}
    for edition, partner in enumerate((here.group, here.surgery), start=1):
        line = {**told, "partner": str(partner), "edition": str(edition)}
        assert desk.post(at(proposal, "who/"), line).status_code == 302
    desk.post(at(proposal, "who/answer/together/"), {"edition": "3"})
    page = words(desk.get(at(proposal)))
    assert "Answers within two days." in page
    assert "they do it together" in page
    desk.post(at(proposal, "who/answer/0/out/"), {"edition": "4"})
    assert str(here.group) not in words(desk.get(at(proposal))).partition("Change the proposal")[0]
    empty = desk.post(at(proposal, "who/"), {"edition": "5"})
    assert empty.status_code == 400
    assert "Choose a partner" in words(empty)


def test_ways_are_closed_and_opened_again(desk: Client, lead: Actor, here: Place, model: Model) -> None:
    proposal = propose(model, lead)
    assert "No way is closed." in words(desk.get(at(proposal, "referring/")))
    way = {"from_": "community", "to": str(here.therapy), "why": "They talk first", "instead": "Ring together"}
    assert desk.post(at(proposal, "referring/"), {**way, "edition": "1"}).status_code == 302
    more = {**way, "to": "course", "instead": "", "edition": "2"}
    assert desk.post(at(proposal, "referring/"), more).status_code == 302
    page = words(desk.get(at(proposal)))
    for said in (
        f"No referral from Community to {here.therapy}",
        "They talk first. Instead: Ring together.",
        "No referral from Community to courses",
        "Share requests out",
        "Learners and community members vote",
    ):
        assert said in page
    again = desk.post(at(proposal, "referring/"), {**more, "edition": "3"})
    assert (again.status_code, "stands there twice" in words(again)) == (400, True)
    empty = words(desk.post(at(proposal, "referring/"), {"edition": "3"}))
    for said in ("Choose who should not refer", "Choose to what", "Say why not"):
        assert said in empty
    assert desk.post(at(proposal, "referring/0/out/"), {"edition": "3"}).status_code == 302
    left = words(desk.get(at(proposal, "referring/")))
    assert "No referral from Community to courses" in left
    assert f"No referral from Community to {here.therapy}" not in left
    assert desk.post(at(proposal, "referring/0/out/"), {"edition": "3"}).status_code == 409


def test_a_question_of_ones_own_is_written_answers_one_a_line(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(model, lead)
    assert "We ask nothing of our own." in words(desk.get(at(proposal, "asking/")))
    told = {"question": "Have you been here before?", "hint": "", "answers": "Yes\n\n No \n"}
    assert desk.post(at(proposal, "asking/"), {**told, "edition": "1"}).status_code == 302
    page = words(desk.get(at(proposal)))
    assert "Have you been here before?" in page
    assert "Hear somebody first" in page
    for faulty, said in (
        ({"answers": "Yes"}, "Give two answers or more"),
        ({"question": ""}, "Write the question"),
    ):
        refused = desk.post(at(proposal, "asking/"), {**told, **faulty, "edition": "2"})
        assert (refused.status_code, said in words(refused)) == (400, True), said
    for edition, asks in (("2", "Who told you of us?"), ("3", "May we sing?")):
        assert desk.post(at(proposal, "asking/"), {**told, "question": asks, "edition": edition}).status_code == 302
    assert desk.post(at(proposal, "asking/0/out/"), {"edition": "4"}).status_code == 302
    assert desk.post(at(proposal, "asking/"), {**told, "edition": "5"}).status_code == 302
    for edition in ("6", "7", "8"):
        assert desk.post(at(proposal, "asking/0/out/"), {"edition": edition}).status_code == 302
    assert "We ask nothing of our own." in words(desk.get(at(proposal, "asking/")))


def test_whom_services_are_for_is_written_districts_in_a_row(
    desk: Client, lead: Actor, here: Place, model: Model
) -> None:
    proposal = propose(model, lead)
    told = {"to": str(here.group), "districts": "zz1, ZZ2", "bring": "A letter", "instead": "Ring us"}
    assert desk.post(at(proposal, "eligible/"), {**told, "edition": "1"}).status_code == 302
    page = words(desk.get(at(proposal, "eligible/")))
    assert "It is for people who live in ZZ1, ZZ2." in page
    assert "Please bring: A letter." in page
    assert "Instead: Ring us" in page
    for faulty, said in (
        ({"districts": "", "bring": ""}, "Say whom it is for: adults, districts, who, or what to bring."),
        ({"districts": "nowhere"}, "Not so: NOWHERE."),
        ({"instead": ""}, "Say what others can do"),
        ({}, "stands there twice"),
    ):
        refused = desk.post(at(proposal, "eligible/"), {**told, **faulty, "edition": "2"})
        assert (refused.status_code, said in words(refused)) == (400, True), said


def test_a_file_is_brought_back_changed_and_a_faulty_one_is_named(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(model, lead)
    text = desk.get(at(proposal, "rules.toml")).content.decode()
    faulty = SimpleUploadedFile("r.toml", text.replace("answer = 3", "answer = -3").encode())
    refused = desk.post(at(proposal, "document/"), {"file": faulty, "edition": "1"})
    assert refused.status_code == 400
    assert "limits.answer" in words(refused)
    good = SimpleUploadedFile("r.toml", text.replace("answer = 3", "answer = 2").encode())
    assert desk.post(at(proposal, "document/"), {"file": good, "edition": "1"}).status_code == 302
    assert "within 2 working days" in words(desk.get(at(proposal)))


def test_it_is_talked_about_and_taken_on(desk: Client, lead: Actor, here: Place, model: Model) -> None:
    proposal = propose(does(str(here.group))(model), lead)
    own = sign_in(Client(), places.worker(here.group, Role.MANAGER, name="Dee Example"))
    said = {"words": "We can do that.", "key": "k"}
    for _twice in range(2):
        assert own.post(at(proposal, "say/"), said).status_code == 302
    assert Comment.objects.count() == 1
    assert "My organisation takes this on" in words(own.get(at(proposal)))
    assert "My organisation takes this on" not in words(desk.get(at(proposal)))
    assert own.post(at(proposal, "take-on/1/")).status_code == 302
    page = words(desk.get(at(proposal)))
    assert "We can do that." in page
    assert "takes it on" in page


def test_what_touches_nothing_is_brought_in_and_the_rest_offers_no_such_button(
    desk: Client, lead: Actor, model: Model
) -> None:
    voted_on, free = propose(quicker(model), lead), propose(rung(model), lead)
    assert "Bring it in" not in words(desk.get(at(voted_on)))
    assert desk.post(at(voted_on, "bring-in/"), {"edition": "1"}).status_code == 409
    assert "Bring it in" in words(desk.get(at(free)))
    assert desk.post(at(free, "bring-in/")).status_code == 409
    assert desk.post(at(free, "bring-in/"), {"edition": "1"}).status_code == 302
    assert "Version 2" in words(desk.get("/rules/"))
    assert "The rules have changed since this was written" in words(desk.get(at(voted_on)))
    assert desk.post(at(voted_on, "renew/"), {"edition": "1"}).status_code == 302


def test_a_vote_is_told_without_counts_of_who_said_no(desk: Client, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    partnerships.put_to_vote(proposal, edition=1, by=lead)
    voted(proposal, YES, YES)
    page = words(desk.get(at(proposal)))
    assert "Community members said yes: 9 took part." in page
    assert "Our rules now, or from a day" in page


def test_another_place_finds_nothing(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    stranger = sign_in(Client(), places.worker(places.place().group, Role.LEAD))
    for rest in (
        "",
        "rules.toml",
        "say/",
        "who/",
        "referring/",
        "asking/",
        "eligible/",
        "words/",
        "document/",
        "place/",
        "numbers/limits/",
    ):
        assert stranger.get(at(proposal, rest)).status_code == 404
    for rest in ("bring-in/", "take-back/", "take-on/1/", "renew/", "referring/0/out/", "who/answer/together/"):
        assert stranger.post(at(proposal, rest)).status_code == 404


def test_everybody_reads_who_does_what_and_where_nobody_does(client: Client, here: Place, model: Model) -> None:
    page = words(client.get(f"/charter/{here.partnership.slug}/"))
    assert "have not voted on this yet" in page
    assert "Nobody yet" in page
    places.adopt(here, does(str(here.group))(does(str(here.surgery))(model)))
    page = words(client.get(f"/charter/{here.partnership.slug}/"))
    for said in (
        str(here.group),
        "Answers within two days.",
        "live here said yes on",
        "More than one",
        "The last vote ended",
    ):
        assert said in page
    assert client.get("/charter/nowhere/").status_code == 404
    assert client.get("/charter/").status_code == 302
