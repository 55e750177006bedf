"""Somebody comes to the end of a course and thanks whoever opened the door, who finds it in their work."""

from datetime import timedelta

import pytest

from tests.factories import places
from tests.factories.places import Place
from tests.journeys.walks import PIN, Walk, empty_post_box, opens, post
from watersmeet.accounts import links
from watersmeet.accounts.links import Second
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Category
from watersmeet.records.referrals import api as referrals

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WORDS = "The choir is the best hour of my week."


def came_to_its_end(here: Place) -> tuple[Actor, str]:
    """Somebody who sang with the group to the end, and the link to their own page."""
    who, helper = places.person(here), places.worker(here.group)
    person = places.by_link(here, who)
    places.permit(who, here.front_door, here.group)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    made = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=person
    )
    for step in (referrals.accept, referrals.start, referrals.complete):
        step(made, by=helper)
    token = links.issue_link(
        "status",
        subject=Ref("referral", made),
        partnership=here.partnership.pk,
        person=who,
        until=clock.now() + timedelta(days=30),
        by=person,
        second=Second.pin(PIN),
    )
    return person, links.address(token)


def test_a_thank_you_reaches_who_opened_the_door(walk: Walk) -> None:
    # Given a person came to the end of it
    here = places.place()
    _person, link = came_to_its_end(here)
    ada = walk.hand()
    opens(ada, link)
    # When they say thank you, with their yes to who reads it
    ada.follow("Say thank you")
    ada.sees(f"People at {here.front_door} who look after your request read it")
    ada.press("Send my thank-you")
    ada.sees("Tick the box if they may read it")
    ada.fill("Your words", WORDS)
    ada.choose("Yes, they may read this")
    empty_post_box()
    ada.press("Send my thank-you")
    ada.sees(f"You said thank you to {here.front_door}")
    # Then what leaves carries no words, and the front door finds it in their work
    assert all(WORDS not in str(letter.paragraphs) for letter in post())
    front_door = walk.hand(places.worker(here.front_door))
    front_door.open("/work/")
    front_door.sees("A thank-you to read about")
    front_door.follow("Ada Example")
    front_door.sees("The person said thank you to you.")
    front_door.sees(WORDS)
    front_door.press("I have read it")
    front_door.sees("Read at")
