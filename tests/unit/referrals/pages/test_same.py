"""Two records that may be one human being: shown inside one's own partner, decided by a human, and taken back."""

import pytest
from django.test import Client

from tests.factories import places, work
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor, Role
from watersmeet.records.people import api as people
from watersmeet.records.referrals.models import Referral

EMAIL = "ada@person.example"


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def words(page) -> str:
    return " ".join(page.content.decode().split())


@pytest.fixture
def worker(place) -> Actor:
    return places.worker(place.surgery)


def test_who_shares_a_clue_is_shown_and_merged_by_a_human_and_parted_again(place, worker):
    one, two = places.person(place, place.surgery), places.person(place, place.surgery, name="Adeline Example")
    page = f"/refer/{one}/same/"
    browser = browser_of(worker)
    assert page in words(browser.get(f"/refer/{one}/"))
    assert "Adeline Example" in words(browser.get(page))
    assert people.same_as(one) == {one}

    assert "They are one from now on" in words(browser.post(page, {"other": str(two)}, follow=True))

    assert people.same_as(one) == {one, two}
    assert "They are two again" in words(browser.post(page, {"other": str(two)}, follow=True))
    assert people.same_as(one) == {one}


def test_the_story_of_who_asked_themselves_says_that_they_may_be_known(place):
    referral = work.waiting(place, to=place.front_door, name="Adeline Example")
    front = browser_of(places.worker(place.front_door))
    hint = "You may know them already"
    assert hint not in words(front.get(f"/work/{referral}/"))

    places.person(place, name="Ada Example")

    who = Referral.objects.get(pk=referral).person_id
    assert f"/refer/{who}/same/" in words(front.get(f"/work/{referral}/"))
    assert hint not in words(browser_of(places.worker(place.front_door, Role.VOLUNTEER)).get(f"/work/{referral}/"))


def test_two_that_a_third_record_holds_together_are_not_said_to_be_two(place, worker):
    one, two, three = (places.person(place, place.surgery) for _ in range(3))
    people.merge(person=one, other=two, by=worker)
    people.merge(person=two, other=three, by=worker)
    said = words(browser_of(worker).post(f"/refer/{one}/same/", {"other": str(three)}, follow=True))
    assert "They are still one, by a third record." in said
    assert "They are two again" not in said
    assert people.same_as(one) == {one, two, three}


def test_another_partners_record_is_neither_shown_nor_merged(place, worker):
    own, theirs = places.person(place, place.surgery), places.person(place, place.group, name="Adeline Example")
    browser = browser_of(worker)

    assert "Adeline Example" not in words(browser.get(f"/refer/{own}/same/"))
    assert browser.post(f"/refer/{own}/same/", {"other": str(theirs)}).status_code == 404
    assert browser.get(f"/refer/{theirs}/same/").status_code == 404
    assert people.same_as(own) == {own}


def test_a_volunteer_merges_nobody(place):
    one, two = places.person(place, place.group), places.person(place, place.group, name="Adeline Example")
    browser = browser_of(places.worker(place.group, Role.VOLUNTEER))

    assert browser.post(f"/refer/{one}/same/", {"other": str(two)}).status_code == 404
    assert f"/refer/{one}/same/" not in words(browser.get(f"/refer/{one}/"))
    assert people.same_as(one) == {one}
