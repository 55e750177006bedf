"""What every partner may read of how requests were shared, and what nobody may."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.open_lists import drafted, offers
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Access, PlaceFacts
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import NotFirst, Picked, Taken, Wanted
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db
NEAR = PlaceFacts(address="1 Row", town="Barnstaple", postcode="EX31 1AA")
NEEDS_MORE = str(referrals.DecidedBy.ACCESS.label)
FAR = PlaceFacts(address="2 Row", town="Lynmouth", postcode="EX35 6EQ")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place on a Tuesday in November."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


@pytest.fixture
def worker(here: Place) -> Actor:
    """A link worker of the surgery."""
    return places.worker(here.surgery)


@pytest.fixture
def person(here: Place) -> UUID:
    """Somebody whom the surgery knows."""
    return places.person(here, here.surgery)


def browser(who: Actor) -> Client:
    visit = Client()
    visit.force_login(User.objects.get(pk=who.id))
    return visit


def words(page) -> str:
    return " ".join(page.content.decode().split())


def test_every_partner_reads_the_rules_and_small_numbers_of_others_are_in_bands(here, worker, person, monkeypatch):
    service = offers(here, here.group, "Thursday walk", capacity=10)
    offers(here, here.therapy, "Therapy", capacity=30)
    places.permit(person, here.surgery, here.group)
    referral = drafted(worker, person, service)
    referrals.send(referral, by=worker)
    referrals.accept(referral, by=places.worker(here.group))
    month = date(2026, 11, 1)
    lead, therapist = places.worker(here.group, Role.LEAD), places.worker(here.therapy)

    assert month in referrals.months_shown(lead)
    assert month not in referrals.months_shown(therapist)
    with pytest.raises(NotFound):
        referrals.fair_shares(therapist, month)
    monkeypatch.setenv("WATERSMEET_NOW", (clock.now() + timedelta(days=28)).isoformat())

    def of(actor: Actor, who: partnerships.Partner) -> tuple[referrals.Share, ...]:
        return next(one for one in referrals.fair_shares(actor, month) if one.provider == who.pk)

    def figures(one: referrals.Share) -> list[tuple[int, int]]:
        bands = (one.offered, one.by_person, one.by_rule, one.accepted)
        return [(band.low, band.high) for band in bands]

    assert figures(of(lead, here.group)) == [(1, 1), (1, 1), (0, 0), (1, 1)]
    assert figures(of(places.worker(here.group), here.group)) == [(1, 1), (1, 1), (0, 0), (1, 1)]
    assert figures(of(therapist, here.group)) == [(0, 7)] * 4
    assert of(therapist, here.group).fair == 0.25
    shown = words(browser(therapist).get("/fairness/?month=2026-11"))
    assert "What the person chooses is first, always." in shown
    assert "fewer than 8" in shown
    assert "version 1 of the local model" in shown
    assert browser(therapist).get("/fairness/?month=2031-01").status_code == 404


def test_single_lists_are_read_by_those_who_had_a_part_and_tell_nothing_of_the_person(here, worker, person) -> None:
    service = offers(here, here.group, "Thursday walk", place=NEAR)
    offers(here, here.therapy, "Therapy", place=NEAR, access=[Access.QUIET])
    places.permit(person, here.surgery, here.group)
    offered = directory.service(worker, service)
    wanted = Wanted(
        person=person, receiver=here.group.pk, service=offered, domain=Domain.PEOPLE, direction="beside_care"
    )
    shown = referrals.allocate(worker, person, near="EX31 1AA", needs=["quiet"])
    referral = referrals.draft(wanted, by=worker, picked=Picked(shown, Taken.OTHER, NotFirst.FITS))
    referrals.send(referral, by=worker)
    reference = Referral.objects.get().reference

    for had_a_part in (here.surgery, here.group, here.therapy):
        assert [one.reference for one in referrals.recent_allocations(places.worker(had_a_part))] == [reference]
    none = places.worker(here.front_door)
    assert referrals.recent_allocations(none) == []
    assert len(referrals.recent_allocations(places.worker(here.front_door, Role.LEAD))) == 1
    page = words(browser(places.worker(here.therapy)).get("/fairness/"))
    assert reference in page
    assert "It is easier for the person to come" in page
    for private in ("Ada Example", "A quiet place", "EX31", "metres", str(person), NEEDS_MORE):
        assert private not in page


def test_another_place_reads_nothing_of_it(here, worker, person) -> None:
    service = offers(here, here.group, "Thursday walk")
    places.permit(person, here.surgery, here.group)
    referrals.send(drafted(worker, person, service), by=worker)
    elsewhere = places.place()

    assert referrals.recent_allocations(places.worker(elsewhere.group, Role.LEAD)) == []
    assert Client().get("/fairness/").status_code != 200
