"""A worker refers somebody who is in the room: found by whole clues, told once, read together, sent or not."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import places, services
from watersmeet.accounts.models import Link, User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, NotFound, Refused
from watersmeet.design.phones import as_dialled
from watersmeet.outbox.models import Posting
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Permission, Person, PersonEvent
from watersmeet.records.plans.api import Domain
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Direction, Newcomer, State, Wanted
from watersmeet.records.referrals.models import Referral

NEW = {"name": "Bo Example", "age": "18_over", "message": "no", "say_who": "no", "ways": ["phone"]}
PHONE = "07700 900 901"
NEED = {"domain": "people", "words": "Some company on Thursdays.", "handover_offered": "yes", "who_chose": "person"}


def words(page) -> str:
    return " ".join(page.content.decode().split())


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


@pytest.fixture
def worker(place) -> Actor:
    """A link worker of the surgery."""
    return places.worker(place.surgery)


@pytest.fixture
def browser(worker) -> Client:
    return browser_of(worker)


def written(browser: Client, **told: object) -> Person:
    """Write down somebody new."""
    answer = browser.post("/refer/new/", {**NEW, "phone": PHONE, **told})
    assert answer.status_code == 302, words(answer)
    return Person.objects.latest("made_at")


def drafted(browser: Client, person: Person, service, **told: object) -> Referral:
    """Write a referral to a service down with the person."""
    extra = {"direction": "beside_care"}
    answer = browser.post(f"/refer/{person.pk}/service/{service.pk}/", {**NEED, **extra, **told})
    assert answer.status_code == 302, words(answer)
    return Referral.objects.latest("made_at")


def test_the_language_that_is_best_for_them_is_kept_and_read_by_who_helps(browser, place, service):
    person = written(browser, lang="pl")
    assert person.lang == "pl"
    referral = drafted(browser, person, service)
    browser.post(f"/read/{referral.pk}/", {"answer": "yes"})
    story = words(browser_of(places.worker(place.group)).get(f"/work/{referral.pk}/"))
    assert "Their language is Polish. We have no words in it yet: messages to them are in English." in story
    assert written(browser, name="Zo Example", phone="07700 900 777").lang == "en-gb"
    assert browser.post("/refer/new/", {**NEW, "phone": PHONE, "lang": "tlh"}).status_code == 400


def test_from_somebody_new_to_a_referral_that_is_sent(browser, worker, place, service):
    person = written(browser)
    assert service.name in words(browser.get(f"/refer/{person.pk}/"))
    referral = drafted(browser, person, service)
    read = browser.get(f"/read/{referral.pk}/")
    assert Posting.objects.count() == 0

    sent = browser.post(f"/read/{referral.pk}/", {"answer": "yes", "pin": "4826"}, follow=True)

    referral.refresh_from_db()
    assert (referral.state, referral.way_in, referral.direction) == (State.SENT, "worker", Direction.BESIDE_CARE)
    assert referral.handover_offered
    assert (referral.referrer, referral.holder) == (place.surgery, place.group)
    assert referral.reference in words(sent)
    assert person.controller == place.surgery
    assert Link.objects.get().person == person.pk
    kept = PersonEvent.objects.filter(subject=person, what="permit").first()
    assert all(line in words(read) for line in kept.words.splitlines())
    for named in (str(place.group), "your name", "how to reach you safely", "what you asked for", "if you came"):
        assert named in kept.words
    [seen] = referrals.open_for(places.worker(place.group, Role.VOLUNTEER))
    assert seen.card.name == "Bo Example"


def test_a_no_sends_nothing_and_gives_a_note_to_take_home(browser, place):
    service = services.service(place, name="Harbour shed", phone="01632 960 189")
    person = written(browser)
    referral = drafted(browser, person, service)

    note = browser.post(f"/read/{referral.pk}/", {"answer": "no", "count": "on", "pin": "4826"}, follow=True)

    referral.refresh_from_db()
    assert (referral.state, referral.holder, referral.sent_at) == (State.WITHDRAWN, None, None)
    assert not Permission.objects.exists()
    assert not Link.objects.exists()
    assert not Posting.objects.exists()
    assert referrals.open_for(places.worker(place.group)) == []
    assert "Harbour shed" in words(note)
    assert "01632 960 189" in words(note)


def test_the_person_is_found_again_by_whole_clues_of_ones_own_partner_alone(browser, place):
    person = written(browser, **{"born-day": "27", "born-month": "3", "born-year": "1985"})

    def finds(at: Client, **clues: str) -> bool:
        return f"/refer/{person.pk}/" in words(at.post("/refer/", clues))

    born = {"born-day": "27", "born-month": "3", "born-year": "1985"}
    assert finds(browser, name="B. Example", **born)
    assert finds(browser, phone="+44 7700 900901")
    assert not finds(browser, name="Exam", **born)
    assert not finds(browser_of(places.worker(place.group)), phone=PHONE)
    assert "part of a name finds nobody" in words(browser.get("/refer/"))
    refused = browser.post("/refer/", {"name": "Bo Example"})
    assert refused.status_code == 400
    assert Line.objects.filter(verb="look.page", subject_id=person.pk, detail__why="find").exists()


def test_what_was_typed_to_find_them_is_offered_again(browser):
    browser.post("/refer/", {"name": "Bo Example", "phone": PHONE})

    page = words(browser.get("/refer/new/"))

    assert 'value="Bo Example"' in page
    assert 'value="+447700900901"' in page


def test_who_may_be_the_same_is_shown_and_a_human_decides(browser):
    first = written(browser)

    asked = browser.post("/refer/new/", {**NEW, "name": "Robert Example", "phone": PHONE})

    assert Person.objects.count() == 1
    assert f"/refer/{first.pk}/" in words(asked)
    second = written(browser, name="Robert Example", nobody_else="on")
    assert Person.objects.count() == 2
    assert Line.objects.get(verb="person.may_be_known").subject_id == second.pk


def test_what_was_said_before_is_offered_and_never_demanded_again(browser, service):
    person = written(browser)
    drafted(browser, person, service)
    need = Need.objects.get()

    page = words(browser.get(f"/refer/{person.pk}/service/{service.pk}/"))
    again = drafted(browser, person, service, need=str(need.pk), domain="", words="")

    assert "Some company on Thursdays." in page
    assert Need.objects.get() == again.need == need


def mark_of(page) -> str:
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def puts_right(browser, person, told) -> None:
    """Post how to reach them, as its page would."""
    page = f"/refer/{person.pk}/contact/"
    assert browser.post(page, {**told, "seen": mark_of(browser.get(page))}).status_code == 302


def test_a_way_that_is_safe_needs_its_number_and_changes_are_kept(browser, worker):
    assert browser.post("/refer/new/", NEW).status_code == 400
    person = written(browser)

    told = {"message": "yes", "say_who": "no", "ways": ["email"], "email": "bo@person.example"}
    assert browser.post(f"/refer/{person.pk}/contact/", told).status_code == 409, "no page was seen"
    puts_right(browser, person, told)

    contact = people.contact_rules(worker, person.pk)
    assert (contact.channels, contact.email, contact.leave_message) == (("email",), "bo@person.example", True)


def test_a_tutor_finds_opens_and_refers_only_whom_they_wrote_down(place, service):
    tutor = places.worker(place.surgery, Role.TUTOR)
    theirs = people.SafeContact(channels=("phone",), phone="+447700900901")
    mine = referrals.write_down(Newcomer(name="Cy Example", age=people.Age.ADULT, contact=theirs), by=tutor)
    others = places.person(place, place.surgery, phone="+447700900901")
    learner = browser_of(tutor)

    found = words(learner.post("/refer/", {"phone": PHONE}))
    assert "Cy Example" in found
    assert "Ada Example" not in found
    for page in ("", f"service/{service.pk}/", f"partner/{place.group.pk}/"):
        assert learner.get(f"/refer/{mine}/{page}").status_code == 200
        assert learner.get(f"/refer/{others}/{page}").status_code == 404
    [way, *_others] = referrals.directions(place.surgery.pk, place.group.pk)
    wanted = Wanted(person=others, receiver=place.group.pk, domain=Domain.PEOPLE, direction=way)
    with pytest.raises(NotFound):
        referrals.draft(wanted, by=tutor)
    with pytest.raises(Refused):
        referrals.allocate(tutor, others)
    assert referrals.draft(replace(wanted, person=mine), by=tutor)
    assert referrals.draft(wanted, by=places.worker(place.surgery, Role.VOLUNTEER))


def test_what_the_form_does_not_ask_stays_as_it_was_said(browser, worker):
    """A letter to their GP, and workers who must not ring."""
    person, nobody = written(browser), uuid4()
    before = people.SafeContact(gp_online="keep", not_workers=(nobody,))
    people.set_contact(person=person.pk, contact=before, by=worker)

    puts_right(browser, person, {"message": "no", "say_who": "no", "ways": []})

    assert people.contact_rules(worker, person.pk) == before


def test_where_two_records_of_one_person_differ_the_pages_say_so_until_they_say_it_again(browser, worker):
    person = written(browser)
    other = people.register(
        partnership=worker.partnership, controller=worker.partner, name="Bo", contact=people.SafeContact(), by=worker
    )
    assert str(people.UNTIL_THEY_SAY) not in words(browser.get(f"/refer/{person.pk}/"))
    people.merge(person=person.pk, other=other, by=worker)

    for page in (f"/refer/{person.pk}/", f"/refer/{person.pk}/contact/", f"/refer/{other}/"):
        assert str(people.UNTIL_THEY_SAY) in words(browser.get(page))


def test_a_worker_with_an_old_page_does_not_undo_what_the_person_changed(browser, worker):
    person = written(browser)
    page = f"/refer/{person.pk}/contact/"
    old = mark_of(browser.get(page))
    people.set_contact(person=person.pk, contact=people.SafeContact(), by=worker)

    late = browser.post(
        page, {"message": "yes", "say_who": "no", "ways": ["email"], "email": "bo@person.example", "seen": old}
    )

    assert late.status_code == 409
    assert people.contact_rules(worker, person.pk).channels == ()


def test_of_somebody_under_16_nothing_is_kept(browser):
    answer = browser.post("/refer/new/", {**NEW, "phone": PHONE, "age": "under_16"})

    assert answer["Location"] == "/ask/young-people/"
    assert not Person.objects.exists()


def test_a_draft_is_kept_and_sent_on_another_day(browser, worker, service):
    referral = drafted(browser, written(browser), service)

    assert [one.state for one in referrals.open_for(worker)] == [State.DRAFT]
    story = words(browser.get(f"/work/{referral.pk}/"))
    assert f"/read/{referral.pk}/" in story
    with pytest.raises(Refused):
        referrals.send(referral.pk, by=worker)
    browser.post(f"/read/{referral.pk}/", {"answer": "yes"})
    assert Referral.objects.get().state == State.SENT
    assert browser.get(f"/read/{referral.pk}/").status_code == 409


def test_a_draft_that_is_withdrawn_is_over_and_tells_nobody(browser, worker, service):
    referral = drafted(browser, written(browser), service)

    referrals.withdraw(referral.pk, by=worker, reason="person_chose")

    assert referrals.open_for(worker) == []
    assert not Posting.objects.exists()
    assert referrals.check()["orphans"] == 0


def test_without_an_agreement_nothing_is_sent_whatever_they_answer(browser, worker, place, service):
    referral = drafted(browser, written(browser), service)
    Agreement.objects.update(ended_on=place.surgery.joined_on)

    assert "This cannot be sent today" in words(browser.get(f"/read/{referral.pk}/"))
    with pytest.raises(Refused) as refused:
        referrals.said_yes(referral.pk, by=worker)

    assert refused.value.refusal.missing == "agreement"
    assert not Permission.objects.exists()


def test_counting_is_off_unless_they_say_yes_to_it(browser, place, service):
    referral = drafted(browser, written(browser), service)
    browser.post(f"/read/{referral.pk}/", {"answer": "yes"})
    assert not Permission.objects.filter(purpose=Purpose.EVALUATION).exists()

    other = drafted(browser, written(browser, name="Cy Example", phone="07700 900 902"), service)
    browser.post(f"/read/{other.pk}/", {"answer": "yes", "count": "on"})

    counted = Permission.objects.filter(purpose=Purpose.EVALUATION)
    assert {one.receiver for one in counted} == {place.front_door}
    assert {one.giver for one in counted} == {place.front_door, place.surgery, place.group}


def test_another_partners_person_and_draft_are_as_if_they_were_not(browser, place, service):
    referral = drafted(browser, written(browser), service)
    person = referral.person_id
    other = places.worker(place.therapy)
    stranger = browser_of(other)
    wanted = Wanted(person=person, receiver=place.group.pk, domain=Domain.PEOPLE)

    for path in (f"/refer/{person}/", f"/refer/{person}/contact/", f"/read/{referral.pk}/"):
        assert stranger.get(path).status_code == 404, path
    for act in (
        lambda: referrals.draft(wanted, by=other),
        lambda: referrals.said_yes(referral.pk, by=other),
        lambda: referrals.said_no(referral.pk, by=other),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_group_they_ruled_out_and_a_service_not_for_their_age_are_refused(browser, worker, place):
    adults = services.service(place, min_age=18)
    person = written(browser, age="16_17", not_partners=[str(place.therapy.pk)])

    for wanted in (
        Wanted(person=person.pk, receiver=place.therapy.pk, domain=Domain.PEOPLE),
        Wanted(
            person=person.pk,
            receiver=place.group.pk,
            service=directory.service(worker, adults.pk),
            domain=Domain.PEOPLE,
            direction=Direction.BESIDE_CARE,
        ),
    ):
        with pytest.raises(Invalid) as refused:
            referrals.draft(wanted, by=worker)
        assert list(refused.value.fields) == ["receiver"]


def test_the_direction_must_be_one_that_can_be(browser, worker, place):
    person = written(browser)
    to_group = {"person": person.pk, "receiver": place.group.pk, "domain": Domain.PEOPLE}

    for direction in ("", Direction.TO_CARE):
        with pytest.raises(Invalid):
            referrals.draft(Wanted(**to_group, direction=direction), by=worker)
    with pytest.raises(Invalid):
        referrals.draft(
            Wanted(person=person.pk, receiver=place.therapy.pk, domain=Domain.PEOPLE, direction="beside_care"),
            by=worker,
        )


def test_a_second_press_writes_one_draft(browser, service):
    person = written(browser)
    page = words(browser.get(f"/refer/{person.pk}/service/{service.pk}/"))
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)

    first, second = (drafted(browser, person, service, key=key) for _press in range(2))

    assert first == second
    assert (Referral.objects.count(), Need.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("+447700900982", "07700 900982"), ("07700 900 982", "07700 900982"), ("ask Wren", "ask Wren"), ("", "")],
)
def test_a_number_is_shown_whatever_was_written_down(kept: str, shown: str) -> None:
    assert as_dialled(kept) == shown
