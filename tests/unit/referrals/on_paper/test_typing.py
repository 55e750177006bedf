"""Asking on paper: kept as of the day it was signed, told to nobody beyond what is ticked and signed."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.paper import SAID, SIGNED, browser_of, on_paper, typed, words, written
from tests.factories.places import Place
from watersmeet.accounts.models import Link
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Age, ContactRules, Permission, Person, PersonEvent
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import State
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.paper_models import PaperForm


def test_from_a_number_to_a_referral_that_was_asked_on_the_day_of_the_signature(
    form: PaperForm, worker: Actor, place: Place, service: Service
) -> None:
    browser = browser_of(worker)
    led = browser.post("/paper/", {"number": f" {form.number[:4].lower()}-{form.number[4:].lower()} "})
    assert led["Location"] == f"/paper/{form.pk}/"
    asks = words(browser.get(f"/paper/{form.pk}/"))
    assert service.name in asks
    assert f"11. May {place.group} see this?" in asks
    assert "Your yes lasts for 365 days from the day you sign." in asks

    checked = words(typed(browser, form))
    assert "Compare it with the paper" in checked
    assert f"They said yes. It goes to {place.group} as soon as you write it down." in checked
    assert not Referral.objects.exists()
    done = browser.post(f"/paper/{form.pk}/check/", {}, follow=True)

    referral = Referral.objects.get()
    assert (referral.state, referral.receiver, referral.way_in) == (State.SENT, place.group, "paper")
    assert (referral.person.name, referral.person.age) == ("Wren", Age.ADULT)
    assert referral.made_at.date() == Need.objects.get().named_at.date() == SIGNED
    assert referral.sent_at == ReferralEvent.objects.get(what="send").happened_at
    assert referral.sent_at is not None
    assert referral.sent_at.date() == date(2026, 11, 24)
    asked = ReferralEvent.objects.get(what="ask")
    assert (asked.happened_at.date(), asked.recorded_at.date()) == (SIGNED, date(2026, 11, 24))
    assert referral.reference in words(done)
    assert not Link.objects.exists(), "no PIN is written on paper"
    rules = ContactRules.objects.get().rules
    assert (rules["channels"], rules["daytimes"], rules["leave_message"]) == (["phone"], ["morning"], False)


def test_a_yes_is_kept_in_the_words_that_were_printed_and_lasts_from_the_signature(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    limits = {"permission_days": 30}
    in_force = partnerships.model_at(place.partnership.pk).model
    later = in_force.model_copy(update={"limits": in_force.limits.model_copy(update=limits)})
    places.adopt(place, later, why="shorter")

    written(browser_of(worker), form)

    kept = Permission.objects.all()
    assert {one.statement for one in kept} == {"paper-share-1", "paper-count-1"}
    assert {one.given_at.date() for one in kept} == {SIGNED}
    assert {one.until.date() for one in kept} == {SIGNED + timedelta(days=365)}, "as the paper says"
    person = Person.objects.get().pk
    [share] = [one for one in people.shared_with(worker, person) if one.receiver == place.group.pk]
    assert share.yeses[0].words == form.share
    [counted] = people.counted_by(worker, person)
    assert counted.yeses[0].words == form.count
    assert set(PersonEvent.objects.filter(what="permit").values_list("happened_at__date", flat=True)) == {SIGNED}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"share": "no"}, "They did not say yes to"),
        ({"signed": "no"}, "It is not signed."),
        ({"age": "unknown"}, "We do not know if they are 16 or over."),
        ({"age": "16_17"}, "This service does not take people of their age."),
    ],
)
def test_without_a_yes_that_counts_nobody_else_is_told(
    form: PaperForm, worker: Actor, place: Place, other: dict[str, str], why: str
) -> None:
    browser = browser_of(worker)
    assert why in words(typed(browser, form, count="no", **other))
    browser.post(f"/paper/{form.pk}/check/", {})
    referral = Referral.objects.get()
    assert (referral.state, referral.holder) == (State.DRAFT, place.front_door)
    assert not Permission.objects.exists()
    assert referrals.open_for(places.worker(place.group)) == []


def test_somebody_who_rules_the_group_out_is_not_sent_to_it_whatever_else_is_ticked(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    browser = browser_of(worker)
    page = words(typed(browser, form, not_partners=[str(place.group.pk)]))
    assert "They ask for this service, and also that the group should not contact them." in page
    browser.post(f"/paper/{form.pk}/check/", {})
    referral = Referral.objects.get()
    assert (referral.state, referral.service, referral.receiver) == (State.DRAFT, None, place.front_door)
    assert not Permission.objects.exclude(purpose="evaluation").exists()


@pytest.mark.parametrize("field", ["signed", "age"])
def test_without_a_signature_or_an_age_nobody_is_counted(form: PaperForm, worker: Actor, field: str) -> None:
    written(browser_of(worker), form, **{field: {"signed": "no", "age": "unknown"}[field]})
    assert not Permission.objects.exists()


def test_days_count_from_when_it_reached_the_front_door_so_that_it_may_be_late_at_once(
    open_form: PaperForm, worker: Actor, place: Place
) -> None:
    early = {"received_on-day": "11", "received_on-month": "11", "received_on-year": "2026"}
    written(browser_of(worker), open_form, **early)
    referral = Referral.objects.get()
    assert referral.due_on is not None
    assert date(2026, 11, 11) < referral.due_on < date(2026, 11, 24)
    assert "late" in words(browser_of(worker).get("/work/"))
    assert "written down on Tuesday 24 November" in words(browser_of(worker).get(f"/work/{referral.pk}/"))


def test_a_form_for_the_front_door_waits_there_and_asks_for_no_other_yes(
    open_form: PaperForm, worker: Actor, place: Place
) -> None:
    browser = browser_of(worker)
    assert "see this?" not in words(browser.get(f"/paper/{open_form.pk}/"))
    written(browser, open_form)
    referral = Referral.objects.get()
    assert (referral.state, referral.holder, referral.service) == (State.DRAFT, place.front_door, None)
    assert set(Permission.objects.values_list("purpose", flat=True)) == {"evaluation"}


def test_a_service_that_closed_since_is_said_and_no_yes_on_the_form_counts(
    form: PaperForm, worker: Actor, service: Service
) -> None:
    service.status = Status.DEFUNCT
    service.save()
    browser = browser_of(worker)
    page = words(browser.get(f"/paper/{form.pk}/"))
    assert "The service on this form is closed" in page
    assert 'name="share"' not in page
    written(browser, form)
    assert (Referral.objects.get().state, Referral.objects.get().service) == (State.DRAFT, None)


def test_an_agreement_that_ended_since_keeps_it_at_the_front_door(
    form: PaperForm, worker: Actor, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watersmeet.records.partnerships.queries._in_force", lambda _day: Agreement.objects.none())
    browser = browser_of(worker)
    assert "There is no agreement with" in words(typed(browser, form))
    browser.post(f"/paper/{form.pk}/check/", {})
    assert Referral.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"signed_on-day": "25"}, "The day must be from"),
        ({"signed_on-day": "2"}, "The day must be from 3 November 2026 until today."),
        ({"signed_on-day": "31"}, "Enter a real date"),
        ({"signed_on-day": "", "signed_on-month": "", "signed_on-year": ""}, "Enter the day on the form"),
        ({"received_on-day": "9"}, "The day must be from the day on the form until today."),
        ({"received_on-day": "25"}, "The day must be from the day on the form until today."),
        ({"age": ""}, "Choose what is ticked"),
        ({"domain": ""}, "Choose what it is most about"),
        ({"name": " "}, "Write what to call them"),
        ({"share": ""}, "Choose what is ticked"),
        ({"count": ""}, "Choose what is ticked"),
        ({"signed": ""}, "Say if it is signed"),
        ({"phone": ""}, "Enter the phone number, or choose another way"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_lost(
    form: PaperForm, worker: Actor, other: dict[str, str], said: str
) -> None:
    page = browser_of(worker).post(f"/paper/{form.pk}/", {**SAID, **other})
    assert page.status_code == 400
    assert said in words(page)
    assert "Company on Thursdays." in words(page)
    assert not Person.objects.exists()


def test_a_form_that_is_older_than_the_model_allows_is_not_typed_in(
    form: PaperForm, worker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-14T10:00:00Z")
    page = words(browser_of(worker).post(f"/paper/{form.pk}/", SAID))
    assert "Is it older? Then ask the person again." in page
    assert not Person.objects.exists()


def test_the_action_itself_refuses_days_that_cannot_be(form: PaperForm, worker: Actor) -> None:
    told = on_paper(form, signed_on=date(2026, 11, 2))
    with pytest.raises(Invalid):
        referrals.type_in(told, by=worker)
    assert not Person.objects.exists()


def test_of_somebody_under_16_nothing_is_kept_not_even_in_the_drawer(form: PaperForm, worker: Actor) -> None:
    browser = browser_of(worker)
    typed(browser, form)
    page = words(browser.post(f"/paper/{form.pk}/", {**SAID, "age": "under_16"}))
    assert "Nothing was kept" in page
    assert "Childline" in page
    assert not Person.objects.exists()
    assert "Wren" not in words(browser.get(f"/paper/{form.pk}/"))


def test_what_was_typed_waits_for_the_check_and_comes_back_to_be_changed(form: PaperForm, worker: Actor) -> None:
    browser = browser_of(worker)
    typed(browser, form)
    page = words(browser.get(f"/paper/{form.pk}/"))
    assert "Company on Thursdays." in page
    assert re.search(r'name="signed_on-day"[^>]*value="10"', page)
    assert "There is a problem" not in page


def test_the_check_without_anything_typed_leads_back(form: PaperForm, worker: Actor) -> None:
    page = browser_of(worker).get(f"/paper/{form.pk}/check/", follow=True)
    assert "Please type it in again." in words(page)


def stopped_after_signing(place: Place) -> UUID:
    """Somebody of the front door's, reached by the same number, who shared with the group and has said stop."""
    who = places.person(place, phone="+447700900982")
    places.permit(who, place.front_door, place.group)
    people.withdraw(person=who, receiver=place.group.pk, by=places.by_link(place, who))
    return who


def test_who_said_stop_after_they_signed_is_not_told_of(form: PaperForm, worker: Actor, place: Place) -> None:
    who = stopped_after_signing(place)
    done = words(written(browser_of(worker), form, same=str(who)))
    assert "Nobody else was told. Talk with them before you pass it on." in done
    assert Referral.objects.get().sent_at is None
    assert not referrals.open_for(places.worker(place.group))
    assert not Permission.objects.exclude(person=who).filter(receiver=place.group).exists()


def test_who_cannot_say_that_it_is_the_same_person_tells_nobody_either(form: PaperForm, place: Place) -> None:
    stopped_after_signing(place)
    written(browser_of(places.worker(place.front_door, Role.VOLUNTEER)), form)
    assert Referral.objects.get().sent_at is None


def test_somebody_else_with_the_same_number_is_told_of_as_they_said(
    form: PaperForm, worker: Actor, place: Place
) -> None:
    stopped_after_signing(place)
    written(browser_of(worker), form, same="nobody")
    assert Referral.objects.get().sent_at is not None
