"""Who answers together for what is shared: the person reads it, while an agreement in force says so."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_sharing import open_page, words
from watersmeet.base import clock
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Place:
    return places.place()


def sign(at: Place, *, joint: bool, purpose: Purpose = Purpose.REFERRAL) -> Agreement:
    """The front door and the group sign one more."""
    return partnerships.sign_agreement(
        partnership=at.partnership,
        title="Together",
        partners=[at.front_door, at.group],
        purposes=[purpose],
        categories=[Category.NEEDS],
        until=clock.today() + timedelta(days=30),
        joint=joint,
        by=places.COMMAND,
    )


def reads(client: Client, at: Place) -> bool:
    """Whether the person reads that both answer together."""
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    open_page(client, at, who)
    said = f"{at.front_door} and {at.group} answer together for what they share about you."
    return said in words(client.get("/sharing/"))


def test_the_person_reads_who_answers_together(client: Client, at: Place) -> None:
    sign(at, joint=True)
    assert reads(client, at)


def test_what_they_answer_for_together_is_not_all_that_they_share(client: Client, at: Place) -> None:
    sign(at, joint=True, purpose=Purpose.LEARNING)
    assert not reads(client, at)


def test_partners_that_answer_each_for_their_own_are_not_named_so(client: Client, at: Place) -> None:
    sign(at, joint=False)
    assert not reads(client, at)


def test_nor_those_whose_agreement_has_ended_or_who_did_not_sign(client: Client, at: Place) -> None:
    partnerships.end_agreement(agreement=sign(at, joint=True), by=places.COMMAND)
    assert not reads(client, at)
    sign(at, joint=True)
    assert not partnerships.answer_together(at.partnership.pk, at.front_door.pk, at.therapy.pk, [Purpose.REFERRAL])
