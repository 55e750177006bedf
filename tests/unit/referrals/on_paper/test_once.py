"""A form is typed in once, by the front door alone; a human says who it is, and what became of the paper."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.paper import browser_of, on_paper, typed, words, written
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.records.people import api as people
from watersmeet.records.people.models import ContactRules, Person, SameAs
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Paper
from watersmeet.records.referrals.held import Held
from watersmeet.records.referrals.holdings import OfPartners
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.paper_models import PaperAsk, PaperForm


def test_the_same_form_is_not_typed_in_twice(form: PaperForm, worker: Actor) -> None:
    browser = browser_of(worker)
    written(browser, form)
    for again in (browser.post("/paper/", {"number": form.number}), browser.get(f"/paper/{form.pk}/")):
        assert again.status_code == 409
        assert "was typed in on 24 November 2026" in words(again)
    assert browser.post(f"/paper/{form.pk}/check/", {}).status_code == 302
    with pytest.raises(Conflict):
        referrals.type_in(on_paper(form, name="Robin"), by=worker)
    assert Referral.objects.count() == Person.objects.count() == 1


def test_a_copy_by_machine_gets_a_number_of_its_own_and_the_same_words(form: PaperForm, worker: Actor) -> None:
    browser = browser_of(worker)
    written(browser, form)
    for _click in range(2):
        led = browser.post(f"/paper/{form.pk}/copy/", {"key": "one"}, follow=True)
    copy = PaperForm.objects.exclude(pk=form.pk).get()
    assert f"Write {copy.number[:4]}-{copy.number[4:]} on each page of it now." in words(led)
    assert (copy.share, copy.printed_at, copy.copy_of) == (form.share, form.printed_at, form)
    written(browser, copy, name="Robin", phone="07700 900 983")
    assert Referral.objects.count() == 2


def test_a_number_that_nobody_printed_is_said(place: Place, worker: Actor) -> None:
    browser = browser_of(worker)
    page = browser.post("/paper/", {"number": "7Q4K-2MXA"})
    assert page.status_code == 400
    assert "No form for you has this number." in words(page)
    assert "Write the number of the form" in words(browser.post("/paper/", {"number": ""}))


def test_who_may_be_known_is_shown_and_a_human_puts_the_records_together(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    known = places.person(place, name="Wren Example", phone="+447700900982")
    places.person(place, place.group, name="Wren Elsewhere", phone="+447700900982")
    browser = browser_of(worker)
    page = words(typed(browser, form))
    assert "May this be somebody you know already?" in page
    assert "Wren Example" in page
    assert "Wren Elsewhere" not in page, "another partner's people are nobody's here"
    assert "Choose who it is" in words(browser.post(f"/paper/{form.pk}/check/", {}))
    assert not Referral.objects.exists()

    browser.post(f"/paper/{form.pk}/check/", {"same": str(known)})

    new = Referral.objects.get().person_id
    assert people.same_as(known) == {known, new}
    assert ContactRules.objects.get(person=known).rules["email"] == "ada@person.example", "nothing is copied over"


def test_somebody_else_is_noted_and_not_put_together(form: PaperForm, worker: Actor, place: Place) -> None:
    places.person(place, phone="+447700900982")
    written(browser_of(worker), form, same="nobody")
    assert not SameAs.objects.exists()
    assert Line.objects.filter(verb="person.may_be_known").count() == 1


def test_a_volunteer_writes_it_down_and_leaves_putting_together_to_others(form: PaperForm, place: Place) -> None:
    known = places.person(place, name="Wren Example", phone="+447700900982")
    browser = browser_of(places.worker(place.front_door, Role.VOLUNTEER))
    assert "A colleague can put the records together later." in words(typed(browser, form))
    browser.post(f"/paper/{form.pk}/check/", {"same": str(known)})
    assert Referral.objects.count() == 1
    assert not SameAs.objects.exists()


def test_what_happened_to_the_paper_is_a_task_until_somebody_says_it(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    browser = browser_of(worker)
    done = written(browser, form)
    assert "What happened to the paper?" in words(done)
    [task] = referrals.tasks_for(worker)
    assert (task.task, task.due_on) == ("paper.settle", date(2026, 11, 25))
    assert "Wren" not in task.says
    assert referrals.tasks_for(places.worker(place.group)) == []
    referral = Referral.objects.get().pk
    assert "Choose what happened to the paper" in words(browser.post(f"/paper/done/{referral}/", {}))

    page = browser.post(f"/paper/done/{referral}/", {"became": "shredded"}, follow=True)

    assert "It is shredded" in words(page)
    assert referrals.tasks_for(worker) == []
    assert Line.objects.filter(verb="referral.paper_shredded").count() == 1
    assert "The paper form was shredded" in words(browser.get(f"/work/{referral}/"))
    with pytest.raises(Conflict):
        referrals.settle_paper(referral, Paper.LOCKED, by=worker)


def test_it_is_exported_kept_until_it_is_settled_and_leaves_with_its_referral(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    written(browser_of(worker), form)
    referral = Referral.objects.get()
    [entry] = [one for one in Held().export(referral.person_id) if "asked on paper" in one]
    assert entry["asked on paper"]["signed on"] == "2026-11-10"
    assert "open_paper" in {one.stopped_by for one in OfPartners().kept([referral.person_id])}
    people.erase(person=referral.person_id, by=places.worker(place.front_door, Role.PRIVACY_OFFICER))
    assert [one.task for one in referrals.tasks_for(worker)] == ["paper.settle"], "the paper is still there"
    assert browser_of(worker).get(f"/paper/done/{referral.pk}/").status_code == 200
    referrals.settle_paper(referral.pk, Paper.SHREDDED, by=worker)
    OfPartners().remove(referral.person_id, place.front_door.pk, by=Actor("process"))
    assert not PaperAsk.objects.exists()
    form.refresh_from_db()
    assert form.typed_at, "its number stays used"


def test_only_the_front_door_types_forms_in(form: PaperForm, worker: Actor, place: Place) -> None:
    written(browser_of(worker), form)
    referral = Referral.objects.get().pk
    for stranger in (places.worker(place.group), places.worker(place.front_door, Role.TUTOR)):
        browser = browser_of(stranger)
        for path in ("/paper/", f"/paper/{form.pk}/", f"/paper/{form.pk}/check/", f"/paper/done/{referral}/"):
            assert browser.get(path).status_code in {403, 404}, path
        assert browser.post(f"/paper/{form.pk}/copy/", {}).status_code in {403, 404}
        assert "Type in a paper form" not in words(browser.get("/work/"))
        with pytest.raises(NotFound):
            referrals.type_in(on_paper(form), by=stranger)
    elsewhere = places.worker(places.place().front_door)
    assert browser_of(elsewhere).get(f"/paper/{form.pk}/").status_code == 404
    assert Client().get("/paper/").status_code == 302
    assert not referrals.takes_paper(VISITOR)


def test_a_form_that_nobody_printed_is_not_there(place: Place, worker: Actor) -> None:
    with pytest.raises(NotFound):
        referrals.paper_form(worker, UUID(int=0))
