"""Why a join may be missing: how near two partners are, and what one often cannot find that the other is there for."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import places, services
from tests.factories.directory import service as a_service
from tests.factories.places import Place
from tests.unit.evidence.test_silo_kinds import asked, begun
from tests.unit.evidence.test_silo_map import GROUPS, MAY, refer
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.geography import Place as Point
from watersmeet.evidence.extracts import sources
from watersmeet.evidence.network.ties import missing_joins, network
from watersmeet.evidence.pages.silo_missing import Around, Gap, gaps
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain, Elsewhere, Met

YEAR = timedelta(days=365)
BARNSTAPLE, BIDEFORD = Point(51.0801, -4.0604), Point(51.0167, -4.2069)


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


def nothing_found(by: Partner, times: int, domain: Domain = Domain.MONEY) -> None:
    worker = places.worker(by)
    for _each in range(times):
        plans.point(domain=domain, elsewhere=Elsewhere.NOWHERE, by=worker)


def pointed_to(here: Place, to: Partner, by: Partner, times: int, domain: Domain = Domain.MONEY) -> None:
    service, worker = services.service(here, to), places.worker(by)
    for _each in range(times):
        plans.point(domain=domain, service=service.pk, by=worker)


def lacking(lead: Actor) -> dict[UUID, set[Domain]]:
    return dict(sources.lacking(lead, clock.now() - YEAR))


def serving(lead: Actor) -> dict[UUID, set[Domain]]:
    return dict(sources.serving(lead, clock.now() - YEAR))


def test_who_finds_nothing_eight_times_is_known_and_seven_times_is_not(here: Place, lead: Actor) -> None:
    nothing_found(here.surgery, 7)
    nothing_found(here.therapy, 8)
    assert lacking(lead) == {here.therapy.pk: {Domain.MONEY}}


def test_what_people_said_of_their_own_needs_is_no_part_of_it(here: Place, lead: Actor) -> None:
    nothing_found(here.front_door, 4, Domain.PEOPLE)
    for _each in range(8):
        unmet(here)
    assert lacking(lead) == {}


def unmet(here: Place) -> None:
    who = places.person(here)
    need = plans.record_need(
        person=who,
        controller=here.front_door.pk,
        partnership=here.partnership.pk,
        domain=Domain.PEOPLE,
        words="Company.",
        by=places.worker(here.front_door),
    )
    plans.settle_need(need=need, met=Met.NOT, by=places.by_link(here, who))


def test_a_partner_is_there_for_what_others_send_people_to_it_for(here: Place, lead: Actor) -> None:
    pointed_to(here, here.group, here.group, 8)  # its own
    assert serving(lead) == {}
    pointed_to(here, here.group, here.surgery, 8)
    for _each in range(8):
        begun(here, asked(here))
    assert serving(lead) == {here.group.pk: {Domain.MONEY, Domain.PEOPLE}}
    assert sources.serving(places.worker(places.place().front_door, Role.LEAD), clock.now() - YEAR) == {}


def test_a_gap_is_between_who_lacks_and_who_serves_and_does_not_lack_it_too() -> None:
    lacks, serves = {"a": {"Money", "Work"}, "c": {"Work"}}, {"b": {"Money"}, "c": {"Work"}, "a": {"Work"}}
    assert gaps(lacks, serves) == [Gap("a", "b", "Money")]


def test_pairs_that_fit_come_first_and_all_others_as_before() -> None:
    found = network(GROUPS, [("a", "b", "referral", MAY, 1), ("c", "d", "referral", MAY, 1)], MAY, MAY.replace(month=6))
    before = [(one.one, one.other) for one in missing_joins(found)]
    assert before == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    first = {frozenset(("d", "b"))}
    assert [(one.one, one.other) for one in missing_joins(found, first=first)] == [("b", "d"), *before[:3]]


def test_how_near_is_between_the_nearest_places() -> None:
    around = Around({"a": [BIDEFORD, BARNSTAPLE], "b": [BARNSTAPLE], "c": [BIDEFORD]}, [])
    assert (around.near("a", "b"), around.near("b", "c")) == ("less than 1 km", "12 km")
    assert around.near("a", "nowhere") == "not known"


def test_only_open_places_to_go_to_are_measured_from(here: Place) -> None:
    for partner, changed in ((here.group, {}), (here.surgery, {"status": directory.Status.INACTIVE}), (None, {})):
        listed = partner.pk if partner else None
        a_service(here.partnership.pk, listed, **changed)
    services.service(here, here.therapy)
    found = directory.points(here.partnership.pk)
    assert set(found) == {here.group.pk}
    assert [(round(one.lat, 1), round(one.lon, 1)) for one in found[here.group.pk]] == [(51.1, -4.1)]


def test_the_page_says_what_one_could_do_for_the_other(here: Place, lead: Actor) -> None:
    refer(here, here.group, 1)
    refer(here, here.surgery, 1)
    nothing_found(here.surgery, 8)
    pointed_to(here, here.group, here.front_door, 8)
    page = words(sign_in(Client(), lead).get("/evidence/silo/"))
    assert f"{here.surgery} often finds nothing for: Money. {here.group} is there for it." in page
    assert "How near" in page
