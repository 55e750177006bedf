"""What must never reach anybody it could be used by: purposes, records of others, a screen somebody else sees."""

import pytest

from tests.factories import places
from watersmeet.base.problems import NotFound
from watersmeet.exchange.notify.words import TO_PERSON
from watersmeet.records.partnerships.api import Purpose
from watersmeet.records.people import api as people
from watersmeet.records.people.models import ContactRules, Person

pytestmark = pytest.mark.django_db


def test_there_is_no_purpose_for_those_who_could_use_it_against_them() -> None:
    assert {purpose.value for purpose in Purpose} == {"support", "referral", "learning", "evaluation"}


def test_a_message_to_a_person_names_nobody_and_no_matter() -> None:
    for words in TO_PERSON.values():
        told = f"{words.subject}\n{words.text}".lower()
        assert told.count("{") == told.count("{address}") == 1
        for matter in ("referral", "course", "therapy", "mental", "service", "group", "watersmeet", "appointment"):
            assert matter not in told


def test_a_match_is_looked_for_among_ones_own_records_alone() -> None:
    at = places.place()
    here = places.person(at, at.front_door)
    there = places.person(at, at.group)
    told = {"name": "Ada Example", "born": None, "phone": "", "email": "ada@person.example"}
    assert people.candidates(at.partnership.pk, at.front_door.pk, **told) == {here}
    assert people.candidates(at.partnership.pk, at.group.pk, **told) == {there}
    with pytest.raises(NotFound):
        people.merge(person=here, other=there, by=places.worker(at.front_door))


def test_a_merge_copies_no_address_and_no_phone() -> None:
    at = places.place()
    one = places.person(at, phone="01632 960 001")
    two = places.person(at, phone="", address="1 Invented Lane")
    before = [(rules.person_id, rules.rules) for rules in ContactRules.objects.order_by("pk")]
    people.merge(person=one, other=two, by=places.worker(at.front_door))
    assert [(rules.person_id, rules.rules) for rules in ContactRules.objects.order_by("pk")] == before
    assert Person.objects.count() == 2
    assert people.same_as(one) == {one, two}
